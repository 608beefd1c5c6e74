package forms

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A picture is an image that may be the CAPTCHA.
type picture struct {
	node     *html.Node
	place    int    // among the elements of its form
	src      string // as written, from whichever attribute has it
	refused  string // why it cannot be read, "" when it can
	words    clarity
	evidence []Evidence
}

func (p *picture) note(weight float64, format string, args ...any) {
	p.evidence = append(p.evidence, Evidence{Of: "image", What: fmt.Sprintf(format, args...), Weight: weight})
}

// newPicture judges an image element by itself; scope is where to stop looking
// around it. Nil when n is no image.
func newPicture(n, scope *html.Node, place int) *picture {
	p := &picture{node: n, place: place}
	switch {
	case n.Namespace == "svg" && n.Data == "svg":
		p.refused = "the picture is inline SVG; formbot reads PNG, JPEG, GIF, BMP and WebP"
	case isElement(n, atom.Canvas):
		p.refused = "the picture is drawn by a script on a canvas; formbot runs no scripts here"
	case isElement(n, atom.Img):
		p.src = imageSource(n)
	case isElement(n, atom.Object) && strings.HasPrefix(attr(n, "type"), "image/"):
		p.src = attr(n, "data")
	case isElement(n, atom.Embed) && strings.HasPrefix(attr(n, "type"), "image/"):
		p.src = attr(n, "src")
	default:
		return nil
	}
	if p.src == "" && p.refused == "" {
		p.refused = "the picture has no address in the page; a script sets it"
	}
	if isSVG(p.src) {
		p.refused = "the picture is SVG; formbot reads PNG, JPEG, GIF, BMP and WebP"
	}
	p.judgeWords(scope)
	p.judgeSize()
	p.judgeSource()
	return p
}

func (p *picture) judgeWords(scope *html.Node) {
	n := p.node
	own := []string{attr(n, "id"), attr(n, "class"), attr(n, "name"), attr(n, "alt"), attr(n, "title"), attr(n, "aria-label"), attr(n, "onclick")}
	if !strings.HasPrefix(p.src, "data:") {
		own = append(own, clip(p.src))
	}
	words := tokens(strings.Join(own, " "))
	c, w := judgeName(own...)
	if text, phrase := judgeText(attr(n, "alt") + " " + attr(n, "title")); text > c {
		c, w = text, phrase
	}
	p.words = c
	if c > silent {
		p.note([...]float64{0, 0.1, 0.25, 0.4}[c], "%s word %q in its attributes", c, w)
	}
	if t := common(words, tools); t != "" {
		p.note(-0.6, "%q: a button beside a CAPTCHA, not the CAPTCHA", t)
	} else if o := common(words, otherImages); o != "" {
		p.note(-0.5, "%q: another kind of picture", o)
	}
	if c, w := judgeAround(n, scope); c >= medium {
		p.note([...]float64{0, 0, 0.15, 0.3}[c], "%s word %q in the element around it", c, w)
		p.words = max(p.words, c)
	}
}

// judgeAround judges the id and class of the elements around n, a few up, and
// short of the scope itself, whose name speaks of the form.
func judgeAround(n, scope *html.Node) (clarity, string) {
	best, word := silent, ""
	for i, a := 0, n.Parent; i < 4 && a != nil && a != scope && a.DataAtom != atom.Body; i, a = i+1, a.Parent {
		if c, w := judgeName(attr(a, "id"), attr(a, "class")); c > best {
			best, word = c, w
		}
	}
	return best, word
}

// judgeSize weighs the size that is written or that the data: URI has.
func (p *picture) judgeSize() {
	w, h := pixels(p.node, "width"), pixels(p.node, "height")
	if dw, dh, ok := dataSize(p.src); ok && (w == 0 || h == 0) {
		w, h = dw, dh
	}
	if w == 0 || h == 0 {
		return
	}
	switch ratio := float64(w) / float64(h); {
	case w <= 3 || h <= 3:
		p.note(-0.7, "%d × %d: a tracking pixel or a spacer", w, h)
	case w <= 48 && h <= 48:
		p.note(-0.3, "%d × %d: the size of an icon", w, h)
	case w > 800 || h > 400:
		p.note(-0.2, "%d × %d: larger than CAPTCHAs are", w, h)
	case ratio >= 1.3 && ratio <= 8 && h >= 15 && h <= 160:
		p.note(0.1, "%d × %d: the size of a CAPTCHA", w, h)
	}
}

