package weburl

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

// standardCase is one of the URL Standard's own test cases.
type standardCase struct {
	Input   string  `json:"input"`
	Base    *string `json:"base"`
	Failure bool    `json:"failure"`
	Href    string  `json:"href"`
	Scheme  string  `json:"protocol"`
}

func (c standardCase) isWeb() bool { return c.Scheme == "http:" || c.Scheme == "https:" }

// standardCases reads testdata/urltestdata.json, where strings are comments.
func standardCases(t testing.TB) []standardCase {
	t.Helper()
	data, err := os.ReadFile("testdata/urltestdata.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var cases []standardCase
	for _, one := range all {
		var c standardCase
		if json.Unmarshal(one, &c) == nil {
			cases = append(cases, c)
		}
	}
	if len(cases) < 800 {
		t.Fatalf("%d cases", len(cases))
	}
	return cases
}

// read is Parse or Resolve, by the standard's algorithm only if told.
func (c standardCase) read(slow bool) (*url.URL, error) {
	parse, resolve := Parse, Resolve
	if slow {
		parse, resolve = parseAny, resolveAny
	}
	if c.Base == nil {
		return parse(c.Input)
	}
	base, err := parseAny(*c.Base)
	if err != nil {
		return nil, err
	}
	return resolve(base, c.Input)
}

// differing are the standard's cases that net/url's type cannot hold as they are:
// it escapes more in user information and fragments, and refuses hosts made of
// signs. None of it is sent to a server.
func differing() map[string]string {
	return map[string]string{
		`#\`:                            "http://example.org/foo/bar#%5C",
		"http://foo/path;a??e#f#g":      "http://foo/path;a??e#f%23g",
		"http://example.org/test?a#%GH": "http://example.org/test?a#%25GH",
		"http://&a:foo(b]c@d:2/":        "http://&a:foo%28b%5Dc@d:2/",
		"http://!\"$&'()*+,-.;=_`{}~/":  "",
	}
}

// TestStandardCases: the URL Standard's own cases, for http and https.
func TestStandardCases(t *testing.T) {
	passed, all := 0, 0
	for _, c := range standardCases(t) {
		if !c.isWeb() && !c.Failure || c.Base != nil && !strings.HasPrefix(*c.Base, "http") {
			continue
		}
		all++
		u, err := c.read(false)
		switch {
		case c.Failure && err != nil:
			passed++
			continue
		case c.Failure:
			if u.Scheme != "http" && u.Scheme != "https" {
				passed++ // another scheme, which is nothing to fetch
				continue
			}
			t.Errorf("%q is %s, want a failure", c.Input, u)
			continue
		}
		got := ""
		if err == nil {
			got = u.String()
		}
		if want, ok := differing()[c.Input]; ok {
			if got != want {
				t.Errorf("%q is %q, want %q", c.Input, got, want)
			}
			continue
		}
		// Stray percent signs are escaped, and an empty fragment is none.
		path, rest, found := strings.Cut(c.Href, "?")
		want := strings.TrimSuffix(escapeStrayPercent(path), "#")
		if found {
			want += "?" + strings.TrimSuffix(rest, "#")
		}
		if got != want {
			t.Errorf("%q is %q (%v), want %q", c.Input, got, err, want)
			continue
		}
		passed++
	}
	t.Logf("%d of %d", passed, all)
	if passed < 470 {
		t.Errorf("only %d cases were tried and passed", passed)
	}
}

// TestWHATWG counts how many of all cases the parser beneath passes, so that an
// upgrade that makes it worse is noticed.
func TestWHATWG(t *testing.T) {
	passed, all := 0, 0
	for _, c := range standardCases(t) {
		all++
		var w *whatwg.Url
		var err error
		if c.Base == nil {
			w, err = whatwg.Parse(c.Input)
		} else {
			w, err = whatwg.ParseRef(*c.Base, c.Input)
		}
		if c.Failure == (err != nil) && (c.Failure || w.Href(false) == c.Href) {
			passed++
		}
	}
	t.Logf("%d of %d", passed, all)
	if passed < 800 {
		t.Errorf("%d of %d cases of the URL Standard pass", passed, all)
	}
}

// sameURL fails unless both are equal, field by field.
func sameURL(t *testing.T, what string, fast, slow *url.URL, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s is plainly %s, and to the standard %v", what, fast, err)
		return
	}
	if diff := cmp.Diff(slow, fast, cmp.AllowUnexported(url.Userinfo{})); diff != "" {
		t.Errorf("%s: -standard +plain\n%s", what, diff)
	}
}

