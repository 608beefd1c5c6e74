package scope

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

const declared = `authorised:
  - host: example.com
    by: "change request 4711"
  - host: "*.staging.example.com"
  - host: port.example.com:8443
  - host: BÜCHER.example
  - host: dotted.example.
  - host: 192.0.2.7
  - host: "[2001:db8::1]:8080"
  - host: 2001:db8:0:0::2
  - host: intranet
  - host: "*.web.example.org:8080"
  - host: ended.example
    until: 2026-03-09
  - host: lastday.example
    until: 2026-03-10
  - host: exact.example
    until: 2026-03-10T12:00:01Z
  - host: over.example
    until: 2026-03-10T12:00:00Z
  - host: twice.example
    until: 2020-01-01
  - host: twice.example
    by: "renewed"
`

// noon is the clock of the tests.
func noon() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

func parseDeclared(t testing.TB) *Scope {
	t.Helper()
	s, err := Parse("scope.yaml", []byte(declared), Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCheck(t *testing.T) {
	tests := []struct {
		url     string
		allowed bool
		why     string // part of the refusal
	}{
		// Names.
		{"http://example.com/", true, ""},
		{"https://example.com/a?b#c", true, ""},
		{"http://EXAMPLE.com/", true, ""},
		{"http://example.com./", true, ""},
		{"http://example.com../", false, "empty label"},
		{"http://.example.com/", false, "empty label"},
		{"http://www.example.com/", false, "not declared"},
		{"http://notexample.com/", false, "not declared"},
		{"http://example.com.evil.example/", false, "not declared"},
		{"http://intranet/", true, ""},
		{"http://dotted.example/", true, ""},
		{"http://dotted.example./", true, ""},

		// Wildcards: any depth below, not the name itself.
		{"http://a.staging.example.com/", true, ""},
		{"http://a.b.staging.example.com./", true, ""},
		{"http://staging.example.com/", false, "not declared"},
		{"http://evilstaging.example.com/", false, "not declared"},
		{"http://a.web.example.org:8080/", true, ""},
		{"http://a.web.example.org/", false, "port 8080 alone, not 80"},

		// Ports.
		{"http://example.com:1/", true, ""},
		{"https://port.example.com:8443/", true, ""},
		{"http://port.example.com:8443/", true, ""},
		{"https://port.example.com/", false, "port 8443 alone, not 443"},
		{"http://example.com:/", true, ""},
		{"http://example.com:0/", false, "not from 1 to 65535"},

		// IDNA: the same name in all its spellings, and none that only looks like it.
		{"http://bücher.example/", true, ""},
		{"http://xn--bcher-kva.example/", true, ""},
		{"http://bu\u0308cher.example/", true, ""}, // u and a combining diaeresis
		{"http://b\u00fccher。example/", true, ""},  // an ideographic full stop
		{"http://bucher.example/", false, "not declared"},
		{"http://ｅｘａｍｐｌｅ.com/", true, ""},       // full width
		{"http://ex\u00adample.com/", true, ""}, // a soft hyphen goes, as in browsers
		{"http://еxample.com/", false, "not declared"},
		{"http://xn--a/", false, "browsers do not take"},

		// Userinfo.
		{"http://localhost@evil.example/", false, "not declared"},
		{"http://example.com:80@evil.example/", false, "not declared"},
		{"http://evil.example@example.com/", true, ""},

		// Addresses.
		{"http://192.0.2.7/", true, ""},
		{"http://0xc0000207/", true, ""},
		{"http://[::ffff:192.0.2.7]/", true, ""},
		{"http://192.0.2.8/", false, "not declared"},
		{"http://[2001:db8::1]:8080/", true, ""},
		{"http://[2001:DB8:0::0:1]:8080/", true, ""},
		{"http://[2001:db8::1]/", false, "port 8080 alone"},
		{"http://[2001:db8::2]/", true, ""},
		{"http://[fe80::1%25eth0]/", false, "that no host has"},

		// Dates: the day itself counts.
		{"http://lastday.example/", true, ""},
		{"http://ended.example/", false, "ended on 2026-03-09"},
		{"http://exact.example/", true, ""},
		{"http://over.example/", false, "ended on 2026-03-10T12:00:00Z"},
		{"http://twice.example/", true, ""},

		// Schemes.
		{"ftp://example.com/", false, `not "ftp"`},
		{"ws://localhost/", false, `not "ws"`},
		{"file:///etc/passwd", false, `not "file"`},
		{"data:text/html,x", false, `not "data"`},
		{"HTTP://example.com/", true, ""},
		{"//example.com/", false, "no scheme"},
		{"/path", false, "no scheme"},
		{"http:///path", false, "no host"},
		{"http:example.com", false, "no host"},
	}
	s := parseDeclared(t)
	for _, tt := range tests {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatalf("%s: %v", tt.url, err)
		}
		checkOne(t, s, u, tt.allowed, tt.why)
	}
}

func checkOne(t *testing.T, s *Scope, u *url.URL, allowed bool, why string) {
	t.Helper()
	err := s.Check(u)
	if allowed {
		if err != nil {
			t.Errorf("Check(%s) = %v, want nil", u, err)
		}
		return
	}
	var refused *RefusedError
	if !errors.As(err, &refused) {
		t.Errorf("Check(%s) = %v, want a *RefusedError", u, err)
	} else if !strings.Contains(refused.Reason, why) || why == "" {
		t.Errorf("Check(%s): reason %q, want it to say %q", u, refused.Reason, why)
	}
}

func TestCheckThisMachine(t *testing.T) {
	tests := []struct {
		host    string
		allowed bool
	}{
		{"127.0.0.1", true},
		{"127.0.0.1.", true},
		{"127.255.255.254:8080", true},
		{"127.1", true},
		{"0x7f.1", true},
		{"0X7F000001", true},
		{"2130706433", true},
		{"017700000001", true},
		{"0177.0.0.1", true},
		{"１２７.0.0.1", true}, // full width digits
		{"[::1]", true},
		{"[0:0:0:0:0:0:0:1]:99", true},
		{"[::ffff:127.0.0.1]", true},
		{"[::ffff:7f00:1]", true},
		{"localhost", true},
		{"LOCALHOST", true},
		{"localhost.", true},
		{"localhost:65535", true},
		{"a.localhost", true},
		{"a.b.localhost.", true},
		{"loc\u00adalhost", true}, // soft hyphen

		{"localhost.evil.example", false},
		{"evillocalhost", false},
		{"localhost.localdomain", false},
		{"localhost..", false},
		{"127.0.0.1.evil.example", false},
		{"127.0.0.1.nip.io", false}, // resolves to 127.0.0.1; names are not looked up
		{"localtest.me", false},     // as well
		{"128.0.0.1", false},
		{"126.255.255.255", false},
		{"2147483648", false}, // 128.0.0.0
		{"127.0.0.08", false}, // no octal digit: no address, and no name either
		{"127.0.0.256", false},
		{"4294967296", false},
		{"1.2.3.4.5", false},
		{"0.0.0.0", false},
		{"0", false},
		{"[::]", false},
		{"[::ffff:0.0.0.0]", false},
		{"[::127.0.0.1]", false}, // IPv4-compatible, not mapped
		{"[64:ff9b::7f00:1]", false},
		{"[fe80::1]", false},
		{"10.0.0.1", false},
		{"[::1", false},
		{"::1", false}, // without brackets ":1" is a port, and ":" no host
		{"", false},
		{" localhost", false},
		{"local\thost", false},
		{"localhost\x00", false},
		{`localhost\@evil.example`, false},
		{"localhost/@evil.example", false},
		{"localhost#@evil.example", false},
		{"localhost?@evil.example", false},
		{"user@localhost", false}, // belongs into User
		{"%6cocalhost", false},    // url.Parse has decoded what was escaped
		{"localhost:80:80", false},
		{"localhost:8o", false},
		{"localhost:65536", false},
		{"localhost:-1", false},
		{strings.Repeat("a.", 127) + "localhost", false}, // 263 characters
		{strings.Repeat("a", 64) + ".localhost", false},
	}
	var none *Scope
	for _, tt := range tests {
		u := &url.URL{Scheme: "http", Host: tt.host, Path: "/"}
		for name, s := range map[string]*Scope{"nil": none, "ThisMachine": ThisMachine(), "file": parseDeclared(t)} {
			d, err := s.Allows(u)
			if got := err == nil; got != tt.allowed {
				t.Errorf("%s: Allows(%q) = %+v, %v; want allowed %v", name, tt.host, d, err, tt.allowed)
			}
			if err == nil && !d.Loopback {
				t.Errorf("%s: Allows(%q) is not marked as loopback", name, tt.host)
			}
		}
	}
}

func TestAllowsSaysByWhichRule(t *testing.T) {
	s := parseDeclared(t)
	d, err := s.Allows(&url.URL{Scheme: "https", Host: "Example.COM.:444"})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Decision{Rule: "example.com", By: "change request 4711", Host: "example.com:444"}); d != want {
		t.Errorf("got %+v, want %+v", d, want)
	}
	d, err = s.Allows(&url.URL{Scheme: "https", Host: "lastday.example:443"})
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC); !d.Until.Equal(want) || d.Host != "lastday.example" {
		t.Errorf("got %+v, want an end at %s", d, want)
	}
}

