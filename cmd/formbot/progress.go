package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/formbot/formbot/bench"
)

// progressLine shows on a terminal how far a bench has come, in one line that is written over and over. Elsewhere, and
// where NO_COLOR is set, it shows nothing.
type progressLine struct {
	w     io.Writer
	title string
	last  time.Time
	shown bool
}

func newProgressLine(w io.Writer, title string) *progressLine {
	if !isTerminal(w) {
		w = nil
	}
	return &progressLine{w: w, title: title}
}

// show shows the progress, but not more often than can be looked at.
func (l *progressLine) show(p bench.Progress) {
	const often, width = 100 * time.Millisecond, 24
	if l.w == nil || (time.Since(l.last) < often && p.Done < p.Total) {
		return
	}
	l.last, l.shown = time.Now(), true
	full := width * p.Done / p.Total
	title := l.title
	if utf8.RuneCountInString(title) > 2*width {
		title = string([]rune(title)[:2*width-1]) + "…"
	}
	fmt.Fprintf(l.w, "\r\x1b[K%s%s %d/%d, %.0f %% right  %s", strings.Repeat("█", full), strings.Repeat("░", width-full),
		p.Done, p.Total, 100*float64(p.Exact)/float64(p.Done), title)
}

// clear takes the line away again.
func (l *progressLine) clear() {
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
	}
}
