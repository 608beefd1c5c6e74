package demosite

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

func TestBrokenCaptchas(t *testing.T) {
	_, c := serve(t, Options{})
	for _, kind := range []string{"404", "not-an-image", "huge", "truncated"} {
		p := c.get("/broken/" + kind)
		src := p.attr("#register #captcha img", "src")
		image := c.get(src)
		if want := map[bool]int{true: 404, false: 200}[kind == "404"]; image.status != want {
			t.Errorf("the image of /broken/%s is answered %d, want %d", kind, image.status, want)
		}
		switch config, err := png.DecodeConfig(strings.NewReader(image.body)); kind {
		case "not-an-image":
			if err == nil || image.header.Get("Content-Type") != "image/png" {
				t.Errorf("the image of /broken/%s is a PNG, or does not claim to be", kind)
			}
		case "huge":
			if err != nil || config.Width != 50_000 || config.Height != 50_000 || len(image.body) > 1000 {
				t.Errorf("the image of /broken/%s is %+v of %d bytes, %v; want 50000×50000 in few bytes", kind, config, len(image.body), err)
			}
		case "truncated":
			if _, full := png.Decode(bytes.NewReader([]byte(image.body))); err != nil || full == nil {
				t.Errorf("the image of /broken/%s has header %v, all of it %v; want a good header and an error", kind, err, full)
			}
		}
		p = c.submit(p, "#register", ada("anything"))
		if p.path != "/broken/"+kind || p.text("#captcha__error") == "" {
			t.Errorf("/broken/%s took an answer, ending on %s", kind, p.path)
		}
		if again := c.submit(p, "#register", ada("")); again.path != "/broken/"+kind || again.text("#captcha__error") == "" {
			t.Errorf("/broken/%s took an empty answer, ending on %s", kind, again.path)
		}
	}
	for _, path := range []string{"/broken/other", "/broken/other/captcha.png"} {
		if p := c.get(path); p.status != 404 {
			t.Errorf("%s is answered %d, want 404", path, p.status)
		}
	}
}
