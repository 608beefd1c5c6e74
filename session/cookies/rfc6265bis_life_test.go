package cookies

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLife: sections 5.5 (400 days), 5.7 (creation-time).
func TestLife(t *testing.T) {
	clk := newClock()
	start := clk.t
	jar := New(Options{Now: clk.now})
	req := at(t, "https://example.com/")
	jar.Receive(req, []string{
		"session=1", "hour=1; Max-Age=3600", "max=1; Max-Age=999999999", "expires=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
	})
	got := map[string]time.Duration{}
	for _, c := range jar.All() {
		if !c.Expires.IsZero() {
			got[c.Name] = c.Expires.Sub(start)
		}
	}
	const cap400 = 400 * 24 * time.Hour
	if diff := cmp.Diff(map[string]time.Duration{"hour": time.Hour, "max": cap400, "expires": cap400}, got); diff != "" {
		t.Error(diff)
	}
	clk.advance(time.Hour)
	if got, want := jar.Header(req), "session=1; max=1; expires=1"; got != want {
		t.Errorf("after an hour: %q, want %q", got, want)
	}
	jar.Receive(req, []string{"max=2"})
	for _, c := range jar.All() {
		if c.Name == "max" && (!c.Created.Equal(start) || !c.LastAccess.Equal(clk.t) || !c.Expires.IsZero()) {
			t.Errorf("updated: %+v, want its creation kept and the rest new", c)
		}
	}
}

// TestEviction: section 5.7, "remove excess cookies".
func TestEviction(t *testing.T) {
	clk := newClock()
	jar := New(Options{Now: clk.now})
	req := at(t, "https://example.com/")
	jar.Receive(req, []string{"secure=1; Secure"})
	clk.advance(time.Second)
	jar.Receive(req, []string{"oldest=1; Path=/a"})
	clk.advance(time.Second)
	jar.Receive(req, []string{"used=1; Path=/b"})
	for i := range maxPerDomain - 3 {
		clk.advance(time.Second)
		jar.Receive(req, []string{fmt.Sprintf("c%d=1; Path=/c", i)})
	}
	if n := len(jar.All()); n != maxPerDomain {
		t.Fatalf("%d cookies, want %d: nothing is to go yet", n, maxPerDomain)
	}
	clk.advance(time.Second)
	jar.Header(at(t, "https://example.com/b"))
	jar.Receive(req, []string{"new=1", "newer=1"})
	names := map[string]bool{}
	for _, c := range jar.All() {
		names[c.Name] = true
	}
	if len(names) != maxPerDomain || names["oldest"] || names["c0"] || !names["secure"] || !names["used"] || !names["new"] {
		t.Errorf("%d left; oldest %v, c0 %v, secure %v, used %v, new %v", len(names),
			names["oldest"], names["c0"], names["secure"], names["used"], names["new"])
	}

	for i := range maxTotal / 10 {
		clk.advance(time.Second)
		set := make([]string, 10)
		for n := range set {
			set[n] = fmt.Sprintf("c%d=1", n)
		}
		jar.Receive(at(t, fmt.Sprintf("https://site%d.example/", i)), set)
	}
	all := jar.All()
	if len(all) != maxTotal || all[0].Domain != "site0.example" {
		t.Errorf("%d in all, first %s; want %d, of other sites alone", len(all), all[0].Domain, maxTotal)
	}
}

