package forms

import (
	"slices"

	"github.com/PuerkitoBio/goquery"
)

// The kinds of CAPTCHA that a form can stand behind.
const (
	CaptchaNone            = "none"
	CaptchaTextImage       = "text-image"
	CaptchaAudio           = "audio"
	CaptchaRecaptchaV2     = "recaptcha-v2"
	CaptchaRecaptchaV3     = "recaptcha-v3"
	CaptchaHCaptcha        = "hcaptcha"
	CaptchaTurnstile       = "turnstile"
	CaptchaGeeTest         = "geetest"
	CaptchaArkose          = "arkose"
	CaptchaFriendlyCaptcha = "friendly-captcha"
	CaptchaAltcha          = "altcha"
	CaptchaMTCaptcha       = "mtcaptcha"
)

// A Captcha is what stands in a form's way, and why formbot thinks so.
type Captcha struct {
	Kind string `json:"kind"` // one of the Captcha constants
	// Image is the picture's absolute URL or data: URI; "" when there is
	// none that can be fetched, and then Reason says why.
	Image string `json:"image"`
	Field string `json:"field"` // name of the field that takes the answer
	// Audio is the URL of the sound, where there is one.
	Audio   string `json:"audio,omitempty"`
	SiteKey string `json:"site_key,omitempty"` // of an interactive kind: the owner's public key
	// Score is how sure formbot is, 0 to 1; below 0.5 nothing is reported.
	Score float64 `json:"score"`
	// Reason says what hinders: a picture that cannot be read, a question
	// without one.
	Reason   string     `json:"reason,omitempty"`
	Evidence []Evidence `json:"evidence"`
}

// Evidence is one thing seen on the page that speaks for or against.
type Evidence struct {
	Of     string  `json:"of"`     // what it is about: "image", "field", "pair", "page"
	What   string  `json:"what"`   // in words
	Weight float64 `json:"weight"` // added to the score; negative speaks against
}

// Interactive reports whether the CAPTCHA is a challenge that formbot
// recognises and does not answer.
func (c Captcha) Interactive() bool {
	switch c.Kind {
	case "", CaptchaNone, CaptchaTextImage, CaptchaAudio:
		return false
	}
	return true
}

// certain is the score from which on something is reported.
const certain = 0.5

// Captcha finds the CAPTCHA of the form: an interactive challenge first, since
// no picture helps where one stands, then a picture and the field for its
// text, then a sound. Kind is CaptchaNone when there is none.
func (f *Form) Captcha() Captcha {
	if c, ok := f.interactive(); ok {
		return c
	}
	return f.imageCaptcha()
}

// PageCaptcha finds an interactive challenge anywhere on a page, outside its
// forms too. Kind is CaptchaNone when there is none.
func PageCaptcha(doc *goquery.Document) Captcha {
	if doc == nil || len(doc.Nodes) == 0 {
		return noCaptcha()
	}
	return strongest(findChallenges(doc.Nodes[0]))
}

func noCaptcha() Captcha { return Captcha{Kind: CaptchaNone, Evidence: []Evidence{}} }

// strongest is the challenge with the highest score, the first of equals.
func strongest(list []challenge) Captcha {
	best := noCaptcha()
	for _, c := range list {
		if got := c.captcha(); got.Score > best.Score {
			best = got
		}
	}
	if best.Score < certain {
		return noCaptcha()
	}
	return best
}

// total is the sum of the weights, kept between 0 and 1.
func total(list []Evidence) float64 {
	sum := 0.0
	for _, e := range list {
		sum += e.Weight
	}
	return max(0, min(1, float64(int(sum*1000+0.5))/1000))
}

// byWeight puts the strongest evidence first and keeps the order of equals.
func byWeight(list []Evidence) []Evidence {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Evidence) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return sorted
}
