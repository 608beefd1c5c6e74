package flow

// The words by which a message shows what it is about, in the commoner
// languages of the web. Texts are compared as plainWords gives them, with a
// space at either end: a word with spaces around it stands alone, one without
// may be part of another.

// captchaWords speak of a text CAPTCHA.
var captchaWords = []string{
	"captcha", "security code", "verification code", "code verification", "image code", "visual code", "anti spam", "antispam",
	" human ", " robot ", " bot ", "in the image", "in the picture", "on the image", "on the picture", "the letters", "the characters",
	"the image", "the picture", "letters shown", "characters shown", "text shown", "word shown", "words shown", "words match",
	"sicherheitscode", "bestätigungscode", "im bild", "zeichenfolge", "die zeichen", "spamschutz", "sicherheitsabfrage",
	"code de sécurité", "code de vérification", "les caractères", "l image", "código de seguridad", "código de verificación",
	"los caracteres", "la imagen", "código de segurança", "código de verificação", "a imagem", "codice di sicurezza",
	"codice di verifica", "i caratteri", "beveiligingscode", "kod z obrazka", "проверочн", "картинк", "символы", "капч",
	"код подтверждения", "验证码", "驗證碼", "校验码", "認証コード", "画像認証", "画像の", "보안문자", "자동등록방지",
}

// accountWords speak of who somebody is: never of a CAPTCHA.
var accountWords = []string{
	"password", "passphrase", "credential", "user name", "username", " login ", " log in ", " sign in ", "account", "already",
	"e mail", " email ", " user ", "not match our records", "does not exist", "unknown user",
	"passwort", "kennwort", "anmeldedaten", "zugangsdaten", "benutzer", "mot de passe", "identifiant", "utilisateur", "contraseña",
	"usuario", "credenciales", "senha", "usuário", "wachtwoord", "gebruiker", "hasło", "użytkownik", "парол", "логин", "пользовател",
	"учетн", "密码", "密碼", "用户名", "用戶", "账号", "帳號", "パスワード", "ユーザー", "비밀번호", "아이디",
}

// lockWords speak of trying too often: trying again is the one thing not to do.
var lockWords = []string{
	"too many", "too often", "temporarily", " locked", "lockout", "blocked", "banned", "suspended", "rate limit", "try again later",
	"try again in", "wait ", "zu viele", "gesperrt", "später", "trop de", "bloqué", "verrouillé", "demasiados", "bloquead", "muitas tentativas",
	"troppi", "te veel", "zbyt wiele", "слишком много", "заблокир", "过于频繁", "次数过多", "锁定", "回数", "ロック", "잠금",
}

// troubleWords speak of anything that went wrong.
var troubleWords = []string{
	"wrong", "invalid", "incorrect", "error", "fail", "not match", "mismatch", "not valid", "not correct", "try again", "required",
	"missing", "already", "denied", "expired", "not accepted", "refused", "rejected", "must ", "please enter", "please correct",
	"falsch", "ungültig", "fehler", "nicht korrekt", "erneut", "erreur", "incorrecte", "invalide", "réessay", "inválid", "incorrect",
	"erróne", "intente", "errad", "tente novamente", "errore", "non valido", "riprova", "onjuist", "ongeldig", "błęd", "nieprawidł",
	"неверн", "ошибк", "неправильн", "错误", "錯誤", "不正确", "不正確", "失败", "無効", "誤り", "正しく", "잘못", "오류",
}

// credentialWords speak of who somebody is so plainly that nothing else on the
// page matters: sending that again may lock an account.
var credentialWords = []string{
	"password", "passphrase", "credential", "user name", "username", "login failed", "log in failed", "sign in failed", "failed login",
	"incorrect login", "invalid login", "wrong login", "not match our records", "does not exist", "unknown user", "already registered",
	"already taken", "already exists", "already in use",
	"passwort", "kennwort", "anmeldedaten", "zugangsdaten", "benutzername", "mot de passe", "identifiants", "contraseña", "credenciales",
	"senha", "credenciais", "credenziali", "wachtwoord", "hasło", "hasła", "парол", "учетные данные", "密码", "密碼", "パスワード", "비밀번호",
}

// staleWords say that a form was too old, sent before, or sent with a key that
// is not good.
var staleWords = []string{
	"csrf", "xsrf", "cross site request", "forgery", "authenticity", " token", " nonce", "form key", "formkey", "viewstate",
	" session ", " sitzung ", " sesión ", " sessão ", " sessione ", " sessie ", " sesja ", "сесси", "セッション", "세션", "会话", "page expired", "page has expired",
	"form expired", "form has expired", " too old", " expired", "no longer valid", "already sent", "already submitted", "was already used",
	"stale", "out of date", "verification failed", "security check failed", "change you wanted was rejected",
	"abgelaufen", "zu alt", "bereits gesendet", "bereits abgeschickt", "nicht mehr gültig", "sicherheitsschlüssel",
	"expiré", "périmé", "jeton", "déjà envoyé", "déjà soumis", "caducad", "expirad", "ha expirado", "ya fue enviado", "já foi enviado",
	"scadut", "verlopen", "reeds verzonden", "wygas", "истек", "устарел", "токен", "уже отправлен", "süresi doldu",
	"过期", "過期", "失效", "令牌", "重复提交", "期限切れ", "有効期限", "トークン", "만료", "토큰",
}

// expiringWords are other things that expire, and whose user has to do something
// about it.
var expiringWords = []string{
	" card ", " code ", " coupon ", " voucher ", " licence ", " license ", " subscription ", " passport ", " trial ", " offer ", " invitation ",
	" karte ", " gutschein ", " ausweis ", " carte ", "tarjeta", "cartão", " carta ", " kaart ", " karta ", " карт",
}

// againWords ask to do it once more, and do not say why.
var againWords = []string{
	"try again", "send it again", "submit again", "resubmit", "reload", "refresh the page", "erneut", "noch einmal", "nochmals", "réessay", "veuillez recommencer",
	"inténtelo de nuevo", "intente de nuevo", "tente novamente", "riprova", "opnieuw", "spróbuj ponownie", "попробуйте", "повторите", "tekrar deneyin",
	"重试", "重試", "再试", "もう一度", "再度", "다시 시도",
}