// judgeSource weighs how the picture is made: one that a program draws anew
// each time is more likely.
func (p *picture) judgeSource() {
	if strings.HasPrefix(p.src, "data:image/") {
		p.note(0.1, "embedded as a data: URI")
		return
	}
	u, err := url.Parse(p.src)
	if err != nil || p.src == "" {
		return
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".php", ".aspx", ".ashx", ".jsp", ".do", ".cgi", ".pl":
		p.note(0.1, "drawn by a program: %s", clip(u.Path))
		return
	}
	if u.RawQuery != "" || path.Ext(u.Path) == "" {
		p.note(0.05, "the address looks like one that draws")
	}
}

// lazyAttributes are where scripts that load pictures late keep the address.
var lazyAttributes = []string{"data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-image", "data-echo"}

// imageSource is the address of an img: its src, unless that is only a
// placeholder for what a lazy attribute or a srcset has.
func imageSource(n *html.Node) string {
	src := strings.Trim(attr(n, "src"), asciiSpace)
	if src != "" && !isPlaceholder(n, src) {
		return src
	}
	for _, key := range lazyAttributes {
		if v := strings.Trim(attr(n, key), asciiSpace); v != "" {
			return v
		}
	}
	for _, set := range []string{attr(n, "srcset"), attr(n, "data-srcset"), pictureSet(n)} {
		if v := fromSrcset(set); v != "" {
			return v
		}
	}
	return src
}

// isPlaceholder reports whether src only holds the place until a script has
// put the picture there.
func isPlaceholder(n *html.Node, src string) bool {
	if src == "about:blank" || strings.HasPrefix(src, "#") {
		return true
	}
	lazy := hasAttr(n, "srcset") || hasAttr(n, "data-srcset")
	for _, key := range lazyAttributes {
		lazy = lazy || hasAttr(n, key)
	}
	if !lazy {
		return false
	}
	if strings.HasPrefix(src, "data:") {
		w, h, ok := dataSize(src)
		return !ok || w <= 3 || h <= 3
	}
	return common(tokens(src), []string{"blank", "spacer", "placeholder", "loading", "loader", "lazy", "transparent", "pixel", "spinner"}) != ""
}

// pictureSet is the srcset of the first source beside an img in a picture.
func pictureSet(n *html.Node) string {
	if n.Parent == nil || !isElement(n.Parent, atom.Picture) {
		return ""
	}
	for s := n.Parent.FirstChild; s != nil; s = s.NextSibling {
		if isElement(s, atom.Source) {
			if set := attr(s, "srcset"); set != "" {
				return set
			}
		}
	}
	return ""
}

// fromSrcset is the first address of a srcset, the smallest by custom.
func fromSrcset(set string) string {
	fields := strings.Fields(set)
	if len(fields) == 0 {
		return ""
	}
	return strings.TrimRight(fields[0], ",")
}

func isSVG(src string) bool {
	if strings.HasPrefix(src, "data:") {
		return strings.HasPrefix(src, "data:image/svg")
	}
	u, err := url.Parse(src)
	return err == nil && strings.EqualFold(path.Ext(u.Path), ".svg")
}

// pixels reads a width or height attribute, or that of the style; 0 when
// there is none.
func pixels(n *html.Node, key string) int {
	if v, ok := leadingInt(attr(n, key)); ok && v > 0 {
		return v
	}
	for _, rule := range strings.Split(asciiLower(attr(n, "style")), ";") {
		name, value, ok := strings.Cut(rule, ":")
		if ok && strings.TrimSpace(name) == key && strings.Contains(value, "px") {
			if v, ok := leadingInt(value); ok {
				return v
			}
		}
	}
	return 0
}

// dataSize reads width and height from the head of a PNG or GIF in a data:
// URI.
func dataSize(src string) (w, h int, ok bool) {
	head, data, found := strings.Cut(src, ",")
	if !found || !strings.HasPrefix(head, "data:image/") || !strings.HasSuffix(head, ";base64") {
		return 0, 0, false
	}
	raw := make([]byte, 0, 24)
	for i := 0; i+4 <= len(data) && len(raw) < 24; i += 4 {
		part, err := base64.StdEncoding.DecodeString(data[i : i+4])
		if err != nil {
			break
		}
		raw = append(raw, part...)
	}
	switch {
	case len(raw) >= 24 && string(raw[:8]) == "\x89PNG\r\n\x1a\n":
		w, h := binary.BigEndian.Uint32(raw[16:]), binary.BigEndian.Uint32(raw[20:])
		return int(w & 0x7fffffff), int(h & 0x7fffffff), true
	case len(raw) >= 10 && strings.HasPrefix(string(raw), "GIF8"):
		return int(binary.LittleEndian.Uint16(raw[6:])), int(binary.LittleEndian.Uint16(raw[8:])), true
	}
	return 0, 0, false
}
