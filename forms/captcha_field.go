package forms

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An answer is a field that may take the text of the CAPTCHA.
type answer struct {
	field    *Field
	place    int // among the elements of its form
	words    clarity
	evidence []Evidence
}

func (a *answer) note(weight float64, format string, args ...any) {
	a.evidence = append(a.evidence, Evidence{Of: "field", What: fmt.Sprintf(format, args...), Weight: weight})
}

// newAnswer judges a field by itself; nil when a person types no answer there.
func newAnswer(fl *Field, scope *html.Node, place int) *answer {
	switch fl.Type {
	case "text", "search", "tel", "number":
	default:
		return nil
	}
	if fl.Name == "" || fl.Disabled || fl.ReadOnly {
		return nil
	}
	a := &answer{field: fl, place: place}
	a.judgeNames(scope)
	a.judgeWording(scope)
	a.judgeOthers()
	if n := fl.MaxLength; n >= 3 && n <= 12 {
		a.note(0.05, "takes at most %d characters", n)
	}
	if fl.Value != "" && !fl.dirty {
		a.note(-0.2, "is filled in already")
	}
	return a
}

func (a *answer) judgeNames(scope *html.Node) {
	fl := a.field
	c, w := judgeName(fl.Name, fl.ID, attr(fl.node, "class"))
	if c > silent {
		a.note([...]float64{0, 0.1, 0.25, 0.4}[c], "%s word %q in its name, id or class", c, w)
	}
	a.words = c
	if c, w := judgeAround(fl.node, scope); c >= medium {
		a.note([...]float64{0, 0, 0.1, 0.15}[c], "%s word %q in the element around it", c, w)
		a.words = max(a.words, c)
	}
}

// judgeWording weighs what the page says about the field.
func (a *answer) judgeWording(scope *html.Node) {
	fl := a.field
	said := strings.Join([]string{fl.Label, fl.Placeholder, attr(fl.node, "title"), attr(fl.node, "aria-label")}, " ")
	c, w := judgeText(said)
	if c < strong {
		if near, phrase := judgeText(wordsBeside(fl.node, scope)); near > c {
			c, w = near, phrase
		}
	}
	if c > silent {
		a.note([...]float64{0, 0.05, 0.2, 0.35}[c], "%s wording %q beside it", c, clip(w))
	}
	a.words = max(a.words, c)
}

// judgeOthers weighs what speaks for another use.
func (a *answer) judgeOthers() {
	fl := a.field
	for _, t := range strings.Fields(fl.Autocomplete) {
		if t != "off" && t != "on" && t != "nope" && t != "false" {
			a.note(-0.6, "autocomplete=%s: a browser would fill it", t)
			break
		}
	}
	names := tokens(strings.Join([]string{fl.Name, fl.ID, fl.Label, fl.Placeholder}, " "))
	if w := common(names, otherCodes); w != "" {
		a.note(-0.5, "%q: another kind of code", w)
	}
	if c, _ := judgeName(fl.Name, fl.ID); c < strong {
		if w := common(names, otherFields); w != "" {
			a.note(-0.4, "%q: another kind of field", w)
		}
	}
}

// wordsBeside is the text around a field as far as it belongs to that field
// alone: of the largest element about it that has no other field, and little
// text.
func wordsBeside(n, scope *html.Node) string {
	const most = 240
	said := ""
	for i, a := 0, n.Parent; i < 4 && a != nil; i, a = i+1, a.Parent {
		if hasOtherField(a, n) {
			break
		}
		t := text(a, most+1, isControl)
		if len(t) > most {
			break
		}
		said = t
		if a == scope {
			break
		}
	}
	return said
}

// hasOtherField reports whether root has another field that a person fills
// than n. It looks at a bounded number of nodes.
func hasOtherField(root, n *html.Node) bool {
	looked := 0
	for c := root.FirstChild; c != nil; c = next(c, root, false) {
		if looked++; looked > 400 {
			return true
		}
		if c == n || !isControl(c) || c.DataAtom == atom.Button {
			continue
		}
		switch inputType(attr(c, "type")) {
		case "hidden", "submit", "image", "reset", "button":
			if c.DataAtom == atom.Input {
				continue
			}
		}
		return true
	}
	return false
}
