package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// The picture: three panels over one axis of time.
const (
	width, left, right = 960, 84, 20
	top, panel, gap    = 84, 140, 56
	height             = top + 3*panel + 2*gap + 52
)

// line is one curve of a panel. Values that are not positive leave a gap.
type line struct {
	name, colour string
	values       [bins]float64
}

// chart is one panel.
type chart struct {
	title    string
	low      float64 // of the axis
	high     float64
	log      bool
	ticks    []float64
	tickText func(float64) string
	lines    []line
}

// draw makes the picture.
func draw(adaptive, fixed *day) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	b.WriteString(`<title>A simulated day: latency, delay and requests</title>` + "\n")
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", width, height)
	for i, p := range phases() {
		x0, x1 := xOf(p.from), xOf(p.to)
		fmt.Fprintf(&b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x0, top-24, x1-x0, 3*panel+2*gap+24, "#f1f3f5")
		// The labels of neighbours stand on two lines.
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" fill="#495057" font-size="11" text-anchor="middle">%s</text>`+"\n",
			(x0+x1)/2, top-30-16*(i%3), p.what)
	}
	for i, c := range charts(adaptive, fixed) {
		c.draw(&b, float64(top+i*(panel+gap)))
	}
	bottom := top + 3*panel + 2*gap
	for hour := 0; hour <= 24; hour += 3 {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" fill="#495057" text-anchor="middle">%02d:00</text>`+"\n", xOf(float64(hour)), bottom+18, hour)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

const (
	blue, red, grey = "#1864ab", "#c92a2a", "#868e96"
)

func charts(adaptive, fixed *day) []chart {
	latency, delay := line{name: "mean latency of answers", colour: grey}, line{name: "delay between starts", colour: blue}
	sent, failed := line{name: "sent", colour: blue}, line{name: "of these refused or failed", colour: red}
	naive := line{name: "sent with a fixed delay of 1 s", colour: grey}
	for i := range bins {
		a := adaptive.bins[i]
		latency.values[i] = a.latency.Seconds()
		delay.values[i] = a.delay.Seconds()
		sent.values[i] = float64(a.sent) / binLength.Minutes()
		failed.values[i] = float64(a.failed) / binLength.Minutes()
		naive.values[i] = float64(fixed.bins[i].sent) / binLength.Minutes()
	}
	seconds := func(v float64) string { return fmt.Sprintf("%g s", v) }
	return []chart{
		{title: "The server", low: 0.05, high: 10, log: true, ticks: []float64{0.1, 1, 10}, tickText: seconds, lines: []line{latency}},
		{title: "The pace", low: 0.5, high: 100, log: true, ticks: []float64{1, 10, 60}, tickText: seconds, lines: []line{delay}},
		{title: "Requests a minute", low: 0, high: 60, ticks: []float64{0, 20, 40, 60},
			tickText: func(v float64) string { return fmt.Sprintf("%g", v) }, lines: []line{naive, sent, failed}},
	}
}

func xOf(hour float64) float64 { return left + (width-left-right)*hour/24 }

// draw writes a panel whose upper edge is at y.
func (c chart) draw(b *bytes.Buffer, y float64) {
	for _, tick := range c.ticks {
		ty := c.yOf(y, tick)
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#dee2e6"/>`+"\n", left, ty, width-right)
		fmt.Fprintf(b, `<text x="%d" y="%.1f" fill="#495057" text-anchor="end">%s</text>`+"\n", left-8, ty+4, c.tickText(tick))
	}
	fmt.Fprintf(b, `<text x="%d" y="%.1f" font-weight="bold" fill="#212529">%s</text>`+"\n", left, y-8, c.title)
	for i, l := range c.lines {
		fmt.Fprintf(b, `<path d="%s" fill="none" stroke="%s" stroke-width="1.6" stroke-linejoin="round"/>`+"\n", c.path(y, l), l.colour)
		x := left + 150 + 210*i
		fmt.Fprintf(b, `<path d="M%d %.1fh18" stroke="%s" stroke-width="2.4"/>`+"\n", x, y-12, l.colour)
		fmt.Fprintf(b, `<text x="%d" y="%.1f" fill="#495057" font-size="11">%s</text>`+"\n", x+24, y-8, l.name)
	}
}

// path is a curve as steps of one bin each.
func (c chart) path(y float64, l line) string {
	var d strings.Builder
	pen := false
	for i, v := range l.values {
		if v <= 0 && c.log {
			pen = false
			continue
		}
		command := "M"
		if pen {
			command = "L"
		}
		pen = true
		hour := (float64(i) + 0.5) * binLength.Hours()
		fmt.Fprintf(&d, "%s%.1f %.1f", command, xOf(hour), c.yOf(y, v))
	}
	return d.String()
}

func (c chart) yOf(y, v float64) float64 {
	part := (v - c.low) / (c.high - c.low)
	if c.log {
		part = math.Log(v/c.low) / math.Log(c.high/c.low)
	}
	return y + panel*(1-min(max(part, 0), 1))
}
