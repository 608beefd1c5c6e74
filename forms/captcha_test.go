package forms

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// A 120 × 36 PNG header and a 1 × 1 GIF: enough for their sizes.
const (
	pngURI   = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAHgAAAAkCAIAAAB="
	pixelURI = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
)

func TestCaptchaTextImage(t *testing.T) {
	tests := []struct{ name, html, image, field string }{
		{
			"the book's", `<table><tr><td><label>First name:</label></td><td><input name=first_name type=text></td></tr>
			<tr><td><input name=email></td></tr><tr><td><div id=recaptcha><img src="` + pngURI + `"><input name=recaptcha_response_field autocomplete=off></div></td></tr></table>
			<input type=hidden name=_formkey value=1>`, pngURI, "recaptcha_response_field",
		},
		{"src", `<img src=/captcha/image/9f3 alt=captcha><input name=captcha_1>`, "https://example.com/captcha/image/9f3", "captcha_1"},
		{"relative to base", `<img src="captcha.php?r=1"><input name=captcha>`, "https://example.com/dir/captcha.php?r=1", "captcha"},
		{
			"words only on the image", `<input name=user><input name=x1><img id=imgCaptcha src=/i?77 width=120 height=40>`,
			"https://example.com/i?77", "x1",
		},
		{
			"words only in the label", `<img src=/img.php width=150 height=50><label for=f>Type the characters you see in the image</label><input id=f name=a7>`,
			"https://example.com/img.php", "a7",
		},
		{
			"words beside the field", `<input name=mail><p>Please enter the code shown in the picture: <img src=/draw width=140 height=40><input name=q7></p>`,
			"https://example.com/draw", "q7",
		},
		{"Chinese", `<input name=user><p>验证码 <input name=yz><img src=/getimg.do></p>`, "https://example.com/getimg.do", "yz"},
		{"Russian", `<input name=user><div><img src=/pic.php><label>Введите символы с картинки <input name=k></label></div>`, "https://example.com/pic.php", "k"},
		{"German", `<label>Sicherheitscode <input name=sc></label><img src=/bild.php width=100 height=30>`, "https://example.com/bild.php", "sc"},
		{"Spanish", `<img src=/x.php width=100 height=30><input name=cod placeholder="Código de la imagen">`, "https://example.com/x.php", "cod"},
		{"vcode", `<input name=name><input name=vcode maxlength=4><img src="/vcode.php?t=1">`, "https://example.com/vcode.php?t=1", "vcode"},
		{
			"beside logo, avatar, icons and a pixel", `<img src=/logo.png alt="Example Inc." width=200 height=60><img src=/avatar/7.jpg>
			<input name=user><img src=/icons/eye.svg class=icon><input type=password name=p>
			<img src=/securimage_show.php id=captcha width=215 height=80><a href=# title="refresh"><img src=/images/captcha-refresh.png alt="Reload captcha" width=24 height=24></a>
			<img src=/images/captcha-audio.png alt="audio captcha"><input name=ct_captcha><img src=/t.gif width=1 height=1>`,
			"https://example.com/securimage_show.php", "ct_captcha",
		},
		{
			"among other codes", `<input name=zip_code><input name=promo_code><input name=sms_code><img src=/captcha.jpg><input name=code><input name=invite_code>`,
			"https://example.com/captcha.jpg", "code",
		},
		{"data-src", `<img data-src=/captcha/1><input name=captcha>`, "https://example.com/captcha/1", "captcha"},
		{"data-original with a placeholder", `<img src="` + pixelURI + `" data-original=/captcha/2><input name=captcha>`, "https://example.com/captcha/2", "captcha"},
		{"lazy class with a blank", `<img src=/img/blank.gif data-lazy-src=/captcha/3><input name=captcha>`, "https://example.com/captcha/3", "captcha"},
		{"srcset", `<img srcset="/captcha/4 1x, /captcha/4b 2x"><input name=captcha>`, "https://example.com/captcha/4", "captcha"},
		{"src goes before data-src", `<img src=/captcha/5 data-src=/captcha/big><input name=captcha>`, "https://example.com/captcha/5", "captcha"},
		{"in a picture element", `<picture><source srcset=/captcha/6><img></picture><input name=captcha>`, "https://example.com/captcha/6", "captcha"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := one(t, `<form method=post>`+tt.html+`<button>Go</button></form>`).Captcha()
			if c.Kind != CaptchaTextImage || c.Image != tt.image || c.Field != tt.field {
				t.Errorf("got %s %s %s, want %s %s\n%+v", c.Kind, c.Image, c.Field, tt.image, tt.field, c.Evidence)
			}
			if c.Score < certain || c.Score > 1 || len(c.Evidence) == 0 || c.Interactive() || c.Advice() != "" {
				t.Errorf("score %v, evidence %v, interactive %v", c.Score, c.Evidence, c.Interactive())
			}
		})
	}
}

