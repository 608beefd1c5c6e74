package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"

	"github.com/formbot/formbot/forms"
)

// writeForm shows one form to people: where it goes, its fields, its CAPTCHA.
func writeForm(w io.Writer, st style, f *forms.Form, columns int) error {
	title := fmt.Sprintf("form %d", f.Index)
	if f.ID != "" {
		title += " #" + printable(f.ID)
	}
	if f.Name != "" {
		title += fmt.Sprintf(" name=%q", f.Name)
	}
	target := "(no usable action)"
	switch {
	case f.ActionErr != nil:
		target = fmt.Sprintf("(%v)", f.ActionErr)
	case f.Action != nil:
		target = f.Action.Redacted()
	}
	how := f.Enctype
	if f.Method == forms.MethodGet {
		how = "in the query"
	}
	if f.AcceptCharset != "UTF-8" {
		how += ", " + f.AcceptCharset
	}
	if f.NoValidate {
		how += ", not validated"
	}
	fmt.Fprintf(w, "%s\n  %s %s\n  %s\n", st.bold(title), strings.ToUpper(f.Method), printable(target), st.dim(how))
	if len(f.Fields) == 0 {
		_, err := fmt.Fprintln(w, "  no fields")
		return err
	}
	t := table{style: st, columns: columns, head: [3]string{"FIELD", "TYPE", "LABEL"}, last: "NOTES"}
	for _, field := range f.Fields {
		t.rows = append(t.rows, row{cells: [3]string{orDash(printable(field.Name)), field.Type, captionOf(field)}, notes: notes(field)})
	}
	if err := t.write(w); err != nil {
		return err
	}
	return writeCaptcha(w, f.Captcha())
}

func writeCaptcha(w io.Writer, c forms.Captcha) error {
	if c.Kind == "none" {
		return nil
	}
	fmt.Fprintf(w, "  CAPTCHA: %s, %.0f %% sure", c.Kind, 100*c.Score)
	if c.Field != "" {
		fmt.Fprintf(w, ", answered in %q", c.Field)
	}
	fmt.Fprintln(w)
	if c.Image != "" {
		fmt.Fprintf(w, "    image %s\n", shorten(c.Image, 66))
	}
	for _, e := range c.Evidence {
		fmt.Fprintf(w, "    %+.2f %s: %s\n", e.Weight, e.Of, printable(e.What))
	}
	if c.Reason != "" {
		fmt.Fprintf(w, "    %s\n", printable(c.Reason))
	}
	if c.Interactive() {
		fmt.Fprintf(w, "    %s\n", c.Advice())
	}
	return nil
}

// captionOf is what the page calls a field.
func captionOf(f *forms.Field) string {
	for _, s := range []string{f.Label, f.Text, f.Placeholder} {
		if s = printable(s); s != "" {
			return s
		}
	}
	return ""
}

