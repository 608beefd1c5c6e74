package cache

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// directives are a parsed Cache-Control field: lower-case names with their
// values, "" for none. The first of two of a name counts (RFC 9111, section
// 4.2.1).
type directives struct {
	names  []string
	values []string
}

// parseDirectives reads all Cache-Control lines. Like browsers it skips what it
// can't make sense of.
func parseDirectives(h http.Header) directives {
	var d directives
	for _, line := range h["Cache-Control"] {
		for line != "" {
			var name, value string
			name, value, line = nextDirective(line)
			if name = lowerToken(name); name == "" {
				continue
			}
			d.add(name, value)
		}
	}
	return d
}

// add takes a directive in, unless it is there already. no-cache without fields
// says more than one with, and wins.
func (d *directives) add(name, value string) {
	i := slices.Index(d.names, name)
	switch {
	case i < 0:
		d.names, d.values = append(d.names, name), append(d.values, value)
	case name == "no-cache" && value == "":
		d.values[i] = ""
	}
}

// nextDirective cuts one directive from the front of a list: name, value without
// quotes, and what is left behind the comma (RFC 9111, section 5.2).
func nextDirective(s string) (name, value, rest string) {
	end := strings.IndexAny(s, ",=")
	if end < 0 {
		return strings.Trim(s, " \t"), "", ""
	}
	name = strings.Trim(s[:end], " \t")
	rest = s[end+1:]
	if s[end] == ',' {
		return name, "", rest
	}
	quoted := strings.TrimLeft(rest, " \t")
	if strings.HasPrefix(quoted, `"`) {
		value, rest = unquote(quoted[1:])
		// Whatever stands between the quotes and the comma is noise.
		_, rest, _ = strings.Cut(rest, ",")
		return name, value, rest
	}
	value, rest, _ = strings.Cut(rest, ",")
	return name, strings.Trim(value, " \t"), rest
}

// unquote reads a quoted-string whose opening quote is gone (RFC 9110, section
// 5.6.4). One that never ends goes to the end of the line.
func unquote(s string) (value, rest string) {
	if end := strings.IndexAny(s, `"\`); end < 0 {
		return s, ""
	} else if s[end] == '"' {
		return s[:end], s[end+1:]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}

func (d *directives) get(name string) (string, bool) {
	if i := slices.Index(d.names, name); i >= 0 {
		return d.values[i], true
	}
	return "", false
}

func (d *directives) has(name string) bool {
	_, ok := d.get(name)
	return ok
}

// bare says that the directive is there without a list of fields.
func (d *directives) bare(name string) bool {
	v, ok := d.get(name)
	return ok && v == ""
}

// seconds is the directive's delta-seconds. ok: it is there; one that is there
// but is no number counts as 0, which makes an answer stale (RFC 9111, section
// 4.2.1).
func (d *directives) seconds(name string) (v time.Duration, ok bool) {
	s, ok := d.get(name)
	if !ok {
		return 0, false
	}
	return parseSeconds(s), true
}

// maxSeconds stands for whatever is larger (RFC 9111, section 1.2.2).
const maxSeconds = math.MaxInt32

// parseSeconds reads delta-seconds: digits and nothing else. Anything else is 0.
func parseSeconds(s string) time.Duration {
	n := int64(0)
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = min(n*10+int64(s[i]-'0'), maxSeconds)
	}
	return time.Duration(n) * time.Second
}

// lowerToken lower-cases ASCII and nothing else (RFC 9110, section 5.6.2), without
// allocating where nothing is to do.
func lowerToken(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return lowerASCII(s)
		}
	}
	return s
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// requestDirectives are those of a request, with Pragma: no-cache where there is
// no Cache-Control (RFC 9111, section 5.4).
func requestDirectives(h http.Header) directives {
	d := parseDirectives(h)
	if len(d.names) == 0 && len(h["Cache-Control"]) == 0 && pragmaNoCache(h) {
		d.names, d.values = []string{"no-cache"}, []string{""}
	}
	return d
}

// pragmaNoCache finds no-cache among the Pragma field's directives.
func pragmaNoCache(h http.Header) bool {
	for _, line := range h["Pragma"] {
		for part := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.Trim(part, " \t"), "no-cache") {
				return true
			}
		}
	}
	return false
}