// TestPlain: what is plain, and that it is read as the standard reads it.
func TestPlain(t *testing.T) {
	for raw, want := range map[string]bool{
		"http://example.com":                      true,
		"http://example.com/":                     true,
		"https://example.com/a/b.html":            true,
		"http://127.0.0.1:8080/places/default":    true,
		"http://a-b.example:80/x":                 true,
		"https://a.example:443":                   true,
		"http://a.example:443/":                   true,
		"http://a.example/?q=1&r=%20%zz":          true,
		"http://a.example?":                       true,
		"http://a.example/#":                      true,
		"http://a.example/x#frag(1)?/":            true,
		"http://a.example/%C3%A9/(x)!*'":          true,
		"http://a.example/a.b/c..d/...x":          false,
		"http://a.example//x//":                   true,
		"HTTP://a.example/":                       false,
		"http://A.example/":                       false,
		"http://a.example./":                      false,
		"http://a..example/":                      false,
		"http://xn--bcher-kva.example/":           false,
		"http://1.2.3/":                           false,
		"http://0x7f.1/":                          false,
		"http://127.0.0.01/":                      false,
		"http://256.0.0.1/":                       false,
		"http://a.1/":                             false,
		"http://a.example:/":                      false,
		"http://a.example:080/":                   false,
		"http://a.example:65536/":                 false,
		"http://u@a.example/":                     false,
		"http://[::1]/":                           false,
		"http://a.example/a/../b":                 false,
		"http://a.example/.":                      false,
		"http://a.example/%2e%2E/b":               false,
		"http://a.example/%":                      false,
		"http://a.example/a b":                    false,
		"http://a.example/a\tb":                   false,
		`http://a.example\b`:                      false,
		"http://a.example/é":                      false,
		"http://a.example/?it's":                  false,
		"http://a.example/ ":                      false,
		"http:/a.example/":                        false,
		"http:///a.example/":                      false,
		"ftp://a.example/":                        false,
		"":                                        false,
		"http://":                                 false,
		"http://" + strings.Repeat("a", 64) + "/": false,
	} {
		fast, ok := parsePlain(raw)
		if ok != want {
			t.Errorf("%q: plain %v, want %v", raw, ok, want)
		}
		if ok {
			slow, err := parseAny(raw)
			sameURL(t, raw, fast, slow, err)
		}
	}
	for _, c := range standardCases(t) {
		if fast, ok := parsePlain(c.Input); ok {
			slow, err := parseAny(c.Input)
			sameURL(t, c.Input, fast, slow, err)
		}
	}
}

// TestResolvePlain: references, and that those that are plain are read as the
// standard reads them.
func TestResolvePlain(t *testing.T) {
	plain := 0
	for _, rawBase := range []string{
		"http://a.example/", "http://a.example/b/c/d?q#f", "https://a.example:8443/b/", "http://127.0.0.1:8080/x//y", "http://[::1]/b/c",
		"http://u:p@a.example/b", "http://a.example/%C3%A9/(x)", "http://a.example/.well-known/x", "file:///a/b", "data:text/plain,x",
	} {
		base, err := parseAny(rawBase)
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range []string{
			"", "x", "x/y", "x.html?q=1#f", "/x", "/x/../y", "//b.example/x", "?q", "?", "#f", "#", "./x", "../x", ".", "..", "x:y", "http:x",
			"http://b.example/x", "https://b.example", "http:/x", "httpx", "https", "a/b/..", `\x`, "x y", "x?a:b", "é", "//", "/", "///x", "0", "%41",
			"x%2e", "javascript:void(0)", "mailto:a@b.example",
		} {
			fast, ok := resolvePlain(base, ref)
			if !ok {
				continue
			}
			plain++
			slow, err := resolveAny(base, ref)
			sameURL(t, rawBase+" + "+ref, fast, slow, err)
		}
	}
	if plain < 50 {
		t.Errorf("only %d were plain", plain)
	}
}

