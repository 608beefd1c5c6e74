package cache

import (
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
)

// varyFields are the request fields that an answer depends on (RFC 9111, section
// 4.1): lower case, sorted, joined by commas; with "*" among them it matches
// nothing. Beside those that Vary names they are Authorization and Cookie, where
// the answer is for one user only: see the package comment.
func varyFields(req *http.Request, answer http.Header, cc *directives) string {
	var names []string
	for _, line := range answer["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			if name = lowerToken(strings.Trim(name, " \t")); name != "" {
				names = append(names, name)
			}
		}
	}
	if req.Header.Get("Authorization") != "" && !cc.has("public") && !cc.has("must-revalidate") && !cc.has("s-maxage") {
		names = append(names, "authorization") // RFC 9111, section 3.5
	}
	if cc.has("private") && req.Header.Get("Cookie") != "" {
		names = append(names, "cookie")
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ",")
}

// varySum hashes the values of the fields, normalised, so that the file holds no
// cookie and no password. "" when there are no fields.
func varySum(fields string, h http.Header) string {
	if fields == "" {
		return ""
	}
	sum := sha256.New()
	for name := range strings.SplitSeq(fields, ",") {
		values := h[http.CanonicalHeaderKey(name)]
		if len(values) == 0 {
			sum.Write([]byte{0}) // absent is not the same as empty
		} else {
			sum.Write([]byte(normalValue(name, values)))
		}
		sum.Write([]byte{'\n'})
	}
	return string(sum.Sum(nil)[:16])
}

// normalValue brings field lines that mean the same to one form (RFC 9111,
// section 4.1): lines joined, and no space around commas. Accept-* lists that
// have no weights mean the same in any order and case.
func normalValue(name string, lines []string) string {
	joined := strings.Join(lines, ",")
	if name == "user-agent" || name == "cookie" || name == "authorization" || strings.Contains(joined, `"`) {
		return joined
	}
	parts := strings.Split(joined, ",")
	kept := parts[:0]
	for _, part := range parts {
		if part = strings.Trim(part, " \t"); part != "" {
			kept = append(kept, part)
		}
	}
	switch name {
	case "accept-language", "accept-encoding", "accept-charset":
		for i := range kept {
			kept[i] = strings.ReplaceAll(strings.ToLower(kept[i]), " ", "")
		}
		slices.Sort(kept)
	}
	return strings.Join(kept, ",")
}

// matches says that the request selects the stored answer.
func (e *entry) matches(h http.Header, archive bool) bool {
	if e.vary == "" {
		return true
	}
	if strings.Contains(e.vary, "*") && !archive {
		return false
	}
	return varySum(e.vary, h) == e.varySum
}
