package forms

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A challenge is an interactive CAPTCHA seen on a page.
type challenge struct {
	kind     string
	node     *html.Node // the widget; nil when only the page's scripts speak of it
	key      string
	evidence []Evidence
}

func (c challenge) captcha() Captcha {
	list := byWeight(c.evidence)
	return Captcha{Kind: c.kind, SiteKey: c.key, Score: total(list), Evidence: list}
}

// recaptcha stands for reCAPTCHA of a version that is not settled yet: a
// widget and a response field look the same in both.
const recaptcha = "recaptcha"

// A sighting is one mark of a vendor. What is merely written on a page (text,
// code samples, comments, links to a vendor) is none.
type sighting struct {
	kind   string
	node   *html.Node // set for what stands where the widget is
	key    string
	what   string
	weight float64
	field  bool // a field for the vendor's token, which looks the same in all its versions
}

// findChallenges looks over the elements of a page once.
func findChallenges(root *html.Node) []challenge {
	var seen []sighting
	for n := root; n != nil; {
		skip := false
		if n.Type == html.ElementNode {
			skip = n.DataAtom == atom.Template || n.DataAtom == atom.Noscript
			if !skip {
				seen = append(seen, sightings(n)...)
			}
		}
		n = next(n, root, skip)
	}
	settleRecaptcha(seen)
	return gather(seen)
}

// sightings are the marks that one element bears.
func sightings(n *html.Node) []sighting {
	switch n.DataAtom {
	case atom.Script:
		return scriptSightings(n)
	case atom.Iframe:
		return frameSightings(attr(n, "src"), n)
	case atom.Input, atom.Textarea:
		return fieldSightings(n)
	}
	return widgetSightings(n)
}

func fieldSightings(n *html.Node) []sighting {
	name := attr(n, "name")
	s, ok := responseFields[name]
	if !ok {
		return widgetSightings(n)
	}
	s.node, s.what, s.field = n, "field "+name, true
	return append(widgetSightings(n), s)
}

func widgetSightings(n *html.Node) []sighting {
	if n.Data == "altcha-widget" {
		return []sighting{{kind: CaptchaAltcha, node: n, what: "element altcha-widget", weight: 0.8}}
	}
	var list []sighting
	for _, class := range strings.Fields(attr(n, "class")) {
		if kind, ok := widgets[class]; ok {
			s := sighting{kind: kind, node: n, what: "element of class " + class, weight: 0.3}
			if s.key = attr(n, "data-sitekey"); s.key != "" {
				s.what += " with data-sitekey"
				s.weight = 0.7
			}
			if kind == recaptcha && hasAttr(n, "data-action") {
				s.kind = CaptchaRecaptchaV3 // bound to a button, as version 3's documentation has it
			}
			list = append(list, s)
		}
		if strings.HasPrefix(class, "geetest_") {
			list = append(list, sighting{kind: CaptchaGeeTest, node: n, what: "element of class " + class, weight: 0.5})
			break
		}
	}
	if key := attr(n, "data-pkey"); key != "" {
		list = append(list, sighting{kind: CaptchaArkose, node: n, key: key, what: "element with data-pkey", weight: 0.6})
	}
	if id := attr(n, "id"); strings.EqualFold(id, "FunCaptcha") {
		list = append(list, sighting{kind: CaptchaArkose, node: n, what: "element #" + id, weight: 0.5})
	}
	if n.DataAtom == atom.Form && attr(n, "id") == "challenge-form" {
		list = append(list, sighting{kind: CaptchaTurnstile, node: n, what: "form #challenge-form", weight: 0.3})
	}
	return list
}

// matchEndpoint finds the vendor behind an address.
func matchEndpoint(src string, list []endpoint) (kind string, u *url.URL) {
	u, err := url.Parse(strings.TrimSpace(src))
	if err != nil || src == "" {
		return "", nil
	}
	host := strings.ToLower(u.Hostname())
	for _, e := range list {
		if e.host != "" && host != e.host && !strings.HasSuffix(host, "."+e.host) {
			continue
		}
		if e.path.MatchString(u.Path) {
			return e.kind, u
		}
	}
	return "", nil
}

func frameSightings(src string, n *html.Node) []sighting {
	kind, u := matchEndpoint(src, frameEndpoints)
	if kind == "" {
		return nil
	}
	key := u.Query().Get("k")
	return []sighting{{kind: kind, node: n, key: key, what: "frame from " + u.Host, weight: 0.7}}
}

func scriptSightings(n *html.Node) []sighting {
	src := attr(n, "src")
	if src == "" {
		return inlineSightings(n)
	}
	kind, u := matchEndpoint(src, scriptEndpoints)
	if kind == "" {
		return nil
	}
	s := sighting{kind: kind, what: "script " + clip(u.Host+u.Path), weight: 0.5}
	if kind == recaptcha {
		s.kind = CaptchaRecaptchaV2
		if key := u.Query().Get("render"); key != "" && key != "explicit" && key != "onload" {
			s.kind, s.key, s.weight = CaptchaRecaptchaV3, key, 0.6
			s.what += "?render=<site key>"
		}
	}
	return append(widgetSightings(n), s)
}

