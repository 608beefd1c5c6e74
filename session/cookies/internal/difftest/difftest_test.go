package difftest

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/session/cookies"
)

// A testCase is a sequence of answers, and the request after it.
type testCase struct {
	name  string
	steps []step
	to    string // the last request's URL
	via   via    // how it comes about; "": the user asks for it
	// chromium is what Chromium sends where it departs from the specification,
	// and why says how, with the section. Both sides are then held to what is said.
	chromium, jar string
	why           string
}

// A step is a request whose answer sets cookies.
type step struct {
	url string
	set []string
	via via
}

// request is the jar's side of how a request comes about.
func (v via) request(u *url.URL) cookies.Request {
	return cookies.Request{
		URL: u, CrossSite: v == viaLink || v == viaForm || v == viaImage || v == viaInsecure,
		Unsafe: v == viaForm, Subresource: v == viaImage,
	}
}

// play is the side of the jar.
func (c testCase) play(t *testing.T) string {
	t.Helper()
	jar := cookies.New(cookies.Options{})
	for _, s := range c.steps {
		jar.Header(s.via.request(mustURL(t, s.url))) // as the browser's request did
		jar.Receive(s.via.request(mustURL(t, s.url)), s.set)
	}
	return jar.Header(c.via.request(mustURL(t, c.to)))
}

func mustURL(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestChromium plays every sequence to both.
func TestChromium(t *testing.T) {
	b := startBrowser(t)
	cases := append(table(), publicSuite(t)...)
	if len(cases) < 150 {
		t.Fatalf("%d sequences, want 150 at least", len(cases))
	}
	for n, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			theirs, err := b.play(c, n)
			if err != nil {
				t.Fatal(err)
			}
			ours := c.play(t)
			switch {
			case c.why == "" && ours != theirs:
				t.Errorf("the jar sends %q, Chromium %q", short(ours), short(theirs))
			case c.why != "" && (ours != c.jar || theirs != c.chromium):
				t.Errorf("the jar sends %q, want %q; Chromium %q, want %q (%s)", short(ours), short(c.jar), short(theirs), short(c.chromium), c.why)
			case c.why != "" && ours == theirs:
				t.Errorf("Chromium does not depart any more: %s", c.why)
			}
		})
	}
}

func short(s string) string {
	if len(s) > 300 {
		return s[:300] + "…"
	}
	return s
}

// publicSuite is the public suite's sequences, with the time of now.
func publicSuite(t *testing.T) []testCase {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "http-state", "parser.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Test     string
		Received []string
		SentTo   string `json:"sent-to"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	var out []testCase
	for _, l := range list {
		if strings.ContainsAny(strings.Join(l.Received, ""), "\x00\r\n") {
			continue // no header of an answer can have these
		}
		from := mustURL(t, "http://home.example.org:8888/cookie-parser")
		to := from.ResolveReference(mustURL(t, "/cookie-parser-result"))
		if l.SentTo != "" {
			to = from.ResolveReference(mustURL(t, l.SentTo))
			to.RawQuery = ""
		}
		c := testCase{name: l.Test, steps: []step{{url: from.String(), set: l.Received}}, to: to.String()}
		if d, ok := suiteDepartures[l.Test]; ok {
			c.chromium, c.jar, c.why = d.chromium, d.jar, d.why
		}
		out = append(out, c)
	}
	return out
}
