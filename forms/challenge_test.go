package forms

import (
	"strings"
	"testing"
)

// The markup is that of each vendor's documentation.
func TestChallengeKinds(t *testing.T) {
	tests := []struct{ name, head, form, kind, key string }{
		{"reCAPTCHA v2", `<script src="https://www.google.com/recaptcha/api.js" async defer></script>`, `<div class="g-recaptcha" data-sitekey="abc"></div>`, CaptchaRecaptchaV2, "abc"},
		{"v2 in China", `<script src="https://www.recaptcha.net/recaptcha/api.js"></script>`, `<div class="g-recaptcha" data-sitekey="abc"></div>`, CaptchaRecaptchaV2, "abc"},
		{"v2 explicit", `<script>var onload=function(){grecaptcha.render('x',{sitekey:'abc'})}</script><script src="https://www.google.com/recaptcha/api.js?onload=onload&render=explicit"></script>`, `<div id=x></div>`, CaptchaRecaptchaV2, ""},
		{"v2 invisible", `<script src="https://www.google.com/recaptcha/api.js"></script>`, `<button class="g-recaptcha" data-sitekey="abc" data-callback="onSubmit" data-size="invisible">Go</button>`, CaptchaRecaptchaV2, "abc"},
		{"v2 without a script in sight", ``, `<div class="g-recaptcha" data-sitekey="abc"></div>`, CaptchaRecaptchaV2, "abc"},
		{"v2 after its script ran", ``, `<iframe src="https://www.google.com/recaptcha/api2/anchor?ar=1&k=abc"></iframe><textarea name="g-recaptcha-response"></textarea>`, CaptchaRecaptchaV2, "abc"},
		{"enterprise checkbox", `<script src="https://www.google.com/recaptcha/enterprise.js"></script>`, `<div class="g-recaptcha" data-sitekey="abc"></div>`, CaptchaRecaptchaV2, "abc"},
		{"reCAPTCHA v3", `<script src="https://www.google.com/recaptcha/api.js?render=abc"></script><script>grecaptcha.execute('abc', {action:'submit'})</script>`, `<input type=hidden name=g-recaptcha-response>`, CaptchaRecaptchaV3, "abc"},
		{"v3 script only", `<script src="//www.google.com/recaptcha/enterprise.js?render=abc"></script>`, ``, CaptchaRecaptchaV3, "abc"},
		{"v3 on a button", `<script src="https://www.google.com/recaptcha/api.js"></script>`, `<button class="g-recaptcha" data-sitekey="abc" data-callback='onSubmit' data-action='submit'>Submit</button>`, CaptchaRecaptchaV3, "abc"},
		{"hCaptcha", `<script src="https://js.hcaptcha.com/1/api.js" async defer></script>`, `<div class="h-captcha" data-sitekey="abc"></div>`, CaptchaHCaptcha, "abc"},
		{"hCaptcha explicit", `<script src="https://js.hcaptcha.com/1/api.js?render=explicit"></script><script>hcaptcha.render('c')</script>`, ``, CaptchaHCaptcha, ""},
		{"Turnstile", `<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>`, `<div class="cf-turnstile" data-sitekey="abc"></div>`, CaptchaTurnstile, "abc"},
		{"Turnstile explicit", `<script src="https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit"></script>`, `<div id=ts></div>`, CaptchaTurnstile, ""},
		{"GeeTest 4", `<script src="https://static.geetest.com/v4/gt4.js"></script><script>initGeetest4({captchaId:'x'},function(c){c.appendTo("#captcha")})</script>`, `<div id=captcha></div>`, CaptchaGeeTest, ""},
		{"GeeTest 3, served by the site", `<script src="/js/gt.js"></script>`, `<input type=hidden name=geetest_challenge><input type=hidden name=geetest_validate>`, CaptchaGeeTest, ""},
		{"Arkose", `<script src="https://client-api.arkoselabs.com/v2/11111111-1111-1111-1111-111111111111/api.js" data-callback="setupEnforcement" async defer></script>`, ``, CaptchaArkose, ""},
		{"FunCaptcha", `<script src="https://funcaptcha.com/fc/api/"></script>`, `<div id="FunCaptcha" data-pkey="abc"></div><input type=hidden name=fc-token>`, CaptchaArkose, "abc"},
		{"Friendly Captcha", `<script type="module" src="https://cdn.jsdelivr.net/npm/friendly-challenge@0.9.18/widget.module.min.js"></script>`, `<div class="frc-captcha" data-sitekey="abc"></div>`, CaptchaFriendlyCaptcha, "abc"},
		{"Friendly Captcha 2", `<script type="module" src="https://cdn.jsdelivr.net/npm/@friendlycaptcha/sdk@0.1.36/site.min.js"></script>`, `<div class="frc-captcha" data-sitekey="abc"></div>`, CaptchaFriendlyCaptcha, "abc"},
		{"ALTCHA", `<script async defer src="https://cdn.jsdelivr.net/gh/altcha-org/altcha/dist/altcha.min.js" type="module"></script>`, `<altcha-widget challengeurl="/altcha"></altcha-widget>`, CaptchaAltcha, ""},
		{"MTCaptcha", `<script>var mtcaptchaConfig={"sitekey":"abc"};(function(){var s=document.createElement('script');s.src='https://service.mtcaptcha.com/mtcv1/client/mtcaptcha.min.js';})();</script>`, `<div class="mtcaptcha"></div>`, CaptchaMTCaptcha, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := one(t, tt.head+`<form method=post><input name=email>`+tt.form+`</form>`)
			c := f.Captcha()
			if c.Kind != tt.kind || c.SiteKey != tt.key || !c.Interactive() {
				t.Errorf("got %s key %q, want %s key %q\n%+v", c.Kind, c.SiteKey, tt.kind, tt.key, c.Evidence)
			}
			if c.Image != "" || c.Field != "" || c.Score < certain || len(c.Evidence) == 0 {
				t.Errorf("got %+v", c)
			}
			if !strings.Contains(c.Advice(), "staging") {
				t.Errorf("advice %q does not help an owner", c.Advice())
			}
		})
	}
}