func inlineSightings(n *html.Node) []sighting {
	code := childText(n)
	if !slices.ContainsFunc(inlineHints, func(h string) bool { return strings.Contains(code, h) }) {
		return nil
	}
	var list []sighting
	for _, m := range inlineMarks {
		hit := m.pattern.FindStringSubmatch(code)
		if hit == nil {
			continue
		}
		s := sighting{kind: m.kind, what: m.what, weight: 0.3}
		if len(hit) > 1 {
			s.key = hit[1]
		}
		list = append(list, s)
	}
	return list
}

// settleRecaptcha decides the version of what is common to both: version 3
// where only that one is loaded.
func settleRecaptcha(seen []sighting) {
	v2, v3 := false, false
	for _, s := range seen {
		v2 = v2 || s.kind == CaptchaRecaptchaV2 || s.kind == recaptcha && s.node != nil && !s.field
		v3 = v3 || s.kind == CaptchaRecaptchaV3
	}
	for i := range seen {
		if seen[i].kind == recaptcha {
			seen[i].kind = CaptchaRecaptchaV2
			if v3 && !v2 {
				seen[i].kind = CaptchaRecaptchaV3
			}
		}
	}
}

// gather makes one challenge of each widget, with what the page as a whole
// says of its vendor added, and one of a vendor that has no widget.
func gather(seen []sighting) []challenge {
	var kinds []string
	general := make(map[string]*challenge)
	placed := make(map[string][]challenge)
	for _, s := range seen {
		if general[s.kind] == nil {
			general[s.kind] = &challenge{kind: s.kind}
			kinds = append(kinds, s.kind)
		}
		if s.node != nil && len(placed[s.kind]) < maxWidgets {
			e := Evidence{Of: "widget", What: s.what, Weight: s.weight}
			placed[s.kind] = append(placed[s.kind], challenge{kind: s.kind, node: s.node, key: s.key, evidence: []Evidence{e}})
			continue
		}
		g := general[s.kind]
		e := Evidence{Of: "page", What: s.what, Weight: s.weight}
		if !slices.Contains(g.evidence, e) {
			g.evidence = append(g.evidence, e)
		}
		if g.key == "" {
			g.key = s.key
		}
	}
	var list []challenge
	for _, kind := range kinds {
		g := general[kind]
		if len(placed[kind]) == 0 {
			list = append(list, *g)
		}
		for _, c := range placed[kind] {
			c.evidence = append(c.evidence, g.evidence...)
			if c.key == "" {
				c.key = g.key
			}
			list = append(list, c)
		}
	}
	return list
}

// maxWidgets bounds the widgets of one vendor that are told apart.
const maxWidgets = 100

// challenges are the page's, looked for once.
func (p *page) challenges() []challenge {
	p.scripts.Do(func() { p.found = findChallenges(p.root) })
	return p.found
}

// interactive finds the challenge that guards the form: a widget within it, or
// else one that stands on the page outside all forms or is only loaded by its
// scripts, if the form is one that a site would guard.
func (f *Form) interactive() (Captcha, bool) {
	var inside, around []challenge
	scope := f.scope()
	for _, c := range f.page.challenges() {
		switch owner := enclosingForm(c.node); {
		case c.node == nil:
			around = append(around, c)
		case owner == f.node, owner == nil && scope != f.node && within(c.node, scope):
			inside = append(inside, c)
		case owner == nil:
			around = append(around, c)
		}
	}
	inside = mergeSame(inside)
	if best := strongest(inside); best.Kind != CaptchaNone {
		return best, true
	}
	if !f.worthGuarding() {
		return Captcha{}, false
	}
	best := strongest(around)
	if best.Kind == CaptchaNone {
		return Captcha{}, false
	}
	if own := f.imageCaptcha(); own.Kind != CaptchaNone {
		return Captcha{}, false // the form has a CAPTCHA of its own; the script is for another
	}
	return best, true
}

// mergeSame adds up the widgets of one vendor within one form: a widget and
// its response field are two sightings of one thing.
func mergeSame(list []challenge) []challenge {
	var out []challenge
	for _, c := range list {
		i := slices.IndexFunc(out, func(o challenge) bool { return o.kind == c.kind })
		if i < 0 {
			c.evidence = slices.Clone(c.evidence)
			out = append(out, c)
			continue
		}
		for _, e := range c.evidence {
			if !slices.Contains(out[i].evidence, e) {
				out[i].evidence = append(out[i].evidence, e)
			}
		}
		if out[i].key == "" {
			out[i].key = c.key
		}
	}
	return out
}

// worthGuarding reports whether a site would put a challenge before the form:
// not before a search.
func (f *Form) worthGuarding() bool {
	if f.Method == MethodPost {
		return true
	}
	return slices.ContainsFunc(f.Fields, (*Field).Secret)
}

// enclosingForm is the nearest form element at or above n, nil for none.
func enclosingForm(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		if isElement(n, atom.Form) {
			return n
		}
	}
	return nil
}

// within reports whether n is root or lies in it.
func within(n, root *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == root {
			return true
		}
	}
	return false
}

// scope is the element that holds the form and its controls: the form itself,
// but where markup is misnested what lies around both.
func (f *Form) scope() *html.Node {
	root := f.node
	for _, fl := range f.Fields {
		if hasAttr(fl.node, "form") {
			continue
		}
		for root.Parent != nil && !within(fl.node, root) {
			root = root.Parent
		}
	}
	return root
}
