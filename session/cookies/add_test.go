package cookies

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAdd(t *testing.T) {
	clk := newClock()
	now := clk.t
	ok := Cookie{Name: "a", Value: "hunter2", Domain: "www.example.com", HostOnly: true, Path: "/"}
	tests := []struct {
		name string
		with func(*Cookie)
		want func(*Cookie) // what the jar then holds, where it is not what was added
		err  string
	}{
		{"a plain one", func(*Cookie) {}, nil, ""},
		{"for all below, in browsers' writing", func(c *Cookie) { c.Domain, c.HostOnly = ".Example.COM", false },
			func(c *Cookie) { c.Domain, c.HostOnly = "example.com", false }, ""},
		{"an address is host-only", func(c *Cookie) { c.Domain, c.HostOnly = "127.0.0.1", false },
			func(c *Cookie) { c.Domain = "127.0.0.1" }, ""},
		{"IPv6", func(c *Cookie) { c.Domain = "::1" }, func(c *Cookie) { c.Domain = "::1" }, ""},
		{"no path", func(c *Cookie) { c.Path = "" }, func(*Cookie) {}, ""},
		{"None and insecure", func(c *Cookie) { c.SameSite = SameSiteNone }, func(*Cookie) {}, ""},
		{"older than now", func(c *Cookie) { c.Created = now.Add(-time.Hour) }, func(c *Cookie) { c.Created = now.Add(-time.Hour) }, ""},
		{"created tomorrow", func(c *Cookie) { c.Created = now.Add(time.Hour) }, func(*Cookie) {}, ""},
		{"for ever", func(c *Cookie) { c.Expires = now.Add(1e5 * time.Hour) }, func(c *Cookie) { c.Expires = now.Add(maxAge) }, ""},
		{"a name alone in its value", func(c *Cookie) { c.Name = "" }, func(c *Cookie) { c.Name = "" }, ""},
		{"a host's own", func(c *Cookie) { c.Name, c.Secure = "__Host-a", true }, func(c *Cookie) { c.Name, c.Secure = "__Host-a", true }, ""},

		{"no domain", func(c *Cookie) { c.Domain = "." }, nil, "domain"},
		{"no host's name", func(c *Cookie) { c.Domain = "a b" }, nil, "domain"},
		{"a fragment", func(c *Cookie) { c.Domain = "100#2" }, nil, "domain"},
		{"a public suffix", func(c *Cookie) { c.Domain, c.HostOnly = "co.uk", false }, nil, "public suffix"},
		{"a relative path", func(c *Cookie) { c.Path = "a" }, nil, "path"},
		{"an attribute in the path", func(c *Cookie) { c.Path = "/; Domain=com" }, nil, "path"},
		{"nothing in it", func(c *Cookie) { c.Name, c.Value = "", "" }, nil, "neither"},
		{"too long", func(c *Cookie) { c.Value = strings.Repeat("x", 4096) }, nil, "4096"},
		{"an attribute in the value", func(c *Cookie) { c.Value = "1; Domain=com" }, nil, "characters"},
		{"a line in the value", func(c *Cookie) { c.Value = "hunter2\r\nX: y" }, nil, "characters"},
		{"= in the name", func(c *Cookie) { c.Name = "a=b" }, nil, "characters"},
		{"white space at the end", func(c *Cookie) { c.Name = "a " }, nil, "characters"},
		{"a host's own for all below", func(c *Cookie) { c.Name, c.Secure, c.HostOnly = "__Host-a", true, false }, nil, "__Host-"},
		{"an insecure __Secure-", func(c *Cookie) { c.Name = "__Secure-a" }, nil, "__Secure-"},
		{"expired", func(c *Cookie) { c.Expires = now }, nil, "expired"},
		{"another SameSite", func(c *Cookie) { c.SameSite = "hunter2" }, nil, "same_site"},
	}
	for _, tt := range tests {
		jar := New(Options{Now: clk.now})
		in, want := ok, ok
		tt.with(&in)
		err := jar.Add(in)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "hunter2") || len(jar.All()) > 0 {
				t.Errorf("%s: got %v and %d cookies, want an error with %q", tt.name, err, len(jar.All()), tt.err)
			}
			continue
		}
		if tt.want != nil {
			tt.want(&want)
		}
		if want.Created.IsZero() {
			want.Created = now
		}
		want.LastAccess, want.Updated = now, now
		if diff := cmp.Diff([]Cookie{want}, jar.All()); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", tt.name, err, diff)
		}
	}
}

// TestAddIsAnUpdate: the newer of two is the one that was added.
func TestAddIsAnUpdate(t *testing.T) {
	clk := newClock()
	jar := New(Options{Now: clk.now})
	req := at(t, "https://www.example.com/")
	jar.Receive(req, []string{"a=1; Path=/", "b=1; Path=/"})
	if err := jar.Add(Cookie{Name: "a", Value: "2", Domain: "www.example.com", HostOnly: true}); err != nil {
		t.Fatal(err)
	}
	if got := jar.Header(req); got != "a=2; b=1" {
		t.Errorf("got %q, want a=2 in its old place", got)
	}
}
