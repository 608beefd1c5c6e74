package scope

import (
	"net"
	"net/url"
	"strings"
	"testing"
)

// FuzzHost checks what must hold of any host: what is let through as this machine
// is nothing else, the canonical form is a fixed point that the standard library
// reads alike, and no entry but its own lets a host in.
func FuzzHost(f *testing.F) {
	for _, host := range []string{
		"localhost", "a.localhost.", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "example.com:8443",
		"a.staging.example.com", "BÜCHER.example", "１２７.0.0.1", "0.0.0.0", "[::]", "x..y", "%6c", `a\@b`, "::1", "[::1]:80",
	} {
		f.Add(host)
	}
	s := parseDeclared(f)
	f.Fuzz(func(t *testing.T, host string) {
		u := &url.URL{Scheme: "http", Host: host, Path: "/"}
		d, err := s.Allows(u)
		if err != nil {
			return
		}
		again := &url.URL{Scheme: "http", Host: d.Host, Path: "/"}
		parsed, err := url.Parse(again.String())
		if err != nil {
			t.Fatalf("%q: canonical %q is no URL: %v", host, d.Host, err)
		}
		if parsed.Host != d.Host || parsed.User != nil {
			t.Fatalf("%q: canonical %q is read as %q", host, d.Host, parsed.Host)
		}
		d2, err := s.Allows(parsed)
		if err != nil || d2 != d {
			t.Fatalf("%q: %+v, but its canonical form: %+v, %v", host, d, d2, err)
		}
		name := parsed.Hostname()
		if ip := net.ParseIP(name); d.Loopback && ip != nil && !ip.IsLoopback() {
			t.Fatalf("%q is let through as this machine and leads to %s", host, ip)
		} else if d.Loopback && ip == nil && name != "localhost" && !strings.HasSuffix(name, ".localhost") {
			t.Fatalf("%q is let through as this machine by the name %q", host, name)
		}
	})
}

// FuzzParse checks that no file makes a wildcard over strangers' sites.
func FuzzParse(f *testing.F) {
	f.Add([]byte(declared))
	f.Add([]byte("authorised: [{host: '*.com'}, {host: '*'}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("scope.yaml", data, Options{Now: noon})
		if err != nil {
			return
		}
		for _, e := range s.entries {
			if e.wildcard && !e.host.loopback() && !strings.Contains(e.host.name, ".") {
				t.Fatalf("the wildcard %q was taken", e.rule)
			}
		}
	})
}
