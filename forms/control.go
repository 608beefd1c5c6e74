package forms

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// labelBytes bounds a label's text: enough for a sentence.
const labelBytes = 300

// field builds the control's Field in its initial state.
func (b *builder) field(c *control) (*Field, error) {
	n := c.node
	fl := &Field{
		Name:         attr(n, "name"),
		ID:           attr(n, "id"),
		Disabled:     c.disabled || hasAttr(n, "disabled"),
		Placeholder:  attr(n, "placeholder"),
		Autocomplete: asciiLower(squeeze(attr(n, "autocomplete"))),
		Pattern:      attr(n, "pattern"),
		Min:          attr(n, "min"),
		Max:          attr(n, "max"),
		Step:         attr(n, "step"),
		MinLength:    length(n, "minlength"),
		MaxLength:    length(n, "maxlength"),
		node:         n,
	}
	switch n.DataAtom {
	case atom.Input:
		fl.input(n)
	case atom.Button:
		fl.Type = buttonType(n)
		fl.Value = attr(n, "value")
		fl.Text = text(n, labelBytes, nil)
	case atom.Textarea:
		fl.Type = "textarea"
		fl.Value = lf(childText(n))
		fl.Required, fl.ReadOnly = hasAttr(n, "required"), hasAttr(n, "readonly")
	case atom.Select:
		fl.Type = "select"
		fl.Required, fl.Multiple = hasAttr(n, "required"), hasAttr(n, "multiple")
		if err := b.selectOptions(fl); err != nil {
			return nil, err
		}
	}
	return fl, nil
}

// input reads an input element.
func (fl *Field) input(n *html.Node) {
	fl.Type = inputType(attr(n, "type"))
	value, has := lookup(n, "value")
	switch fl.Type {
	case "checkbox", "radio":
		fl.Checked = hasAttr(n, "checked")
		if !has {
			value = "on"
		}
	case "file":
		value = ""
	case "image":
		fl.Text = attr(n, "alt")
	case "submit", "reset", "button":
		fl.Text = value
	}
	fl.Multiple = hasAttr(n, "multiple") && (fl.Type == "file" || fl.Type == "email")
	fl.Value = fl.sanitize(value)
	fl.Required = hasAttr(n, "required") && fl.canRequire()
	fl.ReadOnly = hasAttr(n, "readonly") && fl.canReadOnly()
}

// canRequire reports whether the required attribute applies to the type.
func (fl *Field) canRequire() bool {
	switch fl.Type {
	case "hidden", "range", "color":
		return false
	}
	return !fl.isButton()
}

// canReadOnly reports whether the readonly attribute applies to the type.
func (fl *Field) canReadOnly() bool {
	switch fl.Type {
	case "hidden", "range", "color", "checkbox", "radio", "file":
		return false
	}
	return !fl.isButton()
}

// inputType reads an input's type; what is unknown is text.
func inputType(s string) string {
	switch s = asciiLower(s); s {
	case "hidden", "search", "tel", "url", "email", "password", "date", "month", "week", "time",
		"datetime-local", "number", "range", "color", "checkbox", "radio", "file", "submit",
		"image", "reset", "button":
		return s
	}
	return "text"
}

// buttonType reads a button element's type. Without one it submits, unless it
// commands another element.
func buttonType(n *html.Node) string {
	switch s := asciiLower(attr(n, "type")); s {
	case "submit", "reset", "button":
		return s
	}
	if hasAttr(n, "command") || hasAttr(n, "commandfor") {
		return "button"
	}
	return "submit"
}

// length reads a maxlength or minlength; -1 when it is missing or no number.
func length(n *html.Node, key string) int {
	if s, has := lookup(n, key); has {
		if v, ok := leadingInt(s); ok {
			return v
		}
	}
	return -1
}

// leadingInt reads the number that s begins with, blanks aside; ok is false
// when there is none, or one below zero. Source: HTML Living Standard, "rules
// for parsing non-negative integers".
func leadingInt(s string) (v int, ok bool) {
	s = strings.TrimLeft(s, asciiSpace)
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	end := 0
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	v, err := strconv.Atoi(s[:end])
	if errors.Is(err, strconv.ErrRange) {
		v, err = math.MaxInt, nil
	}
	return v, err == nil && (!negative || v == 0)
}

// childText is the text directly in n.
func childText(n *html.Node) string {
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return c.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
