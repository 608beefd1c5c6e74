package main

import (
	"encoding/json"
	"io"
)

// printJSON writes one JSON document on one line, as every --json does.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// style colours words on a terminal; its zero value leaves them plain.
type style struct{ on bool }

func styleFor(w io.Writer) style { return style{on: isTerminal(w)} }

func (s style) paint(code, text string) string {
	if !s.on || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(t string) string  { return s.paint("1", t) }
func (s style) dim(t string) string   { return s.paint("2", t) }
func (s style) green(t string) string { return s.paint("32", t) }
func (s style) red(t string) string   { return s.paint("31", t) }
