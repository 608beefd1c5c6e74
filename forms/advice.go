package forms

import "slices"

// Advice tells what helps the owner of a site, or who tests for one, past an
// interactive challenge: the vendor's published test keys, or a bypass on the
// staging site. It is "" for the kinds that formbot can read.
func (c Captcha) Advice() string {
	if !c.Interactive() {
		return ""
	}
	if slices.Contains(testKeys[c.Kind], c.SiteKey) {
		return "the page already has " + vendors[c.Kind] + "'s test key, with which the server accepts any answer: let the staging site skip the check for your tests, or send the token that the vendor documents for tests as an input of the form"
	}
	return "formbot does not answer " + vendors[c.Kind] + "; " + advice[c.Kind]
}

var vendors = map[string]string{
	CaptchaRecaptchaV2:     "reCAPTCHA v2",
	CaptchaRecaptchaV3:     "reCAPTCHA v3",
	CaptchaHCaptcha:        "hCaptcha",
	CaptchaTurnstile:       "Cloudflare Turnstile",
	CaptchaGeeTest:         "GeeTest",
	CaptchaArkose:          "Arkose Labs",
	CaptchaFriendlyCaptcha: "Friendly Captcha",
	CaptchaAltcha:          "ALTCHA",
	CaptchaMTCaptcha:       "MTCaptcha",
}

// testKeys are the site keys that the vendors publish for tests.
var testKeys = map[string][]string{
	CaptchaRecaptchaV2: {"6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI"},
	CaptchaHCaptcha: {
		"10000000-ffff-ffff-ffff-000000000001",
		"20000000-ffff-ffff-ffff-000000000002",
		"30000000-ffff-ffff-ffff-000000000003",
	},
	CaptchaTurnstile: {
		"1x00000000000000000000AA", "2x00000000000000000000AB", "1x00000000000000000000BB",
		"2x00000000000000000000BB", "3x00000000000000000000FF",
	},
}

const stagingBypass = "on a site of yours, switch the check off on the staging system, or accept a secret token of your tests there in its place"

// The keys and pages are those of the vendors' documentation.
var advice = map[string]string{
	CaptchaRecaptchaV2: "on a site of yours, use Google's test keys on the staging system: site key 6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI, secret key 6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe, with which every answer is accepted " +
		"(https://developers.google.com/recaptcha/docs/faq), and leave the field g-recaptcha-response to be sent by your tests",
	CaptchaRecaptchaV3: "Google has no test keys for version 3: on a site of yours, make a separate key for the staging system and accept any score there " +
		"(https://developers.google.com/recaptcha/docs/faq), or " + stagingBypass,
	CaptchaHCaptcha: "on a site of yours, use hCaptcha's test keys on the staging system: site key 10000000-ffff-ffff-ffff-000000000001, secret key 0x0000000000000000000000000000000000000000, answer token 10000000-aaaa-bbbb-cccc-000000000001 in the field h-captcha-response " +
		"(https://docs.hcaptcha.com/#integration-testing-test-keys)",
	CaptchaTurnstile: "on a site of yours, use Cloudflare's test keys on the staging system: site key 1x00000000000000000000AA (always passes), secret key 1x0000000000000000000000000000000AA, answer token XXXX.DUMMY.TOKEN.XXXX in the field cf-turnstile-response " +
		"(https://developers.cloudflare.com/turnstile/troubleshooting/testing/)",
	CaptchaGeeTest:         "GeeTest publishes no test keys: " + stagingBypass,
	CaptchaArkose:          "Arkose Labs publishes no test keys: " + stagingBypass + "; its customers can have a key for tests from Arkose Labs",
	CaptchaFriendlyCaptcha: "Friendly Captcha publishes no test keys: " + stagingBypass,
	CaptchaAltcha:          "ALTCHA runs on the site's own server, so it needs no key: " + stagingBypass + " (https://altcha.org/docs)",
	CaptchaMTCaptcha:       "MTCaptcha publishes no test keys: " + stagingBypass,
}
