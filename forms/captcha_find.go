package forms

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What one search may look at, so that a hostile page costs little.
const (
	maxLooked     = 50_000 // elements
	maxCandidates = 200    // pictures, and as many fields
)

// A search is the look for a picture or sound and its field in one form.
type search struct {
	form     *Form
	scope    *html.Node
	pictures []*picture
	answers  []*answer
	sounds   []*picture
}

// imageCaptcha finds the picture, or else the sound, and the field for the
// answer, by evidence.
func (f *Form) imageCaptcha() Captcha {
	s := &search{form: f, scope: f.scope()}
	s.look()
	best := s.bestPair(s.pictures)
	if best.Kind == CaptchaNone && s.hasStrongAnswer() {
		best = s.bestPair(f.page.strongPictures())
	}
	sound := s.bestSound()
	switch {
	case best.Kind != CaptchaNone:
		best.Audio = sound.Audio
		return best
	case sound.Kind != CaptchaNone:
		return sound
	}
	if s.hasStrongAnswer() {
		best.Reason = "a field seems to ask for a CAPTCHA's text, but there is no picture with it"
	}
	return best
}

// look walks the form's scope in tree order, past other forms.
func (s *search) look() {
	fields := make(map[*html.Node]*Field, len(s.form.Fields))
	for _, fl := range s.form.Fields {
		fields[fl.node] = fl
	}
	place := 0
	for n := s.scope; n != nil && place < maxLooked; {
		skip := false
		if n.Type == html.ElementNode {
			place++
			skip = s.see(n, fields[n], place)
		}
		n = next(n, s.scope, skip)
	}
}

// see takes in one element and reports whether to pass over its children.
func (s *search) see(n *html.Node, fl *Field, place int) bool {
	if fl != nil {
		if a := newAnswer(fl, s.scope, place); a != nil && len(s.answers) < maxCandidates {
			s.answers = append(s.answers, a)
		}
		return true
	}
	if sound := newSound(n, s.scope, place); sound != nil {
		if len(s.sounds) < maxCandidates {
			s.sounds = append(s.sounds, sound)
		}
		return true
	}
	if len(s.pictures) < maxCandidates {
		if p := newPicture(n, s.scope, place); p != nil {
			s.pictures = append(s.pictures, p)
			return true
		}
	}
	return unseen(n) || n != s.form.node && n != s.scope && isElement(n, atom.Form)
}

func (s *search) hasStrongAnswer() bool {
	return slices.ContainsFunc(s.answers, func(a *answer) bool { return a.words == strong && total(a.evidence) > 0.3 })
}

// bestPair is the picture and field that have most evidence together.
func (s *search) bestPair(pictures []*picture) Captcha {
	best, bestSum := noCaptcha(), 0.0
	for _, p := range pictures {
		if signed(p.evidence) <= 0 {
			continue
		}
		for _, a := range s.answers {
			if p.words < medium && a.words < medium && (p.words < weak || a.words < weak) {
				continue
			}
			list := slices.Concat(p.evidence, a.evidence, nearness(p, a))
			if sum := signed(list); sum > bestSum+1e-9 {
				bestSum = sum
				best = s.form.textImage(p, a, list)
			}
		}
	}
	if bestSum < certain-1e-9 {
		return noCaptcha()
	}
	return best
}

// signed is the sum of the weights.
func signed(list []Evidence) float64 {
	sum := 0.0
	for _, e := range list {
		sum += e.Weight
	}
	return sum
}

// nearness weighs how close a field is to a picture.
func nearness(p *picture, a *answer) []Evidence {
	note := func(weight float64, what string) Evidence { return Evidence{Of: "pair", What: what, Weight: weight} }
	if p.place == 0 {
		return []Evidence{note(-0.1, "the picture stands outside the form")}
	}
	apart := a.place - p.place
	var list []Evidence
	switch far := max(apart, -apart); {
	case far <= 5:
		list = append(list, note(0.2, fmt.Sprintf("picture and field are %d apart in the page's elements", far)))
	case far <= 15:
		list = append(list, note(0.1, fmt.Sprintf("picture and field are %d apart in the page's elements", far)))
	case far > 40:
		list = append(list, note(-0.15, fmt.Sprintf("picture and field are %d apart in the page's elements", far)))
	}
	if apart > 0 && apart <= 15 {
		list = append(list, note(0.05, "the field follows the picture"))
	}
	return list
}

