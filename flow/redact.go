package flow

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mask stands where a secret was.
const mask = "***"

// maxPattern bounds the runes of a secret that are looked for: a key file as a
// password would make an expression that is slow to compile. What is found is
// taken out together with the text that goes on from there without a break.
const maxPattern = 200

// minPrefix is how many runes of a secret are enough to take it out: a text may
// have been cut before it came here.
const minPrefix = 12

// redactor takes secrets out of texts, in every form in which a secret that was
// sent comes back: as it is, percent-encoded (once or twice, in either case),
// with + for a space, with HTML character references (named, decimal,
// hexadecimal, escaped again), with the escapes of JSON and JavaScript strings,
// and in any mixture of these. Letter case does not count. What a site derives
// from a secret (a hash, base64, the word backwards) is not found.
//
// It is used by one goroutine.
type redactor struct {
	secrets []string
	pattern *regexp.Regexp // nil: there are no secrets
}

// add takes note of more secrets. Empty ones and blanks are none.
func (r *redactor) add(secrets ...string) {
	changed := false
	for _, s := range secrets {
		s = strings.TrimSpace(s)
		if s != "" && !slices.Contains(r.secrets, s) {
			r.secrets = append(r.secrets, s)
			changed = true
		}
	}
	if changed {
		r.compile()
	}
}

func (r *redactor) compile() {
	// Longest first: a secret that begins with another one goes as a whole.
	slices.SortFunc(r.secrets, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	alternatives := make([]string, 0, len(r.secrets))
	for _, s := range r.secrets {
		alternatives = append(alternatives, secretPattern(s))
	}
	// Every part is quoted or a fixed text, so that it always compiles; if it
	// should not, nothing is shown rather than everything.
	pattern, err := regexp.Compile("(?i:" + strings.Join(alternatives, "|") + ")")
	if err != nil {
		pattern = regexp.MustCompile(`(?s).+`)
	}
	// A & may be the rune or the beginning of a reference, which are different
	// ends of the same secret: the longer one is it.
	pattern.Longest()
	r.pattern = pattern
}

// text returns s without the secrets.
func (r *redactor) text(s string) string {
	if r.pattern == nil || s == "" {
		return s
	}
	return r.pattern.ReplaceAllLiteralString(s, mask)
}

// texts returns a copy of list without the secrets.
func (r *redactor) texts(list []string) []string {
	if list == nil {
		return nil
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = r.text(s)
	}
	return out
}

// secretPattern is an expression for a secret in any of its forms, and for the
// beginning of a long one, as it is left where a text was cut.
func secretPattern(s string) string {
	var b strings.Builder
	runes, optional := []rune(s), 0
	for i := 0; i < len(runes) && i < maxPattern; i++ {
		if i >= minPrefix {
			b.WriteString("(?:")
			optional++
		}
		if !unicode.IsSpace(runes[i]) {
			b.WriteString(runePattern(runes[i]))
			continue
		}
		// A page folds white space, and a form normalises line breaks.
		for i+1 < len(runes) && unicode.IsSpace(runes[i+1]) {
			i++
		}
		b.WriteString(spacePattern)
	}
	if len(runes) > maxPattern {
		b.WriteString(`[^\s"'<>]*`)
	}
	b.WriteString(strings.Repeat(")?", optional))
	return b.String()
}

// A & that was itself escaped is &amp; or %26, a % is %25.
const (
	percent = `%(?:25)*`
	amp     = `(?:(?:&|` + slash + `+u0026|` + percent + `26)(?:(?:amp|#0*38|#x0*26)(?:;|` + percent + `3B))*)`
	hash    = `(?:#|` + percent + `23)`
	semi    = `(?:;|` + percent + `3B)?`
	slash   = `(?:\\|` + percent + `5C)`
	slashes = slash + `+`
)

const spacePattern = `(?:[\s\x{a0}+]|` + percent + `(?:20|2B|0A|0D|09|C2` + percent + `A0)|` + slashes + `[nrt]|` +
	slashes + `u00(?:20|0a|0d|09|a0)|` + amp + `(?:nbsp|` + hash + `(?:0*(?:32|10|13|9|160)|x0*(?:20|0?A|0?D|0?9|A0)))` + semi + `)+`

// named is the character reference that encoders write for a rune of ASCII, ""
// where there is none.
func named(c rune) string {
	const table = " &amp <lt >gt \"quot 'apos !excl #num $dollar %percnt (lpar )rpar *ast +plus ,comma .period /sol :colon ;semi" +
		" =equals ?quest @commat [lsqb \\bsol ]rsqb ^Hat _lowbar `grave {lcub |vert }rcub "
	_, found, ok := strings.Cut(table, " "+string(c))
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(found, " ")
	return name
}

// runePattern is an expression for one rune in any of its forms.
func runePattern(c rune) string {
	forms := []string{regexp.QuoteMeta(string(c))}
	var pct strings.Builder
	for _, b := range utf8.AppendRune(nil, c) {
		fmt.Fprintf(&pct, "%s%02X", percent, b)
	}
	forms = append(forms, pct.String())
	refs := []string{fmt.Sprintf("%s(?:0*%d|x0*%x)", hash, c, c)}
	if name := named(c); name != "" && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
		refs = append(refs, name)
	}
	forms = append(forms, amp+"(?:"+strings.Join(refs, "|")+")"+semi)
	if c <= 0xff {
		forms = append(forms, fmt.Sprintf("%sx%02x", slashes, c))
		// A legacy charset percent-encodes its own byte, which for Latin letters
		// is mostly that of Latin-1.
		if c >= 0x80 {
			forms = append(forms, fmt.Sprintf("%s%02X", percent, c))
		}
	}
	if c <= 0xffff {
		forms = append(forms, fmt.Sprintf(`%su\{?0*%04x\}?`, slashes, c))
	} else {
		hi, lo := (c-0x10000)>>10+0xd800, (c-0x10000)&0x3ff+0xdc00
		forms = append(forms, fmt.Sprintf(`%su%04x%su%04x`, slashes, hi, slashes, lo), fmt.Sprintf(`%su\{?0*%x\}?`, slashes, c))
	}
	// A backslash before it is an escape of a quoted string, whatever follows.
	return slash + "*(?:" + strings.Join(forms, "|") + ")"
}
