package forms

import "regexp"

// responseFields are the names of the fields that the vendors' scripts fill.
var responseFields = map[string]sighting{
	"g-recaptcha-response":    {kind: recaptcha, weight: 0.5},
	"h-captcha-response":      {kind: CaptchaHCaptcha, weight: 0.5},
	"cf-turnstile-response":   {kind: CaptchaTurnstile, weight: 0.5},
	"geetest_challenge":       {kind: CaptchaGeeTest, weight: 0.5},
	"geetest_validate":        {kind: CaptchaGeeTest, weight: 0.5},
	"geetest_seccode":         {kind: CaptchaGeeTest, weight: 0.5},
	"fc-token":                {kind: CaptchaArkose, weight: 0.4},
	"frc-captcha-solution":    {kind: CaptchaFriendlyCaptcha, weight: 0.5},
	"frc-captcha-response":    {kind: CaptchaFriendlyCaptcha, weight: 0.5},
	"mtcaptcha-verifiedtoken": {kind: CaptchaMTCaptcha, weight: 0.5},
}

// widgets are the class names that the vendors' documentation gives to the
// place of a widget.
var widgets = map[string]string{
	"g-recaptcha":  recaptcha,
	"h-captcha":    CaptchaHCaptcha,
	"cf-turnstile": CaptchaTurnstile,
	"frc-captcha":  CaptchaFriendlyCaptcha,
	"mtcaptcha":    CaptchaMTCaptcha,
}

// An endpoint is where a vendor's script or frame comes from. Host matches
// itself and its subdomains.
type endpoint struct {
	kind, host string
	path       *regexp.Regexp
}

var scriptEndpoints = []endpoint{
	{recaptcha, "google.com", regexp.MustCompile(`^/recaptcha/(api|enterprise)\.js$`)},
	{recaptcha, "recaptcha.net", regexp.MustCompile(`^/recaptcha/(api|enterprise)\.js$`)},
	{CaptchaHCaptcha, "hcaptcha.com", regexp.MustCompile(`^/1/(secure-)?api\.js$`)},
	{CaptchaTurnstile, "challenges.cloudflare.com", regexp.MustCompile(`^/turnstile/`)},
	{CaptchaTurnstile, "", regexp.MustCompile(`^/cdn-cgi/challenge-platform/.*/orchestrate/`)},
	{CaptchaGeeTest, "geetest.com", regexp.MustCompile(`\.js$|/gettype\.php|/get\.php`)},
	{CaptchaGeeTest, "", regexp.MustCompile(`/(gt|gt4|initGeetest[^/]*)(\.min)?\.js$`)},
	{CaptchaArkose, "arkoselabs.com", regexp.MustCompile(`/(api|enforcement)[^/]*\.js$|^/fc/`)},
	{CaptchaArkose, "funcaptcha.com", regexp.MustCompile(`^/fc/|\.js$`)},
	{CaptchaFriendlyCaptcha, "", regexp.MustCompile(`/(friendly-challenge|@friendlycaptcha/sdk)[@/].*\.js$|/friendly-challenge[^/]*\.js$`)},
	{CaptchaAltcha, "", regexp.MustCompile(`/altcha([./@-][^?]*)?\.js$|/npm/altcha(@[^/]*)?(/.*)?$`)},
	{CaptchaMTCaptcha, "mtcaptcha.com", regexp.MustCompile(`\.js$`)},
}

var frameEndpoints = []endpoint{
	{CaptchaRecaptchaV2, "google.com", regexp.MustCompile(`^/recaptcha/(api2|enterprise)/(anchor|bframe)|^/recaptcha/api/fallback`)},
	{CaptchaRecaptchaV2, "recaptcha.net", regexp.MustCompile(`^/recaptcha/(api2|enterprise)/(anchor|bframe)|^/recaptcha/api/fallback`)},
	{CaptchaHCaptcha, "hcaptcha.com", regexp.MustCompile(`^/captcha/`)},
	{CaptchaTurnstile, "challenges.cloudflare.com", regexp.MustCompile(`turnstile`)},
	{CaptchaArkose, "arkoselabs.com", regexp.MustCompile(``)},
	{CaptchaArkose, "funcaptcha.com", regexp.MustCompile(``)},
	{CaptchaMTCaptcha, "mtcaptcha.com", regexp.MustCompile(``)},
	{CaptchaFriendlyCaptcha, "frcapi.com", regexp.MustCompile(``)},
}

