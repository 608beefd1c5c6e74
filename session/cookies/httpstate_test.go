package cookies

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The public suite was written for RFC 6265. Where RFC 6265bis asks for
// something else, these are the reasons.
const (
	nameless  = "5.6, step 3: without \"=\", or with nothing before it, the name is empty and the cookie is kept"
	control   = "5.6, step 1: a control character makes the whole string void"
	notBelow  = "5.1.4: /cookie-parser-result is not below /cookie-parser-result/foo/bar; the suite has disabled the case"
	lastCount = "5.7: the last Domain counts, and an empty one makes the cookie host-only"
)

// httpStateDiffers are the cases that RFC 6265bis decides another way.
var httpStateDiffers = map[string]struct{ want, why string }{
	"0004":                  {"foo", nameless},
	"0021":                  {"a=b; x; c=d", nameless},
	"0023":                  {"foo", nameless},
	"0024":                  {"foo", nameless},
	"0025":                  {"foo", nameless},
	"0026":                  {"foo", nameless},
	"0027":                  {"bar", nameless},
	"0028":                  {"foo", nameless},
	"CHROMIUM0009":          {"BLAHHH", nameless},
	"CHROMIUM0010":          {`"BLA\"HHH"`, nameless},
	"CHROMIUM0012":          {"ABC", nameless},
	"DISABLED_CHROMIUM0022": {"", control},
	"DISABLED_CHROMIUM0023": {"", control},
	"DISABLED_PATH0029":     {"", notBelow},
	"MOZILLA0012":           {`test="fubar! = foo; five`, nameless},
	"MOZILLA0014":           {"six", nameless},
	"MOZILLA0015":           {"seven", nameless},
	"MOZILLA0016":           {"eight", nameless},
	"MOZILLA0017":           {"eight; test=six", nameless},
	"NAME0017":              {"a=bar", nameless},
	"NAME0023":              {"foo", nameless},
	"NAME0025":              {"==a=bar", nameless},
	"NAME0028":              {"a", nameless},
	"NAME0031":              {`"foo`, nameless},
	"NAME0032":              {`"foo\"bar`, nameless},
	"NAME0033":              {"aaa", nameless},
	"OPTIONAL_DOMAIN0042":   {"foo=bar", lastCount},
}

// suite reads a file of the public suite, which is to hold n cases.
func suite[T any](t *testing.T, name string, n int) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "http-state", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if len(out) != n {
		t.Fatalf("%s has %d cases, want %d", name, len(out), n)
	}
	return out
}

// TestHTTPStateParser runs the 222 cases of the public suite: what comes back
// for Set-Cookie headers.
func TestHTTPStateParser(t *testing.T) {
	type parserCase struct {
		Test     string
		Received []string
		SentTo   string `json:"sent-to"`
		Sent     []struct{ Name, Value string }
	}
	// The suite's dates are of the time when it was written.
	clk := &clock{time.Date(2011, 4, 27, 12, 0, 0, 0, time.UTC)}
	differ := 0
	for _, c := range suite[parserCase](t, "parser.json", 222) {
		from := mustURL(t, "http://home.example.org/cookie-parser?"+c.Test)
		to := from.ResolveReference(mustURL(t, "/cookie-parser-result?"+c.Test))
		if c.SentTo != "" {
			to = from.ResolveReference(mustURL(t, c.SentTo))
		}
		var sent []string
		for _, s := range c.Sent {
			sent = append(sent, s.Name+"="+s.Value)
		}
		want := strings.Join(sent, "; ")
		if d, ok := httpStateDiffers[c.Test]; ok {
			if d.want == want {
				t.Errorf("%s does not differ from the suite any more", c.Test)
			}
			differ++
			want = d.want
		}
		jar := New(Options{Now: clk.now})
		jar.Receive(Request{URL: from}, c.Received)
		if got := jar.Header(Request{URL: to}); got != want {
			t.Errorf("%s: %q gives the header %q, want %q (%s)", c.Test, c.Received, got, want, httpStateDiffers[c.Test].why)
		}
	}
	if differ != len(httpStateDiffers) {
		t.Errorf("%d of the %d differences are of cases that there are", differ, len(httpStateDiffers))
	}
}

// TestHTTPStateDates runs the 15 and 55 dates of the public suite.
func TestHTTPStateDates(t *testing.T) {
	type dateCase struct {
		Test     string
		Expected *string
	}
	for name, n := range map[string]int{"dates.json": 15, "bsd-dates.json": 55} {
		for _, c := range suite[dateCase](t, name, n) {
			got, ok := parseDate(c.Test)
			switch {
			case ok != (c.Expected != nil):
				t.Errorf("%s: %q: a date: %v, want %v", name, c.Test, ok, !ok)
			case ok && got.Format(http.TimeFormat) != *c.Expected:
				t.Errorf("%s: %q is %s, want %s", name, c.Test, got.Format(http.TimeFormat), *c.Expected)
			}
		}
	}
}
