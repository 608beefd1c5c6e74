package exchange

import (
	"bytes"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/formbot/formbot/session/cookies"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// ignoreTimes leaves out what no format holds.
var ignoreTimes = cmpopts.IgnoreFields(cookies.Cookie{}, "Created", "LastAccess", "Updated")

// jarOf is a jar with cookies of every kind.
func jarOf(t testing.TB) *cookies.Jar {
	t.Helper()
	jar := cookies.New(cookies.Options{Now: clock})
	for _, answer := range []struct {
		url string
		set []string
	}{
		{"https://www.example.com/dir/page", []string{
			"session=1", "below=2; Domain=example.com; Path=/", "secure=3; Secure; HttpOnly; Path=/", "__Host-a=4; Secure; Path=/",
			"lax=5; SameSite=Lax", "strict=6; SameSite=Strict; Max-Age=60", "none=7; SameSite=None; Secure",
			"dated=8; Expires=Tue, 09 Mar 2027 12:00:00 GMT", "nameless", "==twice", "empty=", `quoted="a, b"`, "utf8=é", "html=<&>", "tab=a\tb",
		}},
		{"http://127.0.0.1:8080/", []string{"local=1"}},
		{"http://[::1]/", []string{"v6=1"}},
	} {
		u, err := url.Parse(answer.url)
		if err != nil {
			t.Fatal(err)
		}
		jar.Receive(cookies.Request{URL: u}, answer.set)
	}
	return jar
}

// TestRoundTrip: what is written is read again as it was, less what the format
// has no place for.
func TestRoundTrip(t *testing.T) {
	for _, format := range []Format{Netscape, JSON, HAR} {
		t.Run(string(format), func(t *testing.T) {
			want := jarOf(t).All()
			var file bytes.Buffer
			left, err := Write(&file, format, want, Options{Now: clock})
			if err != nil || len(left) > 0 {
				t.Fatalf("left out %v, %v", left, err)
			}
			read, err := Read(bytes.NewReader(file.Bytes()), Options{Now: clock})
			if err != nil || len(read.Left) > 0 || read.Format != format {
				t.Fatalf("read %+v, %v", read, err)
			}
			if format == Netscape {
				for i := range want {
					want[i].SameSite = cookies.SameSiteDefault // it has no field for it
				}
			}
			// Sorted by name: a HAR is sorted by host.
			byName := cmpopts.SortSlices(func(a, b cookies.Cookie) bool { return a.Name+a.Value < b.Name+b.Value })
			if diff := cmp.Diff(want, read.Cookies, ignoreTimes, byName); diff != "" {
				t.Errorf("-written +read\n%s\n%s", diff, file.String())
			}
			for _, c := range read.Cookies {
				if err := cookies.New(cookies.Options{Now: clock}).Add(c); err != nil {
					t.Errorf("%s of %s: %v", c.Name, c.Domain, err)
				}
			}
		})
	}
}

// TestWriteLeavesOut: what a format cannot hold is said, not changed.
func TestWriteLeavesOut(t *testing.T) {
	list := []cookies.Cookie{
		{Name: "octets", Value: "\xff", Domain: "example.com", Path: "/"},
		{Name: "t\tab", Value: "hunter2", Domain: "example.com", Path: "/"},
	}
	for format, want := range map[Format]string{Netscape: "tab", JSON: "octets", HAR: "octets"} {
		var file bytes.Buffer
		left, err := Write(&file, format, list, Options{Now: clock})
		if err != nil || len(left) != 1 || !strings.Contains(left[0].Where+left[0].Reason, want) {
			t.Errorf("%s: left out %v, %v; want the one with %s", format, left, err, want)
		}
		read, err := Read(&file, Options{Now: clock})
		if err != nil || len(read.Cookies) != 1 {
			t.Errorf("%s: %+v, %v; want the other one", format, read, err)
		}
	}
}

// TestReadAsWritten reads files as other programs write them.
func TestReadAsWritten(t *testing.T) {
	tests := []struct {
		name, file string
		want       []cookies.Cookie
		left       int
	}{
		{"curl's", "testdata/curl.txt", []cookies.Cookie{
			{Name: "sid", Value: "abc", Domain: "127.0.0.1", HostOnly: true, Path: "/", HTTPOnly: true},
			{Name: "theme", Value: "dark mode", Domain: "example.com", Path: "/", Secure: true, Expires: time.Unix(1804075200, 0).UTC()},
		}, 0},
		{"yt-dlp's and editors'", "testdata/edited.txt", []cookies.Cookie{
			{Name: "float", Value: "1", Domain: "example.com", Path: "/", Expires: time.Unix(1804075200, 500000000).UTC()},
			{Name: "cut", Value: "", Domain: "example.com", HostOnly: true, Path: "/"},
			{Name: "", Value: "nameless", Domain: "example.com", HostOnly: true, Path: "/"},
			{Name: "tabs", Value: "a\tb", Domain: "example.com", HostOnly: true, Path: "/"},
		}, 2},
		{"EditThisCookie's", "testdata/editthiscookie.json", []cookies.Cookie{
			{Name: "sid", Value: "abc", Domain: "www.example.com", HostOnly: true, Path: "/", HTTPOnly: true, SameSite: cookies.SameSiteLax},
			{Name: "track", Value: "1", Domain: "example.com", Path: "/", Secure: true, SameSite: cookies.SameSiteNone, Expires: time.Unix(1804075200, 123456000).UTC()},
		}, 1},
		{"Playwright's", "testdata/playwright.json", []cookies.Cookie{
			{Name: "sid", Value: "abc", Domain: "example.com", HostOnly: true, Path: "/", HTTPOnly: true, SameSite: cookies.SameSiteLax},
			{Name: "all", Value: "1", Domain: "example.com", Path: "/", Expires: time.Unix(1804075200, 0).UTC(), SameSite: cookies.SameSiteStrict},
		}, 0},
		{"a browser's HAR", "testdata/browser.har", []cookies.Cookie{
			{Name: "known", Value: "old", Domain: "www.example.com", HostOnly: true, Path: "/", Secure: true},
			{Name: "sid", Value: "changed", Domain: "example.com", Path: "/", Secure: true, HTTPOnly: true, SameSite: cookies.SameSiteLax},
			{Name: "long", Value: "1", Domain: "www.example.com", HostOnly: true, Path: "/a", Expires: time.Date(2026, 3, 10, 13, 0, 5, 0, time.UTC)},
			{Name: "parsed", Value: "2", Domain: "www.example.com", HostOnly: true, Path: "/", HTTPOnly: true},
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := os.Open(tt.file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got, err := Read(f, Options{Now: clock})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Cookies, ignoreTimes); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if len(got.Left) != tt.left {
				t.Errorf("left out %v, want %d", got.Left, tt.left)
			}
		})
	}
}

// TestReadRefuses: what is none of the formats is said so, and no value is shown.
func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", "empty"},
		{"  \n", "empty"},
		{"hunter2", "neither"},
		{`{"a":"hunter2"}`, "neither"},
		{`{"formbot_session":1,"cookies":[]}`, "session already"},
		{`[{"name":"a","value":"hunter2"`, "damaged at byte"},
		{`{"log":{"entries":"hunter2"}}`, "unexpected at byte"},
		{"# Netscape HTTP Cookie File\nhunter2\n", "no line of a cookies.txt"},
	} {
		_, err := Read(strings.NewReader(tt.in), Options{Now: clock})
		var fault *FormatError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, want a *FormatError with %q", tt.in, err, tt.want)
		}
	}
	if _, err := Read(strings.NewReader("x"), Options{Format: "xml"}); err == nil {
		t.Error("took an unknown format")
	}
	if _, err := Write(&bytes.Buffer{}, "xml", nil, Options{}); err == nil {
		t.Error("wrote an unknown format")
	}
}

// FuzzRead: no file makes it panic; what is read and may be in a jar is written
// and read again as it was.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"curl.txt", "edited.txt", "editthiscookie.json", "playwright.json", "browser.har"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := Read(bytes.NewReader(data), Options{Now: clock})
		if err != nil {
			return
		}
		jar := cookies.New(cookies.Options{Now: clock})
		for _, c := range read.Cookies {
			_ = jar.Add(c)
		}
		for _, format := range []Format{Netscape, JSON, HAR} {
			var file bytes.Buffer
			left, err := Write(&file, format, jar.All(), Options{Now: clock})
			if err != nil {
				t.Fatal(err)
			}
			again, err := Read(&file, Options{Now: clock, Format: format})
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if len(again.Cookies)+len(left) != len(jar.All()) {
				t.Fatalf("%s: %d cookies, written %d and left out %v; left out reading: %v", format, len(jar.All()), len(again.Cookies), left, again.Left)
			}
		}
	})
}