func TestCaptchaNone(t *testing.T) {
	for name, html := range map[string]string{
		"login with a logo":                   `<img src=/logo.png width=200 height=60><input name=user><input type=password name=p>`,
		"code by e-mail":                      `<img src=/mail.png class=icon><p>Enter the verification code we sent to your e-mail</p><input name=email_code>`,
		"two-factor code":                     `<img src=/logo.svg alt=logo><label>Security code <input name=otp autocomplete=one-time-code></label>`,
		"two-factor with a QR code":           `<img src="/totp/qr?x=1" width=200 height=200><input name=totp_code>`,
		"coupon with product photos":          `<img src=/product/1.jpg width=300 height=200><input name=coupon_code>`,
		"profile with avatar":                 `<img src=/u/7/avatar.php width=96 height=64><input name=nickname><input name=city>`,
		"search":                              `<input name=q placeholder="Type words to search"><img src=/search-icon.png>`,
		"a captcha's picture without a field": `<img src=/captcha.png><button>Go</button>`,
		"only hidden":                         `<img src=/captcha.png><input type=hidden name=captcha>`,
		"nothing":                             ``,
		"mere mention of a challenge":         `<p>This site is protected by reCAPTCHA and hCaptcha. <a href=https://www.google.com/recaptcha/about/>About</a> Turnstile, GeeTest, Arkose Labs.</p><input name=a>`,
		"code sample":                         `<pre>&lt;div class="g-recaptcha" data-sitekey="x"&gt;&lt;/div&gt;&lt;script src="https://js.hcaptcha.com/1/api.js"&gt;</pre><input name=a>`,
		"comment":                             `<!-- <div class="h-captcha" data-sitekey="x"></div> --><input name=a>`,
		"template":                            `<template><div class="cf-turnstile" data-sitekey="x"></div></template><input name=a>`,
		"a class that nothing loads":          `<div class=g-recaptcha></div><input name=a>`,
		"names that are alike":                `<div class="recaptcha-terms h-captcha-note"></div><script src=/js/turnstile-counter.js></script><script>var s="captcha"; track("hcaptcha.render");</script><input name=a>`,
		"Cloudflare's harmless script":        `<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><input name=a>`,
		"a vendor's other script":             `<script src="https://www.google.com/jsapi"></script><script src="https://evil.example/recaptcha/api.js"></script><script src="https://notgoogle.com/recaptcha/api.js"></script><input name=a>`,
	} {
		t.Run(name, func(t *testing.T) {
			c := one(t, `<form method=post>`+html+`</form>`).Captcha()
			if c.Kind != CaptchaNone || c.Image != "" || c.Field != "" {
				t.Errorf("got %s %q %q: %+v", c.Kind, c.Image, c.Field, c.Evidence)
			}
		})
	}
}

func TestCaptchaRefused(t *testing.T) {
	for name, tt := range map[string]struct{ html, reason, image string }{
		"inline SVG":      {`<div class=captcha><svg width=100 height=30><path d="M0 0"/></svg><input name=captcha></div>`, "inline SVG", ""},
		"canvas":          {`<canvas id=captcha-canvas width=120 height=40></canvas><input name=captcha>`, "canvas", ""},
		"SVG file":        {`<img src=/captcha.svg><input name=captcha>`, "SVG", "https://example.com/captcha.svg"},
		"SVG data: URI":   {`<img src="data:image/svg+xml,%3Csvg/%3E"><input name=captcha>`, "SVG", "data:image/svg+xml,%3Csvg/%3E"},
		"set by a script": {`<img id=captcha_img><input name=captcha>`, "script", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := one(t, `<form method=post>`+tt.html+`</form>`).Captcha()
			if c.Kind != CaptchaTextImage || c.Field != "captcha" || !strings.Contains(c.Reason, tt.reason) || c.Image != tt.image {
				t.Errorf("got %s %q %q, reason %q", c.Kind, c.Image, c.Field, c.Reason)
			}
		})
	}
	c := one(t, `<form><label>What is 3 + 4? (captcha) <input name=captcha></label></form>`).Captcha()
	if c.Kind != CaptchaNone || !strings.Contains(c.Reason, "no picture") {
		t.Errorf("a question in words: got %s, reason %q", c.Kind, c.Reason)
	}
}