// TestEvictionOrder: section 5.7, "remove excess cookies": what has expired goes
// first, then the insecure ones of a domain that has too many, then its others,
// and then any; the ones that were not used for longest first.
func TestEvictionOrder(t *testing.T) {
	clk := newClock()
	jar := New(Options{Now: clk.now})
	req := at(t, "https://example.com/")
	receive := func(format string, n int) {
		for i := range n {
			clk.advance(time.Millisecond)
			jar.Receive(req, []string{fmt.Sprintf(format, i)})
		}
	}
	left := func(prefix string) (n int) {
		for _, c := range jar.All() {
			if strings.HasPrefix(c.Name, prefix) {
				n++
			}
		}
		return n
	}
	const third = maxPerDomain / 3
	receive("secure%d=1; Secure", third)
	receive("plain%d=1", third)
	receive("short%d=1; Max-Age=60", third)
	clk.advance(time.Minute)
	receive("later%d=1; Secure", third)
	if left("secure") != third || left("plain") != third || left("later") != third {
		t.Errorf("what had expired did not go first: %d, %d, %d left", left("secure"), left("plain"), left("later"))
	}
	receive("more%d=1; Secure", third)
	if left("secure") != third || left("plain") != 0 || left("more") != third {
		t.Errorf("the insecure ones did not go next: %d, %d, %d left", left("secure"), left("plain"), left("more"))
	}
	jar.Header(req) // all are used now, in the order of their coming
	receive("most%d=1; Secure", 2)
	if left("secure") != third-2 || left("most") != 2 {
		t.Errorf("the oldest secure ones did not go next: %d, %d left", left("secure"), left("most"))
	}
	// Another host of the site is another domain field, and has its own bound.
	jar.Receive(at(t, "https://www.example.com/"), []string{"other=1"})
	if left("other") != 1 || len(jar.All()) != maxPerDomain+1 {
		t.Errorf("domains are not told apart: %d in all", len(jar.All()))
	}
}

// TestCreationTime: section 5.7, the step about old-cookie: an update keeps the
// time and so the place (5.8.3), with another value too, and so does one that
// makes a session cookie persistent; last-access-time is set by sending alone.
func TestCreationTime(t *testing.T) {
	clk := newClock()
	start := clk.t
	jar := New(Options{Now: clk.now})
	req := at(t, "https://example.com/")
	jar.Receive(req, []string{"a=1"})
	clk.advance(time.Second)
	jar.Receive(req, []string{"b=1"})
	clk.advance(time.Second)
	jar.Receive(req, []string{"a=2; Max-Age=60; Secure; HttpOnly; SameSite=Lax"})
	updated := clk.t
	clk.advance(time.Second)
	if got := jar.Header(req); got != "a=2; b=1" {
		t.Errorf("got %q, want the updated one in its place", got)
	}
	want := []Cookie{
		{Name: "a", Value: "2", Domain: "example.com", HostOnly: true, Path: "/", Secure: true, HTTPOnly: true, SameSite: SameSiteLax,
			Expires: updated.Add(time.Minute), Created: start, LastAccess: clk.t, Updated: updated},
		{Name: "b", Value: "1", Domain: "example.com", HostOnly: true, Path: "/", Created: start.Add(time.Second), LastAccess: clk.t, Updated: start.Add(time.Second)},
	}
	if diff := cmp.Diff(want, jar.All()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestGoesTo: section 5.8.3, the first condition, and 5.1.3.
func TestGoesTo(t *testing.T) {
	for _, tt := range []struct {
		domain   string
		hostOnly bool
		host     string
		want     bool
	}{
		{"example.com", true, "example.com", true},
		{"example.com", true, "www.example.com", false},
		{"example.com", false, "WWW.Example.com", true},
		{".example.com", false, "example.com", true},
		{"example.com", false, "notexample.com", false},
		{"www.example.com", false, "example.com", false},
		{"xn--bcher-kva.example", true, "bücher.example", true},
		{"127.0.0.1", true, "127.0.0.1", true},
		{"::1", true, "::1", true},
		{"::1", true, "[::1]", true},
	} {
		c := Cookie{Domain: tt.domain, HostOnly: tt.hostOnly}
		if got := c.GoesTo(tt.host); got != tt.want {
			t.Errorf("a cookie of %s (host-only: %v) goes to %s: %v, want %v", tt.domain, tt.hostOnly, tt.host, got, tt.want)
		}
	}
}
