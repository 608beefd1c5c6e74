package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/formbot/formbot/forms"
)

// writeForm shows one form to people: where it goes, its fields, its CAPTCHA.
func writeForm(w io.Writer, st style, f *forms.Form) error {
	title := fmt.Sprintf("form %d", f.Index)
	if f.ID != "" {
		title += " #" + f.ID
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
	fmt.Fprintf(w, "%s\n  %s %s, %s\n", st.bold(title), strings.ToUpper(f.Method), target, f.Enctype)
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "  FIELD\tTYPE\tVALUE\tNOTES")
	for _, field := range f.Fields {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", orDash(field.Name), field.Type, shownValue(field), strings.Join(notes(field), ", "))
	}
	if err := table.Flush(); err != nil {
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
	if c.Image != "" {
		fmt.Fprintf(w, ", image %s", shorten(c.Image, 60))
	}
	fmt.Fprintln(w)
	for _, e := range c.Evidence {
		fmt.Fprintf(w, "    %+.2f %s: %s\n", e.Weight, e.Of, e.What)
	}
	if c.Reason != "" {
		fmt.Fprintf(w, "    %s\n", c.Reason)
	}
	if c.Interactive() {
		fmt.Fprintf(w, "    %s\n", c.Advice())
	}
	return nil
}

func shownValue(f *forms.Field) string {
	if f.Secret() && f.Value != "" {
		return "(hidden)"
	}
	return shorten(f.Value, 40)
}

func notes(f *forms.Field) []string {
	var out []string
	if f.Label != "" {
		out = append(out, fmt.Sprintf("label %q", shorten(f.Label, 40)))
	}
	for _, n := range []struct {
		on   bool
		word string
	}{{f.Required, "required"}, {f.Disabled, "disabled"}, {f.ReadOnly, "read-only"}, {f.Checked, "checked"}} {
		if n.on {
			out = append(out, n.word)
		}
	}
	if len(f.Options) > 0 {
		var values []string
		for _, o := range f.Options {
			values = append(values, o.Value)
		}
		out = append(out, "options "+shorten(strings.Join(values, "|"), 60))
	}
	return out
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