func (f *Form) textImage(p *picture, a *answer, list []Evidence) Captcha {
	c := Captcha{Kind: CaptchaTextImage, Field: a.field.Name, Reason: p.refused, Evidence: byWeight(list), Score: total(list)}
	if p.src == "" {
		return c
	}
	src, err := f.page.absolute(p.src)
	if err != nil {
		c.Reason = "the picture's address is not a valid URL: " + err.Error()
		return c
	}
	c.Image = src
	return c
}

// absolute resolves the address of a picture or sound. A data: URI stays as it
// is.
func (p *page) absolute(src string) (string, error) {
	if len(src) >= 5 && strings.EqualFold(src[:5], "data:") {
		return src, nil
	}
	u, err := p.resolve(src)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// strongPictures are those on the page outside all forms that name themselves
// a CAPTCHA, looked for once.
func (p *page) strongPictures() []*picture {
	p.loose.Do(func() {
		looked := 0
		for n := p.root; n != nil && looked < maxLooked && len(p.strong) < maxCandidates; {
			skip := false
			if n.Type == html.ElementNode {
				looked++
				skip = unseen(n) || isElement(n, atom.Form)
				if pic := newPicture(n, nil, 0); !skip && pic != nil && pic.words == strong && pic.src != "" {
					p.strong = append(p.strong, pic)
				}
			}
			n = next(n, p.root, skip)
		}
	})
	return p.strong
}

// newSound judges an element that plays or links to a sound; nil when n is
// none.
func newSound(n, scope *html.Node, place int) *picture {
	p := &picture{node: n, place: place}
	switch {
	case isElement(n, atom.Audio), isElement(n, atom.Embed), isElement(n, atom.Source):
		p.src = attr(n, "src")
		if p.src == "" && n.DataAtom == atom.Audio {
			p.src = firstSource(n)
		}
	case isElement(n, atom.A):
		p.src = attr(n, "href")
	case isElement(n, atom.Object):
		p.src = attr(n, "data")
	default:
		return nil
	}
	if !isElement(n, atom.Audio) && !soundName(p.src) {
		return nil
	}
	c, w := judgeName(clip(p.src), attr(n, "id"), attr(n, "class"), attr(n, "title"), attr(n, "aria-label"))
	if c > silent {
		p.note([...]float64{0, 0.05, 0.2, 0.4}[c], "%s word %q in its attributes", c, w)
	}
	p.words = c
	if c, w := judgeAround(n, scope); c >= medium {
		p.note([...]float64{0, 0, 0.15, 0.3}[c], "%s word %q in the element around it", c, w)
		p.words = max(p.words, c)
	}
	for i := range p.evidence {
		p.evidence[i].Of = "sound"
	}
	return p
}

func firstSource(n *html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isElement(c, atom.Source) {
			return attr(c, "src")
		}
	}
	return ""
}

// soundName reports whether an address ends as one of a sound does.
func soundName(src string) bool {
	if strings.HasPrefix(src, "data:audio/") {
		return true
	}
	u, err := url.Parse(src)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".mp3", ".wav", ".ogg", ".oga", ".m4a", ".webm":
		return true
	}
	return false
}

// bestSound is the sound and field that have most evidence together.
func (s *search) bestSound() Captcha {
	best, bestSum := noCaptcha(), 0.0
	for _, p := range s.sounds {
		for _, a := range s.answers {
			if p.words < medium && a.words < strong || p.src == "" {
				continue
			}
			list := slices.Concat(p.evidence, a.evidence, nearness(p, a))
			src, err := s.form.page.absolute(p.src)
			if sum := signed(list); err == nil && sum > bestSum+1e-9 {
				bestSum = sum
				best = Captcha{
					Kind: CaptchaAudio, Field: a.field.Name, Audio: src, Evidence: byWeight(list), Score: total(list),
					Reason: "the CAPTCHA is a sound, which formbot does not listen to",
				}
			}
		}
	}
	if bestSum < certain-1e-9 {
		return noCaptcha()
	}
	return best
}
