package forms

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// How clearly a word speaks of a CAPTCHA.
type clarity int

const (
	silent clarity = iota
	weak           // "code": many things are
	medium         // "verification code": may be one of an e-mail
	strong         // "captcha"
)

func (c clarity) String() string {
	return [...]string{"no", "weak", "medium", "strong"}[c]
}

// strongParts are found anywhere within an identifier, its separators left
// out; strongTokens only as a whole word of it, being short.
var (
	strongParts = []string{
		"captcha", "kaptcha", "capcha", "securimage", "seccode", "verifycode", "verificationcode",
		"checkcode", "validatecode", "validcode", "validationcode", "imgcode", "imagecode", "codeimage", "codeimg",
		"piccode", "randcode", "randomcode", "verifyimg", "verifyimage", "verifypic", "verificationimage", "securityimage", "antispam", "antirobot", "antibot",
		"humancheck", "humantest", "yanzhengma", "areyouhuman", "notarobot", "turingtest", "imgverify", "imageverification",
	}
	strongTokens = []string{"vcode", "yzm", "turing", "authimg", "ahctpac"}
	mediumParts  = []string{"securitycode", "confirmcode", "confirmationcode", "authcode", "secretcode", "visualcode", "visualconfirm", "spamcheck", "spamprotection", "challengeresponse", "regcode", "safecode"}
	mediumTokens = []string{"verification", "verify", "human", "robot", "spam", "challenge", "code2", "imgcheck"}
	weakTokens   = []string{"code", "security", "check", "answer", "secure", "letters", "characters", "chars", "random", "rand"}
)

// strongPhrases are found in what the page says to its reader, in lower case;
// the languages are those of which the web has most such forms.
var strongPhrases = []string{
	"captcha", "verification image", "security image", "code in the image", "code in the picture", "code from the image", "code from the picture",
	"code shown", "code above", "code below", "not a robot", "not robot", "are you human", "you are human", "you're human", "anti-spam", "antispam", "spam protection",
	"验证码", "驗證碼", "校验码", "認証コード", "画像認証", "画像の文字", "보안문자", "자동입력", "капча", "каптча", "код с картинки", "символы с картинки", "введите символы", "проверочный код", "защитный код", "код с изображения",
	"código de la imagen", "código de verificación", "codigo de verificacion", "código de seguridad", "código da imagem", "código de verificação", "código de segurança", "digite os caracteres", "caracteres de la imagen",
	"sicherheitscode", "prüfcode", "zeichen aus dem bild", "zeichen im bild", "spamschutz", "code de sécurité", "code de vérification", "recopiez", "caractères de l'image", "anti-robot", "codice di sicurezza", "codice di verifica", "caratteri dell'immagine",
	"beveiligingscode", "kod z obrazka", "przepisz kod", "przepisz tekst", "kod zabezpieczający", "opište kód", "kontrolní kód", "güvenlik kodu", "doğrulama kodu", "resimdeki", "mã xác nhận", "mã bảo vệ", "kode keamanan", "kode verifikasi",
	"รหัสความปลอดภัย", "รหัสยืนยัน", "رمز التحقق", "كود التحقق", "کد امنیتی", "קוד אבטחה", "säkerhetskod", "sikkerhedskode", "turvakoodi", "biztonsági kód", "cod de securitate", "κωδικός ασφαλείας", "код безпеки", "символи з малюнка",
}

// request is how English pages ask for the answer.
var request = regexp.MustCompile(`\b(type|enter|write|copy|input|fill in|retype|repeat)\b.{0,40}\b(characters?|letters?|text|words?|numbers?|digits?|symbols?|code)\b.{0,40}\b(see|seen|shown|displayed|image|picture|appears?|above|below|left|right|box)\b|\bwhat\b.{0,30}\b(image|picture)\b.{0,15}\bsays?\b|\b(characters?|letters?|text|words?|numbers?|digits?|code)\b.{0,20}\b(in|on|from|of) the (image|picture|photo|graphic)\b`)

