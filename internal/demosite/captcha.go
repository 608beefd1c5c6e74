package demosite

import (
	"encoding/base64"
	"html/template"
	"math/rand/v2"
	"strings"

	"github.com/formbot/formbot/internal/captchagen"
)

// Captcha returns the n-th CAPTCHA, from 0, that a site with this seed shows, as
// PNG, and the word on it.
func Captcha(seed, n uint64) (text string, png []byte, err error) {
	text, img := captchagen.Word(rand.NewPCG(seed, n).Uint64(), captchagen.Options{})
	png, err = captchagen.PNG(img)
	return text, png, err
}

// nextCaptcha draws the CAPTCHA that comes next.
func (s *Site) nextCaptcha() (text string, png []byte, err error) {
	return Captcha(s.opts.Seed, s.captchas.Add(1)-1)
}

// dataURI embeds a PNG in a page.
func dataURI(png []byte) template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)) //nolint:gosec // base64 needs no escaping
}

// captchaFault says what is wrong with an answer, or "".
func captchaFault(got, want string) string {
	got = strings.TrimSpace(got)
	switch {
	case got == "":
		return "Please type the word in the picture."
	case !strings.EqualFold(got, want):
		return "That is not the word in the picture. Here is a new one."
	}
	return ""
}
