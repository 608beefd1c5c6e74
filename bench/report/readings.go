package report

import (
	"fmt"
	"html/template"
	"image"
	"io"
	"net/url"
	"path/filepath"
	"time"

	"github.com/formbot/formbot/ocr"
)

// Reading is one image for [WriteReadings].
type Reading struct {
	// File names the image, for people.
	File string
	// Bounds are those of the image as it came.
	Bounds image.Rectangle
	// Reading is what was read. Err says why nothing could be; it may be nil.
	Reading ocr.Reading
	Err     error
	// Stages are those of the pipeline, the original first, as (*ocr.Reader).Explain returns them. Their pictures are not
	// used: Files are those of ocr.WriteStages, one a stage, relative to the page's folder.
	Stages []ocr.Stage
	Files  []string
}

// readingsView is what readings.html shows.
type readingsView struct {
	head
	Version, Made string
	Readings      []readingView
	Failed        int
}

type readingView struct {
	Image    Reading
	Took     string
	Original string // its file
	Overlay  template.HTML
	Symbols  []ocr.Symbol
	Steps    []stepView
}

type stepView struct {
	File, Name, Params, Member, Took string
}

// WriteReadings writes a page of single readings: each with its symbols, where they are in the image, and the picture after
// each stage. The pictures are the files beside the page.
func WriteReadings(w io.Writer, version string, made time.Time, readings []Reading) error {
	v := readingsView{head: newHead("formbot read", "'self' file: data:"), Version: version}
	if !made.IsZero() {
		v.Made = made.Format("2 January 2006, 15:04 MST")
	}
	for _, r := range readings {
		if r.Err != nil {
			v.Failed++
		}
		view := readingView{Image: r, Took: took(r.Reading.Elapsed), Symbols: r.Reading.Symbols}
		for i, s := range r.Stages[:min(len(r.Stages), len(r.Files))] {
			file := fileURL(r.Files[i])
			if i == 0 {
				view.Original, view.Overlay = file, overlay(r, file)
				continue
			}
			view.Steps = append(view.Steps, stepView{File: file, Name: s.Name, Params: s.Params, Member: s.Member, Took: took(s.Elapsed)})
		}
		v.Readings = append(v.Readings, view)
	}
	if err := execute(w, readingsHTML, v); err != nil {
		return fmt.Errorf("draw the readings: %w", err)
	}
	return nil
}

// fileURL returns the reference of a file beside the page, whatever its name.
func fileURL(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	return u.String()
}

// overlay draws the original with a box around each symbol.
func overlay(r Reading, file string) template.HTML {
	b := r.Bounds
	if b.Empty() {
		return ""
	}
	d := newDrawing(float64(b.Dx()), float64(b.Dy()), fmt.Sprintf("the image, with boxes around its %d symbols", len(r.Reading.Symbols)))
	fmt.Fprintf(&d.b, `<image href="%s" width="%d" height="%d"/>`, template.HTMLEscapeString(file), b.Dx(), b.Dy())
	for _, s := range r.Reading.Symbols {
		box := s.Box.Sub(b.Min)
		d.rect("box", float64(box.Min.X), float64(box.Min.Y), float64(box.Dx()), float64(box.Dy()), s.Text+": "+percent(s.Confidence)+" sure")
	}
	return d.html()
}