// TestErrors: what to do, and no secrets.
func TestErrors(t *testing.T) {
	for raw, want := range map[string]string{
		"example.com/x":                    `parse URL "example.com/x": it has no scheme; did you mean "http://example.com/x"?`,
		"http://u:secret@exa mple/?secret": `parse URL "exa mple/": this is no URL; write it as http://host/path`,
		"":                                 `parse URL "": it has no scheme; did you mean "http://"?`,
	} {
		if _, err := Parse(raw); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", raw, err, want)
		}
	}
}

// TestPlainAtRandom: URLs put together of pieces that are plain or nearly so, of
// which a fuzzer finds few.
func TestPlainAtRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	several := func(most int, from ...string) string {
		var b strings.Builder
		for range random.IntN(most + 1) {
			b.WriteString(pick(from...))
		}
		return b.String()
	}
	tail := func() string {
		return several(5, "/", "a", "b.c", "/d-e_f~", "%41", "%2F", "%c3%a9", "(g)", "!*", "'", ":", "@", ";", ",", "=&$+", ".", "..", "%2e", "|", "^") +
			several(1, "?"+several(4, "a=1", "&", "%20", "%", "+", "[0]", "{}", "|", "`", "\\", "/", "?", ":", "é", "'")) +
			several(1, "#"+several(3, "top", "/", "?", "(1)", "%41", "!", "'", "~"))
	}
	plain, resolved := 0, 0
	for range 80_000 {
		raw := pick("http://", "https://", "https://") + several(4, "a", "b-c", "7", "127.0.0.1", ".", "x--y", "xn--", "example.com", "-") +
			several(1, ":80", ":443", ":8080", ":", ":0", ":65535", ":65536") + tail()
		fast, ok := parsePlain(raw)
		if !ok {
			continue
		}
		plain++
		slow, err := parseAny(raw)
		sameURL(t, raw, fast, slow, err)
		if err != nil {
			continue
		}
		ref := pick("", "", "/", "x", "a/") + tail()
		if fast, ok = resolvePlain(slow, ref); ok {
			resolved++
			slow, err = resolveAny(slow, ref)
			sameURL(t, raw+" + "+ref, fast, slow, err)
		}
	}
	if plain < 2000 || resolved < 500 {
		t.Errorf("only %d were plain, and %d with a reference", plain, resolved)
	}
}

// FuzzPlain holds the path of plain URLs against the standard's parser.
func FuzzPlain(f *testing.F) {
	for _, c := range standardCases(f) {
		if c.isWeb() {
			base := "http://a.example/b/c?d"
			if c.Base != nil {
				base = *c.Base
			}
			f.Add(base, c.Input)
		}
	}
	f.Add("http://a.example/%C3%A9/(x)", "y!'*?z=[\\]^`{|}#(f)")
	f.Add("https://127.0.0.1:8443/", "/a//b/%41?%zz")
	f.Fuzz(func(t *testing.T, rawBase, raw string) {
		if fast, ok := parsePlain(raw); ok {
			slow, err := parseAny(raw)
			sameURL(t, raw, fast, slow, err)
		}
		base, err := parseAny(rawBase)
		if err != nil {
			return
		}
		if fast, ok := resolvePlain(base, raw); ok {
			slow, err := resolveAny(base, raw)
			sameURL(t, rawBase+" + "+raw, fast, slow, err)
		}
	})
}

// BenchmarkParse compares the two ways.
func BenchmarkParse(b *testing.B) {
	const raw = "https://shop.example.com/catalogue/books/item.html?id=12345&page=2"
	base, err := Parse("https://shop.example.com/catalogue/index.html")
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name string
		do   func() (*url.URL, error)
	}{
		{"parse/plain", func() (*url.URL, error) { return Parse(raw) }},
		{"parse/standard", func() (*url.URL, error) { return parseAny(raw) }},
		{"resolve/plain", func() (*url.URL, error) { return Resolve(base, "books/item.html?id=12345") }},
		{"resolve/standard", func() (*url.URL, error) { return resolveAny(base, "books/item.html?id=12345") }},
		{"net/url", func() (*url.URL, error) { return url.Parse(raw) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := bb.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
