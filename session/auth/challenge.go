package auth

import "strings"

// challenge is one of the ways in which a server lets itself be convinced (RFC
// 9110, section 11.3).
type challenge struct {
	scheme string            // lower case
	params map[string]string // names in lower case; a token68 is left out
}

// parseChallenges reads the WWW-Authenticate fields of an answer. What is
// malformed ends its field; what was read before it counts.
func parseChallenges(fields []string) []challenge {
	var out []challenge
	for _, field := range fields {
		p := &parser{rest: field}
		for p.separators(); p.rest != ""; p.separators() {
			name := p.token()
			if name == "" {
				break
			}
			c := challenge{scheme: strings.ToLower(name), params: map[string]string{}}
			ok := p.params(c.params)
			out = append(out, c)
			if !ok {
				break
			}
		}
	}
	return out
}

// parser reads one field from left to right.
type parser struct{ rest string }

const blank = " \t"

// separators passes what may stand between the elements of a list (RFC 9110,
// section 5.6.1).
func (p *parser) separators() { p.rest = strings.TrimLeft(p.rest, blank+",") }

// token reads a token (section 5.6.2), "" where there is none.
func (p *parser) token() string {
	n := 0
	for n < len(p.rest) && isTokenByte(p.rest[n]) {
		n++
	}
	token := p.rest[:n]
	p.rest = p.rest[n:]
	return token
}

func isTokenByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// params reads name=value pairs up to the next scheme. It reports whether what
// follows can be read on. Of two with one name the first counts.
func (p *parser) params(into map[string]string) bool {
	for {
		p.separators()
		before := p.rest
		name := strings.ToLower(p.token())
		after := strings.TrimLeft(p.rest, blank)
		if name == "" || !strings.HasPrefix(after, "=") || strings.HasPrefix(after, "==") {
			if name != "" && (after == "" || strings.HasPrefix(after, ",") || after[0] == '=') && len(into) == 0 {
				p.rest = strings.TrimLeft(after, "=") // a token68, or a scheme alone
				if !strings.HasPrefix(after, "=") {
					p.rest = before
				}
				return true
			}
			p.rest = before // the next scheme, or what can't be read
			return name != ""
		}
		p.rest = strings.TrimLeft(after[1:], blank)
		value, ok := p.value()
		if !ok {
			return false
		}
		if _, twice := into[name]; !twice {
			into[name] = value
		}
	}
}

// value reads a token or a quoted string (section 5.6.4).
func (p *parser) value() (string, bool) {
	if !strings.HasPrefix(p.rest, `"`) {
		// Servers send base64 and more without quotes: all up to the comma.
		n := strings.IndexAny(p.rest, ","+blank)
		if n < 0 {
			n = len(p.rest)
		}
		value := p.rest[:n]
		p.rest = p.rest[n:]
		return value, true
	}
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; c {
		case '"':
			p.rest = p.rest[i+1:]
			return b.String(), true
		case '\\':
			if i++; i < len(p.rest) {
				b.WriteByte(p.rest[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}