func TestCaptchaOutsideItsForm(t *testing.T) {
	list := parse(t, `<img src=/captcha.png id=captcha><form action=/search><input name=q></form>
		<form method=post><input name=user><input name=captcha></form><form method=post><img src=/captcha2.png><input name=captcha></form>`)
	for i, want := range []string{"", "https://example.com/captcha.png", "https://example.com/captcha2.png"} {
		if c := list[i].Captcha(); c.Image != want {
			t.Errorf("form %d: got %q, want %q", i, c.Image, want)
		}
	}
}

func TestCaptchaInMisnestedForm(t *testing.T) {
	f := one(t, `<table><form method=post><tr><td><img src=/captcha.png></td><td><input name=captcha></td></tr></form></table>`)
	if c := f.Captcha(); c.Image != "https://example.com/captcha.png" || c.Field != "captcha" {
		t.Errorf("got %+v", c)
	}
}

func TestCaptchaAudio(t *testing.T) {
	f := one(t, `<form method=post><audio controls src=/captcha.mp3></audio><input name=captcha></form>`)
	if c := f.Captcha(); c.Kind != CaptchaAudio || c.Audio != "https://example.com/captcha.mp3" || c.Field != "captcha" || c.Reason == "" {
		t.Errorf("got %+v", c)
	}
	f = one(t, `<form method=post><img src=/captcha.png><a href=/captcha/play.wav>listen</a><input name=captcha></form>`)
	if c := f.Captcha(); c.Kind != CaptchaTextImage || c.Audio != "https://example.com/captcha/play.wav" {
		t.Errorf("a picture with a sound: got %+v", c)
	}
	f = one(t, `<form method=post><audio src=/welcome.mp3></audio><input name=code></form>`)
	if c := f.Captcha(); c.Kind != CaptchaNone {
		t.Errorf("music: got %+v", c)
	}
}

func TestCaptchaJSON(t *testing.T) {
	f := one(t, `<form id=register method=post action=/r><input type=hidden name=_formkey value=k><input type=password name=p value=hunter2 required>
		<select name=s><option value=1>One</select><img src=/captcha.png><input name=captcha></form>`)
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "hunter2") {
		t.Errorf("the password is in %s", raw)
	}
	for _, want := range []string{
		`{"index":0,"id":"register","name":"","method":"post","action":"https://example.com/r","enctype":"application/x-www-form-urlencoded","accept_charset":"UTF-8","fields":[{"name":"_formkey","type":"hidden","value":"k","required":false,"options":[]}`,
		`{"name":"p","type":"password","value":"","required":true,"options":[]}`,
		`{"name":"s","type":"select","value":"1","required":false,"options":[{"value":"1","label":"One","selected":true}]}`,
		`"captcha":{"kind":"text-image","image":"https://example.com/captcha.png","field":"captcha","score":`, `"evidence":[{"of":"`,
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s is not in %s", want, raw)
		}
	}
	if raw, err = json.Marshal(one(t, `<form></form>`)); err != nil || !strings.Contains(string(raw), `"fields":[],"captcha":{"kind":"none","image":"","field":"","score":0,"evidence":[]}`) {
		t.Errorf("an empty form: %s, %v", raw, err)
	}
}

func TestPageCaptcha(t *testing.T) {
	for html, want := range map[string]string{
		`<p>reCAPTCHA</p>`: CaptchaNone,
		`<div class=h-captcha data-sitekey=10000000-ffff-ffff-ffff-000000000001></div>`:                                                                                CaptchaHCaptcha,
		`<script>window._cf_chl_opt={cvId:'3'};var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1';</script>`: CaptchaTurnstile,
		`<iframe src="https://client-api.arkoselabs.com/fc/gc/?token=1"></iframe>`:                                                                                     CaptchaArkose,
	} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
		if err != nil {
			t.Fatal(err)
		}
		if c := PageCaptcha(doc); c.Kind != want {
			t.Errorf("%s: got %s, want %s", html, c.Kind, want)
		}
	}
	if c := PageCaptcha(nil); c.Kind != CaptchaNone {
		t.Errorf("no document: got %s", c.Kind)
	}
}