func TestUntilEndsWithTheDayInUTC(t *testing.T) {
	doc := []byte("authorised: [{host: a.example, until: 2026-03-10}]")
	u := &url.URL{Scheme: "http", Host: "a.example"}
	east := time.FixedZone("east", 14*3600)
	for _, tt := range []struct {
		now     time.Time
		allowed bool
	}{
		{time.Date(2026, 3, 10, 23, 59, 59, 999999999, time.UTC), true},
		{time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), false},
		{time.Date(2026, 3, 11, 13, 59, 59, 0, east), true},
		{time.Date(2026, 3, 11, 14, 0, 0, 0, east), false},
	} {
		s, err := Parse("scope.yaml", doc, Options{Now: func() time.Time { return tt.now }})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Check(u) == nil; got != tt.allowed {
			t.Errorf("at %s: allowed %v, want %v", tt.now, got, tt.allowed)
		}
	}
}

func TestCanonicalIsStable(t *testing.T) {
	for in, want := range map[string]string{
		"http://2130706433:80/":               "127.0.0.1",
		"https://[::FFFF:127.0.0.1]:80/":      "127.0.0.1:80",
		"https://[2001:DB8::]/":               "[2001:db8::]",
		"http://Bücher.example.:8080/":        "xn--bcher-kva.example:8080",
		"http://user:secret@EXAMPLE.com:443/": "example.com:443",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Canonical(u)
		if err != nil || got != want {
			t.Errorf("Canonical(%s) = %q, %v; want %q", in, got, err, want)
		}
	}
}