var mediumPhrases = []string{"verification code", "security code", "validation code", "confirmation code", "security check", "human verification", "prove you", "bestätigungscode", "code de confirmation", "código de confirmación", "код подтверждения", "認証", "安全码", "인증"}

// otherCodes tell a code that is no CAPTCHA's: one that was sent, or that
// belongs to a thing.
var otherCodes = []string{
	"sms", "otp", "totp", "2fa", "mfa", "authenticator", "texted", "coupon", "promo", "promotion", "voucher", "discount", "gift", "zip", "postal", "postcode", "plz", "country",
	"area", "dial", "phone", "mobile", "invite", "invitation", "referral", "refer", "tax", "vat", "iban", "bic", "swift", "cvv", "cvc", "card", "barcode", "product", "sku", "airport", "currency", "language", "sort", "branch", "backup", "recovery", "pin",
}

// otherFields name what else a form asks.
var otherFields = []string{
	"email", "mail", "user", "username", "login", "nickname", "nick", "first", "last", "firstname", "lastname", "name", "fullname", "surname", "company", "organisation", "organization", "address", "street", "city", "town",
	"state", "birthday", "birth", "age", "comment", "message", "subject", "title", "search", "query", "url", "website", "homepage", "amount", "quantity", "date", "time", "password", "passwd", "pwd",
}

// otherImages name pictures that are no CAPTCHA's.
var otherImages = []string{
	"logo", "avatar", "gravatar", "icon", "icons", "ico", "sprite", "banner", "badge", "flag", "spacer", "pixel", "tracking", "track", "beacon", "arrow", "button", "btn", "loading", "loader", "spinner", "photo",
	"profile", "thumb", "thumbnail", "product", "analytics", "doubleclick", "facebook", "twitter", "google", "visa", "mastercard", "paypal", "payment", "seal", "norton", "mcafee", "verisign", "trust", "ssl", "lock", "eye", "hint", "info", "help", "required", "asterisk", "star", "blank", "transparent", "close", "calendar",
}

// tools name the small pictures beside a CAPTCHA that work it.
var tools = []string{"refresh", "reload", "renew", "audio", "sound", "speaker", "listen", "play", "volume", "new", "change", "regenerate", "recaptcha_logo"}

// tokens splits an identifier or a path into words, in lower case: at
// whatever is no letter or digit, and before a capital that follows a small
// letter.
func tokens(s string) []string {
	var b strings.Builder
	prev := ' '
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(unicode.ToLower(r))
		}
		prev = r
	}
	return strings.Fields(b.String())
}

// judgeName tells how clearly identifiers speak of a CAPTCHA, and by which
// word.
func judgeName(names ...string) (clarity, string) {
	best, word := silent, ""
	for _, name := range names {
		words := tokens(name)
		if c, w := judgeWords(words); c > best {
			best, word = c, w
		}
	}
	return best, word
}

func judgeWords(words []string) (clarity, string) {
	joined := strings.Join(words, "")
	for _, p := range strongParts {
		if strings.Contains(joined, p) {
			return strong, p
		}
	}
	if w := common(words, strongTokens); w != "" {
		return strong, w
	}
	for _, p := range mediumParts {
		if strings.Contains(joined, p) {
			return medium, p
		}
	}
	if w := common(words, mediumTokens); w != "" {
		return medium, w
	}
	if w := common(words, weakTokens); w != "" {
		return weak, w
	}
	return silent, ""
}

// judgeText tells how clearly what the page says speaks of a CAPTCHA.
func judgeText(s string) (clarity, string) {
	s = strings.ToLower(s)
	for _, p := range strongPhrases {
		if strings.Contains(s, p) {
			return strong, p
		}
	}
	if m := request.FindString(s); m != "" {
		return strong, m
	}
	for _, p := range mediumPhrases {
		if strings.Contains(s, p) {
			return medium, p
		}
	}
	if w := common(tokens(s), weakTokens); w != "" {
		return weak, w
	}
	return silent, ""
}

// common returns the first of words that the list has, or "".
func common(words, list []string) string {
	for _, w := range words {
		if slices.Contains(list, w) {
			return w
		}
	}
	return ""
}