// An inlineMark is what a page's own script writes to load or to call a
// vendor's. One alone is not enough: a script may only offer it.
type inlineMark struct {
	kind    string
	pattern *regexp.Regexp
	what    string
}

var inlineMarks = []inlineMark{
	{CaptchaRecaptchaV3, regexp.MustCompile(`grecaptcha(?:\.enterprise)?\.execute\(\s*["']([\w-]{20,})["']`), "call of grecaptcha.execute with a site key"},
	{CaptchaRecaptchaV2, regexp.MustCompile(`grecaptcha(?:\.enterprise)?\.render\(`), "call of grecaptcha.render"},
	{recaptcha, regexp.MustCompile(`(?:google\.com|recaptcha\.net)\\?/recaptcha\\?/(?:api|enterprise)\.js`), "script that loads recaptcha/api.js"},
	{CaptchaHCaptcha, regexp.MustCompile(`\bhcaptcha\.(?:render|execute)\(`), "call of hcaptcha.render"},
	{CaptchaHCaptcha, regexp.MustCompile(`hcaptcha\.com\\?/1\\?/(?:secure-)?api\.js`), "script that loads hcaptcha.com/1/api.js"},
	{CaptchaTurnstile, regexp.MustCompile(`\bturnstile\.(?:render|execute)\(`), "call of turnstile.render"},
	{CaptchaTurnstile, regexp.MustCompile(`challenges\.cloudflare\.com\\?/turnstile`), "script that loads challenges.cloudflare.com/turnstile"},
	{CaptchaTurnstile, regexp.MustCompile(`\b_cf_chl_opt\s*=`), "Cloudflare's challenge page"},
	{CaptchaTurnstile, regexp.MustCompile(`/cdn-cgi/challenge-platform/[^"']*/orchestrate/`), "script that loads Cloudflare's challenge"},
	{CaptchaGeeTest, regexp.MustCompile(`\binitGeetest4?\(`), "call of initGeetest"},
	{CaptchaGeeTest, regexp.MustCompile(`(?:static|api|gcaptcha4)\.geetest\.com`), "script that loads geetest.com"},
	{CaptchaArkose, regexp.MustCompile(`\b(?:new ArkoseEnforcement|new FunCaptcha|setupEnforcement)\b`), "call of Arkose Labs' client"},
	{CaptchaArkose, regexp.MustCompile(`arkoselabs\.com\\?/|funcaptcha\.com\\?/`), "script that loads arkoselabs.com"},
	{CaptchaFriendlyCaptcha, regexp.MustCompile(`\bfriendlyChallenge\.|\bfrcaptcha\.createWidget\(`), "call of friendlyChallenge"},
	{CaptchaFriendlyCaptcha, regexp.MustCompile(`(?:npm|unpkg\.com)/(?:friendly-challenge|@friendlycaptcha/sdk)`), "script that loads friendly-challenge"},
	{CaptchaMTCaptcha, regexp.MustCompile(`\bmtcaptchaConfig\b`), "mtcaptchaConfig"},
	{CaptchaMTCaptcha, regexp.MustCompile(`service2?\.mtcaptcha\.com`), "script that loads mtcaptcha.com"},
}

// inlineHints are cheap to look for, and each mark has one.
var inlineHints = []string{"captcha", "turnstile", "geetest", "Geetest", "arkose", "Arkose", "Enforcement", "FunCaptcha", "friendly", "_cf_chl_opt", "challenge-platform"}
