package report

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"
)

// drawing is an SVG image as it is written. Its colours come from the classes of the page's style, so that they follow the
// reader's light or dark setting.
type drawing struct {
	b    strings.Builder
	w, h float64
}

// newDrawing begins an image of w by h units, which are pixels where there is room. The label says to those who do not
// see it what it shows.
func newDrawing(w, h float64, label string) *drawing {
	d := &drawing{w: w, h: h}
	fmt.Fprintf(&d.b, `<svg viewBox="0 0 %s %s" role="img" aria-label="%s">`, coord(w), coord(h), html.EscapeString(label))
	return d
}

func (d *drawing) html() template.HTML {
	return template.HTML(d.b.String() + "</svg>") //nolint:gosec // G203: all text in it was escaped
}

func (d *drawing) rect(class string, x, y, w, h float64, title string) {
	fmt.Fprintf(&d.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"`, class, coord(x), coord(y), coord(max(w, 0)), coord(max(h, 0)))
	d.end("rect", title)
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&d.b, `<path class="%s" d="M%s %sL%s %s"/>`, class, coord(x1), coord(y1), coord(x2), coord(y2))
}

// path draws a line through points.
func (d *drawing) path(class string, points [][2]float64) {
	if len(points) == 0 {
		return
	}
	d.b.WriteString(`<path class="` + class + `" d="`)
	for i, p := range points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		d.b.WriteString(command + coord(p[0]) + " " + coord(p[1]))
	}
	d.b.WriteString(`"/>`)
}

func (d *drawing) circle(class string, x, y, r float64, title string) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%s" cy="%s" r="%s"`, class, coord(x), coord(y), coord(r))
	d.end("circle", title)
}

// text writes at a point; anchor is start, middle or end.
func (d *drawing) text(anchor string, x, y float64, s string) {
	fmt.Fprintf(&d.b, `<text x="%s" y="%s" text-anchor="%s">%s</text>`, coord(x), coord(y), anchor, html.EscapeString(s))
}

// end closes an element, with what it shows when pointed at.
func (d *drawing) end(element, title string) {
	if title == "" {
		d.b.WriteString("/>")
		return
	}
	d.b.WriteString("><title>" + html.EscapeString(title) + "</title></" + element + ">")
}

// coord writes a coordinate with as many digits as can be seen.
func coord(v float64) string { return strconv.FormatFloat(float64(int(v*10+0.5))/10, 'f', -1, 64) }

// plot is the area of a chart within its axes. x and y run from 0 to 1, y upwards.
type plot struct {
	*drawing
	left, top, right, bottom float64
}

const (
	chartWidth, chartHeight = 320, 250
)

// newPlot begins a chart with axes.
func newPlot(label, xTitle, yTitle string) plot {
	p := plot{drawing: newDrawing(chartWidth, chartHeight, label), left: 44, top: 10, right: chartWidth - 12, bottom: chartHeight - 40}
	p.line("axis", p.left, p.top, p.left, p.bottom)
	p.line("axis", p.left, p.bottom, p.right, p.bottom)
	p.text("middle", (p.left+p.right)/2, chartHeight-6, xTitle)
	fmt.Fprintf(&p.b, `<text transform="translate(11 %s) rotate(-90)" text-anchor="middle">%s</text>`,
		coord((p.top+p.bottom)/2), html.EscapeString(yTitle))
	return p
}

func (p plot) x(v float64) float64 { return p.left + v*(p.right-p.left) }
func (p plot) y(v float64) float64 { return p.bottom - v*(p.bottom-p.top) }

// shares marks an axis from 0 to 100 %.
func (p plot) sharesX() {
	for _, v := range []float64{0, 0.25, 0.5, 0.75, 1} {
		p.text("middle", p.x(v), p.bottom+14, strconv.Itoa(int(100*v)))
	}
}

func (p plot) sharesY() {
	for _, v := range []float64{0, 0.25, 0.5, 0.75, 1} {
		if v > 0 {
			p.line("grid", p.left, p.y(v), p.right, p.y(v))
		}
		p.text("end", p.left-5, p.y(v)+4, strconv.Itoa(int(100*v)))
	}
}