func TestChallengeAdviceNamesTestKeys(t *testing.T) {
	for kind, want := range map[string]string{
		CaptchaRecaptchaV2: "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI",
		CaptchaHCaptcha:    "10000000-ffff-ffff-ffff-000000000001",
		CaptchaTurnstile:   "1x00000000000000000000AA",
	} {
		if got := (Captcha{Kind: kind}).Advice(); !strings.Contains(got, want) {
			t.Errorf("%s: %q lacks %s", kind, got, want)
		}
		if got := (Captcha{Kind: kind, SiteKey: want}).Advice(); !strings.Contains(got, "already") {
			t.Errorf("%s with its test key: %q", kind, got)
		}
	}
}

// A widget guards the form that it is in; a script alone guards those that a
// site would guard and that have no CAPTCHA of their own.
func TestChallengeWhichForm(t *testing.T) {
	list := parse(t, `<script src="https://js.hcaptcha.com/1/api.js"></script><form action=/search><input name=q></form>
		<form method=post><input name=a><div class=h-captcha data-sitekey=k></div></form><form method=post><input name=b></form>`)
	for i, want := range []string{CaptchaNone, CaptchaHCaptcha, CaptchaNone} {
		if c := list[i].Captcha(); c.Kind != want {
			t.Errorf("widget: form %d: got %s, want %s", i, c.Kind, want)
		}
	}
	list = parse(t, `<script src="https://www.google.com/recaptcha/api.js?render=k"></script><form action=/search><input name=q></form>
		<form method=post><input name=a></form><form method=post><img src=/captcha.png><input name=captcha></form>`)
	for i, want := range []string{CaptchaNone, CaptchaRecaptchaV3, CaptchaTextImage} {
		if c := list[i].Captcha(); c.Kind != want {
			t.Errorf("script: form %d: got %s, want %s", i, c.Kind, want)
		}
	}
	list = parse(t, `<div class=cf-turnstile data-sitekey=k></div><form method=post><input name=a></form>`)
	if c := list[0].Captcha(); c.Kind != CaptchaTurnstile {
		t.Errorf("widget outside the form: got %s", c.Kind)
	}
	list = parse(t, `<table><form method=post><tr><td><input name=a></td><td><div class=h-captcha data-sitekey=k></div></td></tr></form></table>`)
	if c := list[0].Captcha(); c.Kind != CaptchaHCaptcha {
		t.Errorf("widget in a misnested form: got %s", c.Kind)
	}
}
