package cookies

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// clock is a time that tests move by hand.
type clock struct{ t time.Time }

func (c *clock) now() time.Time          { return c.t }
func (c *clock) advance(d time.Duration) { c.t = c.t.Add(d) }

func newClock() *clock { return &clock{time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)} }

func mustURL(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// at is a request of the user's own.
func at(t testing.TB, raw string) Request { return Request{URL: mustURL(t, raw)} }

// TestRFC6265bis sends Set-Cookie headers from one URL and looks at the Cookie
// header for another. Each row cites the section that it is about.
func TestRFC6265bis(t *testing.T) {
	tests := []struct {
		section string
		from    string   // "": https://www.example.com/dir/page
		set     []string // Set-Cookie headers of one answer
		to      string   // "": as from
		want    string
	}{
		// 5.6: the set-cookie-string.
		{"5.6 plain", "", []string{"a=b"}, "", "a=b"},
		{"5.6 step 3: only the first = counts", "", []string{"a=b=c"}, "", "a=b=c"},
		{"5.6 step 3: no = is a value without a name", "", []string{"ab"}, "", "ab"},
		{"5.6 step 3: empty name", "", []string{"=b"}, "", "b"},
		{"5.6 empty value", "", []string{"a="}, "", "a="},
		{"5.7 nothing at all", "", []string{"", "=", ";", " ; Secure"}, "", ""},
		{"5.6 white space around is cut, within is kept", "", []string{" \ta b \t= c  d \t;x"}, "", "a b=c  d"},
		{"5.6 quotes are part of the value", "", []string{`a="b c"`}, "", `a="b c"`},
		{"5.6 a comma is part of the value", "", []string{"a=b,c=d"}, "", "a=b,c=d"},
		{"5.6 octets that are not ASCII stay", "", []string{"a=\xc3\xa9\xff"}, "", "a=\xc3\xa9\xff"},
		{"5.6 step 1: control characters", "", []string{"a=b\x01", "c=\x7fd", "e=f\x00; Secure", "g=h; x=\x0b"}, "", ""},
		{"5.6 step 1: a tab is none", "", []string{"a=b\tc"}, "", "a=b\tc"},
		{"5.6 too long, name and value together", "", []string{"a=" + strings.Repeat("x", 4096), "b=2"}, "", "b=2"},
		{"5.6 as long as may be", "", []string{"a=" + strings.Repeat("x", 4095)}, "", "a=" + strings.Repeat("x", 4095)},
		{"5.6 an attribute that is too long is ignored alone", "", []string{"a=b; Path=/" + strings.Repeat("x", 1024)}, "", "a=b"},
		{"5.6 unknown attributes", "", []string{"a=b; Foo=bar; ; =; Version=1"}, "", "a=b"},
		{"5.6 step 7: Partitioned is no attribute of the draft, and ignored", "", []string{"a=b; Secure; Partitioned", "c=d; Partitioned"}, "", "a=b; c=d"},
		{"5.6 step 3: an = at the start", "", []string{"=a=b"}, "", "a=b"},
		{"5.6 step 6: a Domain that is too long leaves the one before it", "", []string{"a=b; Path=/; Domain=example.com; Domain=" + strings.Repeat("x", 1025)}, "https://example.com/", "a=b"},
		{"5.6 percent-encoding is left alone", "", []string{"a%20=%3Bb"}, "", "a%20=%3Bb"},
		{"5.6 names are told apart by case", "", []string{"a=1", "A=2"}, "", "a=1; A=2"},

		// 5.6.1 and 5.6.2: the end of a cookie.
		{"5.6.1 past", "", []string{"a=b; Expires=Mon, 09 Mar 2026 12:00:00 GMT"}, "", ""},
		{"5.6.1 future", "", []string{"a=b; eXpIrEs=Tue, 10 Mar 2026 12:00:01 GMT"}, "", "a=b"},
		{"5.6.1 no date", "", []string{"a=b; Expires=yesterday"}, "", "a=b"},
		{"5.6.1 the last counts", "", []string{"a=b; Expires=Mon, 09 Mar 2026 12:00:00 GMT; Expires=Tue, 09 Mar 2027 12:00:00 GMT"}, "", "a=b"},
		{"5.6.2 zero", "", []string{"a=b; Max-Age=0"}, "", ""},
		{"5.6.2 negative", "", []string{"a=b; Max-Age=-1"}, "", ""},
		{"5.6.2 positive", "", []string{"a=b; Max-Age=1"}, "", "a=b"},
		{"5.6.2 larger than any integer", "", []string{"a=b; Max-Age=99999999999999999999999"}, "", "a=b"},
		{"5.6.2 no number", "", []string{"a=b; Max-Age=0x", "b=c; Max-Age=", "c=d; Max-Age=+0", "d=e; Max-Age=0.5"}, "", "a=b; b=c; c=d; d=e"},
		{"5.7 Max-Age wins over Expires", "", []string{"a=b; Max-Age=0; Expires=Tue, 09 Mar 2027 12:00:00 GMT", "c=d; Expires=Mon, 09 Mar 2026 12:00:00 GMT; Max-Age=5"}, "", "c=d"},
		{"5.7 a cookie is removed by one that is over", "", []string{"a=b", "c=d", "a=x; Max-Age=0"}, "", "c=d"},
		{"5.7 what was removed starts anew", "", []string{"a=1", "b=2", "a=x; Max-Age=0", "a=3"}, "", "b=2; a=3"},

		// 5.6.3, 5.1.3: Domain and host-only.
		{"5.7 host-only is not for below", "https://example.com/", []string{"a=b"}, "https://www.example.com/", ""},
		{"5.6.3 for below", "", []string{"a=b; Path=/; Domain=example.com"}, "https://other.example.com/", "a=b"},
		{"5.6.3 for below, dot at the start", "", []string{"a=b; Path=/; Domain=.EXAMPLE.com"}, "https://example.com/", "a=b"},
		{"5.6.3 two dots at the start", "", []string{"a=b; Domain=..example.com"}, "", ""},
		{"5.6.3 only a dot is no domain, so host-only", "", []string{"a=b; Path=/; Domain=."}, "https://a.www.example.com/", ""},
		{"5.7 a domain that is not ASCII", "", []string{"a=b; Domain=bücher.example.com"}, "", ""},
		{"5.7 the last Domain counts, an empty one too", "", []string{"a=b; Path=/; Domain=example.com; Domain="}, "https://example.com/", ""},
		{"5.1.3 an IPv6 address for itself", "http://[::1]/", []string{"a=b; Domain=[::1]", "c=d; Domain=::1", "e=f; Domain=[::2]"}, "", "a=b"},
		{"5.7 another domain", "", []string{"a=b; Domain=example.org"}, "https://example.org/", ""},
		{"5.7 a domain below", "https://example.com/", []string{"a=b; Domain=www.example.com"}, "https://www.example.com/", ""},
		{"5.1.3 the end of a name is no domain of it", "https://notexample.com/", []string{"a=b; Domain=example.com"}, "", ""},
		{"5.7 empty Domain", "", []string{"a=b; Domain="}, "", "a=b"},
		{"5.7 the last Domain counts", "", []string{"a=b; Path=/; Domain=example.org; Domain=example.com"}, "https://example.com/", "a=b"},
		{"5.7 public suffix", "", []string{"a=b; Domain=com"}, "", ""},
		{"5.7 public suffix of two labels", "https://a.co.uk/", []string{"a=b; Domain=co.uk"}, "", ""},
		{"5.7 private public suffix", "https://me.github.io/", []string{"a=b; Domain=github.io"}, "", ""},
		{"5.7 a public suffix for itself is host-only", "https://github.io/", []string{"a=b; Domain=github.io"}, "https://me.github.io/", ""},
		{"5.7 a public suffix for itself", "https://github.io/", []string{"a=b; Domain=github.io"}, "", "a=b"},
		{"5.1.3 an address for itself", "http://127.0.0.1/", []string{"a=b; Domain=127.0.0.1"}, "", "a=b"},
		{"5.1.3 an address has nothing above", "http://127.0.0.1/", []string{"a=b; Domain=0.0.1"}, "", ""},
		{"5.1.3 IPv6", "http://[::1]/", []string{"a=b"}, "", "a=b"},
		{"5.1.2 hosts in punycode", "https://bücher.example.org/", []string{"a=b"}, "https://XN--BCHER-KVA.example.org/", "a=b"},
		{"5.4 ports do not tell hosts apart", "https://example.com:8443/", []string{"a=b"}, "https://example.com/", "a=b"},

		// 5.6.4, 5.1.4: Path.
		{"5.1.4 default path", "", []string{"a=b"}, "https://www.example.com/dir/other", "a=b"},
		{"5.1.4 default path is a folder", "", []string{"a=b"}, "https://www.example.com/other", ""},
		{"5.1.4 default path at the top", "https://www.example.com/page", []string{"a=b"}, "https://www.example.com/any/where", "a=b"},
		{"5.1.4 without any path", "https://www.example.com", []string{"a=b"}, "https://www.example.com/x", "a=b"},
		{"5.6.4 Path", "", []string{"a=b; Path=/x"}, "https://www.example.com/x/y", "a=b"},
		{"5.1.4 not in the middle of a name", "", []string{"a=b; Path=/x"}, "https://www.example.com/xy", ""},
		{"5.1.4 with a slash at the end", "", []string{"a=b; Path=/x/"}, "https://www.example.com/x", ""},
		{"5.1.4 case counts", "", []string{"a=b; Path=/X"}, "https://www.example.com/x", ""},
		{"5.6.4 relative: the default path", "", []string{"a=b; Path=x"}, "", "a=b"},
		{"5.6.4 the last counts", "", []string{"a=b; Path=/x; Path=/dir"}, "", "a=b"},
		{"5.1.4 the query is no part of it", "https://www.example.com/a?b=/c/d", []string{"a=b"}, "https://www.example.com/", "a=b"},

		// 5.6.5 and 5.7: Secure.
		{"5.6.5 not without TLS", "", []string{"a=b; Secure; Path=/"}, "http://www.example.com/", ""},
		{"5.6.5 any value", "", []string{"a=b; Secure=no; Path=/"}, "http://www.example.com/", ""},
		{"5.7 not set without TLS", "http://www.example.com/", []string{"a=b; Secure"}, "https://www.example.com/", ""},
		{"5.7 this machine counts as secure", "http://127.0.0.1:8080/", []string{"a=b; Secure"}, "", "a=b"},
		{"5.7 so does localhost", "http://a.localhost/", []string{"a=b; Secure"}, "", "a=b"},

		// 4.1.3 and 5.7: prefixes.
		{"5.7 __Secure-", "", []string{"__Secure-a=b", "__SeCuRe-c=d", "__Secure-e=f; Secure"}, "", "__Secure-e=f"},
		{"5.7 __Host-", "", []string{"__Host-a=b; Secure", "__Host-c=d; Path=/", "__Host-e=f; Secure; Path=/; Domain=www.example.com",
			"__Host-g=h; Secure; Path=/dir", "__host-i=j; Secure; Path=/"}, "", "__host-i=j"},
		{"5.7 a prefix in a value without a name", "", []string{"=__Secure-a=b; Secure", "__Host-c; Secure; Path=/"}, "", ""},

		// 5.6.7: SameSite.
		{"5.6.7 the last counts", "", []string{"a=b; SameSite=Strict; SameSite=None"}, "", ""},
		{"5.7 None needs Secure", "", []string{"a=b; SameSite=None", "c=d; SameSite=None; Secure"}, "", "c=d"},

		// 5.8.3: what is sent.
		{"5.8.3 longer paths first, then the older", "", []string{"a=1; Path=/", "b=2; Path=/dir", "c=3; Path=/", "d=4; Path=/dir"}, "", "b=2; d=4; a=1; c=3"},
		{"5.7 an update keeps the place", "", []string{"a=1", "b=2", "a=3"}, "", "a=3; b=2"},
		{"5.7 host-only and for below are two cookies", "", []string{"a=1; Domain=www.example.com", "a=2"}, "", "a=1; a=2"},
		{"5.7 two paths are two cookies", "", []string{"a=1; Path=/", "a=2; Path=/dir"}, "", "a=2; a=1"},
	}
	for _, tt := range tests {
		t.Run(tt.section, func(t *testing.T) {
			from := tt.from
			if from == "" {
				from = "https://www.example.com/dir/page"
			}
			to := tt.to
			if to == "" {
				to = from
			}
			jar := New(Options{Now: newClock().now})
			jar.Receive(at(t, from), tt.set)
			if got := jar.Header(at(t, to)); got != tt.want {
				t.Errorf("set %q at %s: Cookie for %s is %q, want %q", tt.set, from, to, got, tt.want)
			}
		})
	}
}

// TestDates: section 5.1.1. The layouts are those that servers are known to send.
func TestDates(t *testing.T) {
	tests := []struct{ in, want string }{ // want "": no date
		{"Mon, 10 Dec 2007 17:02:24 GMT", "2007-12-10T17:02:24Z"},
		{"Monday, 10-Dec-07 17:02:24 GMT", "2007-12-10T17:02:24Z"},
		{"Mon Dec 10 17:02:24 2007", "2007-12-10T17:02:24Z"},
		{"10 december 2007 17:02:24", "2007-12-10T17:02:24Z"},
		{"17:02:24 10 Dec 2007 and 11 Jan 2008 18:03:25", "2007-12-10T17:02:24Z"},
		{"2007 10 Dec 17:02:24", "2007-12-10T17:02:24Z"},
		{"10-Dec-2007 1:2:3", "2007-12-10T01:02:03Z"},
		{"10-Dec-2007 1:2:3zone", "2007-12-10T01:02:03Z"},
		{"Thu, 31 Dec 23:55:55 2037 GMT", "2037-12-31T23:55:55Z"},
		{"1 Jan 69 00:00:00", "2069-01-01T00:00:00Z"},
		{"1 Jan 70 00:00:00", "1970-01-01T00:00:00Z"},
		{"1 Jan 99 00:00:00", "1999-01-01T00:00:00Z"},
		{"29 Feb 2028 00:00:00", "2028-02-29T00:00:00Z"},
		{"1 Jan 1601 00:00:00", "1601-01-01T00:00:00Z"},
		{"1 Jan 1600 00:00:00", ""},
		{"29 Feb 2027 00:00:00", ""},
		{"31 Apr 2027 00:00:00", ""},
		{"0 Jan 2027 00:00:00", ""},
		{"32 Jan 2027 00:00:00", ""},
		{"1 Jan 2027 24:00:00", ""},
		{"1 Jan 2027 23:60:00", ""},
		{"1 Jan 2027 23:59:60", ""},
		{"1 Jan 2027 00: 00:00", ""},
		{"1 Jan 2027 000:00:00", ""},
		{"1 Jan 2027", ""},
		{"1 Jan 00:00:00", ""},
		{"Jan 2027 00:00:00", ""},
		{"1 2027 00:00:00", ""},
		{"1 anj 2027 00:00:00", ""}, // "anj" lies across two names
		{"1 Jan 20270 00:00:00", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, ok := parseDate(tt.in)
		if text := got.Format(time.RFC3339); ok != (tt.want != "") || ok && text != tt.want {
			t.Errorf("parseDate(%q) = %s, %v; want %q", tt.in, text, ok, tt.want)
		}
	}
}

// TestSameSite: sections 5.2, 5.6.7.1, 5.6.7.2 and 5.8.3.
func TestSameSite(t *testing.T) {
	page := mustURL(t, "https://shop.example.com/")
	clk := newClock()
	jar := New(Options{Now: clk.now})
	jar.Receive(Request{URL: page}, []string{
		"none=1; SameSite=None; Secure", "lax=1; SameSite=LAX", "strict=1; SameSite=Strict", "default=1", "odd=1; SameSite=Foo",
	})
	clk.advance(3 * time.Minute)
	jar.Receive(Request{URL: page}, []string{"fresh=1"})
	tests := []struct {
		name string
		req  Request
		want string
	}{
		{"same site", Request{URL: page, Unsafe: true, Subresource: true}, "none=1; lax=1; strict=1; default=1; odd=1; fresh=1"},
		{"a link from elsewhere", Request{URL: page, CrossSite: true}, "none=1; lax=1; default=1; odd=1; fresh=1"},
		{"a POST from elsewhere", Request{URL: page, CrossSite: true, Unsafe: true}, "none=1; fresh=1"},
		{"an image on another site", Request{URL: page, CrossSite: true, Subresource: true}, "none=1"},
	}
	for _, tt := range tests {
		if got := jar.Header(tt.req); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}

	// An image on another site sets no cookie but one with None; a page may.
	other := New(Options{Now: clk.now})
	set := []string{"a=1; SameSite=None; Secure", "b=1; SameSite=Lax", "c=1"}
	other.Receive(Request{URL: page, CrossSite: true, Subresource: true}, set)
	if got := other.Header(Request{URL: page}); got != "a=1" {
		t.Errorf("set by an image: %q, want a=1", got)
	}
	other.Receive(Request{URL: page, CrossSite: true}, set)
	if got := other.Header(Request{URL: page}); got != "a=1; b=1; c=1" {
		t.Errorf("set by a page: %q, want all", got)
	}
}

func TestSameSiteURLs(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"https://a.example.com/", "https://b.example.com:8443/", true},
		{"https://a.example.com/", "http://a.example.com/", false},
		{"https://a.github.io/", "https://b.github.io/", false},
		{"http://127.0.0.1/", "http://127.0.0.1:8080/", true},
		{"http://127.0.0.1/", "http://126.0.0.1/", false},
		{"http://localhost/", "http://127.0.0.1/", false},
	} {
		if got := SameSiteURLs(mustURL(t, tt.a), mustURL(t, tt.b)); got != tt.want {
			t.Errorf("SameSiteURLs(%s, %s) = %v", tt.a, tt.b, got)
		}
	}
}

// TestSecureCookiesAreLeftAlone: section 5.7, the step that http cannot overlay
// what https set.
func TestSecureCookiesAreLeftAlone(t *testing.T) {
	for _, tt := range []struct{ set, want string }{
		{"a=evil; Path=/login", ""},
		{"a=evil; Path=/login/en", ""},
		{"a=evil; Path=/login; Domain=example.com", ""},
		{"a=evil; Path=/", "a=evil"},
		{"a=evil; Path=/foo", "a=evil"},
		{"b=fine; Path=/login", "b=fine"},
	} {
		jar := New(Options{Now: newClock().now})
		jar.Receive(at(t, "https://www.example.com/"), []string{"a=1; Secure; Path=/login"})
		jar.Receive(at(t, "http://www.example.com/"), []string{tt.set})
		var got string
		for _, c := range jar.All() {
			if !c.Secure {
				got = c.Name + "=" + c.Value
			}
		}
		if got != tt.want {
			t.Errorf("%s over http: stored %q, want %q", tt.set, got, tt.want)
		}
	}
}
