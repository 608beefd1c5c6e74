package weburl

import (
	"net/url"
	"testing"
)

func TestNormalize(t *testing.T) {
	tests := []struct {
		raw, want string
		opts      Options
	}{
		// case, host and port
		{raw: "HTTP://EXAMPLE.com", want: "http://example.com/"},
		{raw: "http://example.com:80/", want: "http://example.com/"},
		{raw: "https://example.com:443/", want: "https://example.com/"},
		{raw: "http://example.com:443/", want: "http://example.com:443/"},
		{raw: "http://example.com:8080/", want: "http://example.com:8080/"},
		{raw: "http://example.com:/", want: "http://example.com/"},
		{raw: "http://[::1]:80/", want: "http://[::1]/"},
		{raw: "http://[::80]/", want: "http://[::80]/"},
		{raw: "http://0x7f.1/", want: "http://127.0.0.1/"},
		{raw: "http://BÜCHER.example/Ä", want: "http://xn--bcher-kva.example/%C3%84"},
		{raw: "http://example.com/Path", want: "http://example.com/Path"},
		// dot segments
		{raw: "http://example.com/a/./b/../c", want: "http://example.com/a/c"},
		{raw: "http://example.com/../../a", want: "http://example.com/a"},
		{raw: "http://example.com/a/..", want: "http://example.com/"},
		{raw: "http://example.com/a/b/.", want: "http://example.com/a/b/"},
		{raw: "http://example.com/a/%2E%2e/b", want: "http://example.com/b"},
		{raw: "http://example.com/.well-known/x", want: "http://example.com/.well-known/x"},
		{raw: "http://example.com/...", want: "http://example.com/..."},
		{raw: "http://example.com/a//b/", want: "http://example.com/a//b/"},
		{raw: "http://example.com//", want: "http://example.com//"},
		// percent-encoding
		{raw: "http://example.com/%7euser/%41%2d%5F", want: "http://example.com/~user/A-_"},
		{raw: "http://example.com/%c3%a9", want: "http://example.com/%C3%A9"},
		{raw: "http://example.com/é", want: "http://example.com/%C3%A9"},
		{raw: "http://example.com/a%2fb", want: "http://example.com/a%2Fb"},
		{raw: "http://example.com/a b", want: "http://example.com/a%20b"},
		{raw: "http://example.com/100%", want: "http://example.com/100%25"},
		{raw: "http://example.com/%%34%31", want: "http://example.com/%2541"},
		{raw: "http://example.com/(x)!*'", want: "http://example.com/(x)!*'"},
		{raw: "http://example.com/?q=%7e%2b%c3%a9+x", want: "http://example.com/?q=~%2B%C3%A9+x"},
		{raw: "http://example.com/?q=100%&r=%zz", want: "http://example.com/?q=100%25&r=%25zz"},
		{raw: "http://example.com/?q=%26%3D", want: "http://example.com/?q=%26%3D"},
		// the query
		{raw: "http://example.com/?", want: "http://example.com/"},
		{raw: "http://example.com/?&&", want: "http://example.com/"},
		{raw: "http://example.com/?&a=1&&b=2&", want: "http://example.com/?a=1&b=2"},
		{raw: "http://example.com/?a=1&b=2&a=1", want: "http://example.com/?a=1&b=2"},
		{raw: "http://example.com/?a=1&a=2", want: "http://example.com/?a=1&a=2"},
		{raw: "http://example.com/?a=%41&a=A", want: "http://example.com/?a=A"},
		{raw: "http://example.com/?a&a=&A=", want: "http://example.com/?a&a=&A="},
		{raw: "http://example.com/?b=2&a=1", want: "http://example.com/?b=2&a=1"},
		{raw: "http://example.com/?b=2&a=1", want: "http://example.com/?a=1&b=2", opts: Options{SortQuery: true}},
		{raw: "http://example.com/?=&=1", want: "http://example.com/?=&=1"},
		// the fragment
		{raw: "http://example.com/#top", want: "http://example.com/"},
		{raw: "http://example.com/#", want: "http://example.com/"},
		{raw: "http://example.com/#%7etop%c3", want: "http://example.com/#~top%C3", opts: Options{KeepFragment: true}},
		{raw: "mailto:a@example.com#x", want: "mailto:a@example.com"},
		// tracking
		{raw: "http://example.com/?utm_source=x&id=1&fbclid=y", want: "http://example.com/?utm_source=x&id=1&fbclid=y"},
		{raw: "http://example.com/?utm_source=x&id=1&fbclid=y", want: "http://example.com/?id=1", opts: Options{DropTracking: true}},
		{raw: "http://example.com/?UTM_Source=x&%67clid=y&mc_eid", want: "http://example.com/", opts: Options{DropTracking: true}},
		{raw: "http://example.com/?utm=1&gclids=2&xfbclid=3", want: "http://example.com/?utm=1&gclids=2&xfbclid=3", opts: Options{DropTracking: true}},
		// user information and other schemes
		{raw: "http://u:p@example.com", want: "http://u:p@example.com/"},
		{raw: "ftp://example.com:80/a/./b?", want: "ftp://example.com:80/a/b?"},
	}
	for _, tt := range tests {
		u, err := Parse(tt.raw)
		if err != nil {
			t.Errorf("%q: %v", tt.raw, err)
			continue
		}
		before := u.String()
		if got := Normalize(u, tt.opts).String(); got != tt.want {
			t.Errorf("%q %+v is %s, want %s", tt.raw, tt.opts, got, tt.want)
		}
		if u.String() != before {
			t.Errorf("%q was changed itself to %s", before, u)
		}
	}
}

