package forms

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// selectOptions fills in the options of a select and settles which of them
// are selected. Source: HTML Living Standard, 4.10.7 "The select element".
func (b *builder) selectOptions(fl *Field) error {
	root := fl.node
	for n := root.FirstChild; n != nil; {
		skip := false
		switch {
		case n.Type != html.ElementNode || n.Namespace != "":
		case n.DataAtom == atom.Option:
			b.options++
			if b.options > b.lim.MaxOptions {
				return &LimitError{What: "options", Max: int64(b.lim.MaxOptions)}
			}
			if !inNestedGroups(n, root) {
				fl.Options = append(fl.Options, newOption(n, root))
			}
			skip = true
		case n.DataAtom == atom.Select, n.DataAtom == atom.Datalist, n.DataAtom == atom.Template:
			skip = true
		}
		n = next(n, root, skip)
	}
	fl.settleSelected()
	return nil
}

// inNestedGroups reports whether an option of the select root lies in a group
// within a group, and so is none of its options. HTML Living Standard, "option
// element nearest ancestor select".
func inNestedGroups(n, root *html.Node) bool {
	groups := 0
	for p := n.Parent; p != nil && p != root; p = p.Parent {
		if isElement(p, atom.Optgroup) {
			groups++
		}
	}
	return groups > 1
}

func newOption(n, root *html.Node) Option {
	label := squeeze(optionText(n))
	o := Option{
		Label:       label,
		Selected:    hasAttr(n, "selected"),
		Disabled:    hasAttr(n, "disabled"),
		placeholder: n.Parent == root,
	}
	value, ok := lookup(n, "value")
	if !ok {
		value = label
	}
	o.Value = value
	if l := attr(n, "label"); l != "" {
		o.Label = l
	}
	for p := n.Parent; p != nil && p != root && !o.Disabled; p = p.Parent {
		o.Disabled = isElement(p, atom.Optgroup) && hasAttr(p, "disabled")
	}
	return o
}

// optionText is all the text of an option but that of scripts, SVG's too; its
// value depends on it, so it is never cut short. What is in a template is no
// descendant.
func optionText(n *html.Node) string {
	if c := n.FirstChild; c == nil || c.Type == html.TextNode && c.NextSibling == nil {
		return childText(n)
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
		c = next(c, n, isElement(c, atom.Template) || c.Type == html.ElementNode && c.DataAtom == atom.Script)
	}
	return b.String()
}

// settleSelected applies the standard's selectedness setting algorithm: a
// select that takes one value shows the last that is marked, and a drop-down
// with none marked shows its first option that is not disabled.
func (fl *Field) settleSelected() {
	if !fl.Multiple {
		last := -1
		for i := range fl.Options {
			if fl.Options[i].Selected {
				if last >= 0 {
					fl.Options[last].Selected = false
				}
				last = i
			}
		}
		if last < 0 && fl.displaySize() == 1 {
			for i := range fl.Options {
				if !fl.Options[i].Disabled {
					fl.Options[i].Selected = true
					break
				}
			}
		}
	}
	fl.syncValue()
}

// syncValue makes Value that of the first selected option.
func (fl *Field) syncValue() {
	fl.Value = ""
	if s := fl.selected(); len(s) > 0 {
		fl.Value = s[0]
	}
}

// displaySize is how many rows a select shows.
func (fl *Field) displaySize() int {
	if v, ok := leadingInt(attr(fl.node, "size")); ok && v > 0 {
		return v
	}
	if fl.Multiple {
		return 4
	}
	return 1
}
