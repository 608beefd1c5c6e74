package session

import (
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// isDataURL reports whether a reference is a data: URL. Like the URL parser it
// overlooks white space at the start.
func isDataURL(raw string) bool {
	raw = strings.TrimLeft(raw, " \t\r\n\f")
	return len(raw) >= 5 && strings.EqualFold(raw[:5], "data:")
}

// fromDataURL makes a page of a data: URL (Fetch Standard, section 6, "data: URL
// processor"). No request is sent.
func (s *Session) fromDataURL(raw string) (*Page, error) {
	bad := func(reason string) error { return &URLError{URL: "data:...", Reason: reason} }
	// Base64 is four characters for three bytes, an escape three for one.
	if int64(len(raw))/3 > s.limits.maxBody+int64(len(raw)/100) {
		return nil, bad(tooLarge("what it holds is", s.limits.maxBody).reason)
	}
	input, _, _ := strings.Cut(strings.TrimSpace(raw), "#")
	kind, data, found := strings.Cut(input[len("data:"):], ",")
	if !found {
		return nil, bad("it has no comma before the data")
	}
	body := percentDecode(data)
	kind = strings.Trim(kind, whitespace)
	if rest, ok := cutBase64(kind); ok {
		kind = rest
		var err error
		if body, err = forgivingBase64(body); err != nil {
			return nil, bad("its data is not base64")
		}
	}
	if int64(len(body)) > s.limits.maxBody {
		return nil, bad(tooLarge("what it holds is", s.limits.maxBody).reason)
	}
	if strings.HasPrefix(kind, ";") {
		kind = "text/plain" + kind
	}
	if media, _, err := mime.ParseMediaType(kind); err != nil || !strings.Contains(media, "/") {
		kind = "text/plain;charset=US-ASCII"
	}
	p := &Page{
		URL: &url.URL{Scheme: "data", Opaque: input[len("data:"):]}, Method: http.MethodGet, Status: http.StatusOK,
		Header: http.Header{"Content-Type": {kind}}, Body: body,
	}
	return p.ready(), nil
}

// cutBase64 takes ";base64" off the end of a type.
func cutBase64(kind string) (string, bool) {
	const mark = "base64"
	if len(kind) < len(mark) || !strings.EqualFold(kind[len(kind)-len(mark):], mark) {
		return kind, false
	}
	rest, ok := strings.CutSuffix(strings.TrimRight(kind[:len(kind)-len(mark)], " "), ";")
	if !ok {
		return kind, false
	}
	return strings.TrimRight(rest, whitespace), true
}

// percentDecode is the URL Standard's: a stray percent sign stands for itself.
func percentDecode(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// forgivingBase64 is "forgiving-base64 decode" of the Infra Standard: white space
// is overlooked, and padding may be missing but not wrong.
func forgivingBase64(data []byte) ([]byte, error) {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune(whitespace, r) {
			return -1
		}
		return r
	}, string(data))
	if len(text)%4 == 0 {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	}
	out, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("decode base64: %w", err)
	}
	return out, nil
}