// TestNormalizeWithoutParse: URLs that net/url read, or that were put together.
func TestNormalizeWithoutParse(t *testing.T) {
	for _, tt := range []struct {
		u    url.URL
		want string
	}{
		{url.URL{Scheme: "HTTP", Host: "EXAMPLE.com:80"}, "http://example.com/"},
		{url.URL{Scheme: "http", Host: "example.com", Path: "a/../b c"}, "http://example.com/b%20c"},
		{url.URL{Scheme: "http", Host: "example.com", Path: "/%2e%2e/x"}, "http://example.com/%252e%252e/x"},
		{url.URL{Scheme: "http", Host: "example.com", Path: "/", ForceQuery: true}, "http://example.com/"},
	} {
		if got := Normalize(&tt.u, Options{}).String(); got != tt.want {
			t.Errorf("%#v is %s, want %s", tt.u, got, tt.want)
		}
	}
}

// FuzzNormalize: applied again, and read again, it stays the same; and what it
// gives leads to the same host.
func FuzzNormalize(f *testing.F) {
	for _, c := range standardCases(f) {
		if c.isWeb() {
			f.Add(c.Href, uint8(0))
		}
	}
	f.Add("http://example.com/%%34%31/%2e%2E/?%&&%%34%31&%41=%41&A=A#%%34%31", uint8(7))
	f.Fuzz(func(t *testing.T, raw string, bits uint8) {
		u, err := Parse(raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return
		}
		opts := Options{KeepFragment: bits&1 != 0, SortQuery: bits&2 != 0, DropTracking: bits&4 != 0}
		once := Normalize(u, opts)
		if twice := Normalize(once, opts); twice.String() != once.String() {
			t.Errorf("%q: once %s, twice %s", raw, once, twice)
		}
		if once.Hostname() != u.Hostname() {
			t.Errorf("%q leads to %q, and normalised to %q", raw, u.Hostname(), once.Hostname())
		}
		again, err := Parse(once.String())
		if err != nil {
			t.Errorf("%q is %s, which is no URL: %v", raw, once, err)
			return
		}
		if read := Normalize(again, opts); read.String() != once.String() {
			t.Errorf("%q: %s, read again %s", raw, once, read)
		}
	})
}