// notes are what else is to be known of a field, the most important first.
func notes(f *forms.Field) []string {
	var out []string
	add := func(is bool, format string, args ...any) {
		if is {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(f.Required, "required")
	add(f.OneTime, "one-time key")
	add(f.Disabled, "disabled")
	add(f.ReadOnly, "read-only")
	add(f.Checked, "checked")
	add(f.Multiple, "takes several")
	caption := captionOf(f)
	switch {
	case f.Secret() && f.Value != "":
		add(true, "has a value (hidden)")
	case f.Value != "" && printable(f.Value) != caption && len(f.Options) == 0:
		add(true, "= %s", strconv.Quote(shorten(f.Value, 32)))
	}
	for _, of := range [][2]string{{"formaction", "goes to"}, {"formmethod", "by"}, {"formenctype", "as"}, {"formtarget", "in"}} {
		value, ok := f.FormAttr(of[0])
		add(ok, "%s %s", of[1], orDash(shorten(value, 60)))
	}
	_, unchecked := f.FormAttr("formnovalidate")
	add(unchecked, "not validated")
	add(f.Min != "", "from %s", shorten(f.Min, 20))
	add(f.Max != "", "to %s", shorten(f.Max, 20))
	add(f.Step != "", "step %s", shorten(f.Step, 20))
	add(f.MinLength > 0, "at least %d long", f.MinLength)
	add(f.MaxLength >= 0, "at most %d long", f.MaxLength)
	add(f.Pattern != "", "pattern %s", shorten(f.Pattern, 40))
	add(f.Placeholder != "" && printable(f.Placeholder) != caption, "placeholder %q", shorten(f.Placeholder, 30))
	// Beside a label it is noise here; --json has it.
	add(caption == "" && f.Autocomplete != "" && f.Autocomplete != "on" && f.Autocomplete != "off", "autocomplete %s", shorten(f.Autocomplete, 30))
	return append(out, choices(f)...)
}

// choices are the options of a select, those that are chosen with an asterisk.
func choices(f *forms.Field) []string {
	var out []string
	for i, o := range f.Options {
		if i == 12 {
			out = append(out, fmt.Sprintf("and %d more", len(f.Options)-i))
			break
		}
		s := shorten(o.Value, 24)
		if s == "" {
			s = `""`
		}
		if label := shorten(o.Label, 24); label != "" && label != s {
			s += " (" + label + ")"
		}
		if o.Selected {
			s += "*"
		}
		if o.Disabled {
			s += " disabled"
		}
		out = append(out, s)
	}
	if len(out) > 0 {
		out[0] = "options: " + out[0]
	}
	return out
}

// A table has three columns and one of notes, which wraps. It indents by two.
type table struct {
	style   style
	columns int // the whole width
	head    [3]string
	last    string
	rows    []row
}

type row struct {
	cells [3]string
	notes []string
}

const gap = 2 // between columns

// write fits the columns to the width. What is in the first is never cut: it is
// what the user types.
func (t table) write(w io.Writer) error {
	var widths [3]int
	limit := t.columns * 30 / 100
	for i := range widths {
		for _, r := range t.rows {
			// A name that is too long stands above its line.
			if n := cellWidth(r.cells[i]); n > 0 && (i > 0 || n <= limit) {
				widths[i] = max(widths[i], cellWidth(t.head[i]), min(n, limit))
			}
		}
	}
	widths[0] = max(widths[0], cellWidth(t.head[0]))
	if err := t.row(w, widths, row{cells: t.head, notes: []string{t.last}}, true); err != nil {
		return err
	}
	for _, r := range t.rows {
		if err := t.row(w, widths, r, false); err != nil {
			return err
		}
	}
	return nil
}

func (t table) row(w io.Writer, widths [3]int, r row, head bool) error {
	var b strings.Builder
	left := 2
	line := "  "
	for i, cell := range r.cells {
		if widths[i] == 0 {
			continue
		}
		switch {
		case i == 0 && cellWidth(cell) > widths[i]:
			b.WriteString(line + cell + "\n")
			line, cell = "  ", ""
		case i > 0:
			cell = cut(cell, widths[i])
		}
		line += cell + strings.Repeat(" ", widths[i]-cellWidth(cell)+gap)
		left += widths[i] + gap
	}
	for i, part := range wrap(r.notes, max(20, t.columns-left)) {
		if i > 0 {
			line = strings.Repeat(" ", left)
		}
		b.WriteString(strings.TrimRight(line+part, " ") + "\n")
	}
	text := b.String()
	if head {
		text = t.style.dim(strings.TrimSuffix(text, "\n")) + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

// wrap joins notes with commas into lines of a width, one at least. A note that
// is longer goes over the edge rather than being cut.
func wrap(notes []string, columns int) []string {
	lines := []string{""}
	for i, note := range notes {
		if i < len(notes)-1 {
			note += ","
		}
		at := &lines[len(lines)-1]
		if *at != "" && cellWidth(*at)+1+cellWidth(note) > columns {
			lines = append(lines, note)
			continue
		}
		*at = strings.TrimLeft(*at+" "+note, " ")
	}
	return lines
}

// cellWidth is how many columns a terminal takes for s: two for the wide letters
// of East Asia, none for marks that go onto the letter before (Unicode Standard
// Annex 11).
func cellWidth(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case slices.Contains([]width.Kind{width.EastAsianWide, width.EastAsianFullwidth}, width.LookupRune(r).Kind()):
			n += 2
		default:
			n++
		}
	}
	return n
}

// cut shortens s to a width.
func cut(s string, columns int) string {
	if cellWidth(s) <= columns {
		return s
	}
	for len(s) > 0 && cellWidth(s) >= columns {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return strings.TrimRight(s, " ") + "…"
}

// columnsOf is how wide the result may be: as wide as the terminal, or as
// COLUMNS says, else 100.
func columnsOf() int {
	n, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil {
		if n, _, err = term.GetSize(int(os.Stdout.Fd())); err != nil {
			n = 100
		}
	}
	return min(max(n, 60), 200)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// printable is s on one line, without what would move a terminal's cursor.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func shorten(s string, n int) string {
	s = printable(s)
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
