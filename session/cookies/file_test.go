package cookies

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// fill gives a jar cookies of every kind.
func fill(t testing.TB, jar *Jar, clk *clock) {
	t.Helper()
	for _, answer := range []struct {
		url string
		set []string
	}{
		{"https://www.example.com/dir/page", []string{
			"session=1", "host=1; Path=/", "below=1; Domain=example.com; Path=/", "secure=1; Secure; HttpOnly; Path=/",
			"__Host-a=1; Secure; Path=/", "lax=1; SameSite=Lax", "strict=1; SameSite=Strict; Max-Age=60",
			"none=1; SameSite=None; Secure; Path=/dir", "nameless", "=", "utf8=é", "octets=\xff\xfe; Path=/dir/\xff", "empty=", `quoted="a b"`,
			"html=<&>\u2028",
		}},
		{"http://127.0.0.1:8080/", []string{"local=1", "b=2"}},
		{"http://[::1]/", []string{"v6=1"}},
		{"http://localhost/", []string{"name=1; Secure"}},
		{"https://me.github.io/", []string{"a=1; Domain=me.github.io"}},
	} {
		jar.Receive(at(t, answer.url), answer.set)
		clk.advance(1500 * time.Millisecond)
	}
}

// TestSavedJarBehavesTheSame: a jar that was saved and loaded answers every
// request, and takes every cookie, as the one that was never saved.
func TestSavedJarBehavesTheSame(t *testing.T) {
	clk := newClock()
	kept := New(Options{Now: clk.now})
	fill(t, kept, clk)
	path := filepath.Join(t.TempDir(), "session.json")
	if err := kept.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded := New(Options{Now: clk.now})
	loaded.Receive(at(t, "https://old.example.com/"), []string{"old=1"}) // replaced by Load
	if err := loaded.Load(path); err != nil {
		t.Fatal(err)
	}
	compare := func(when string) {
		t.Helper()
		if diff := cmp.Diff(kept.All(), loaded.All()); diff != "" {
			t.Errorf("%s: -kept +loaded\n%s", when, diff)
		}
		for _, u := range []string{
			"https://www.example.com/dir/page", "http://www.example.com/dir/page", "https://www.example.com/", "https://example.com/",
			"https://old.example.com/", "http://127.0.0.1/", "http://[::1]:1/", "http://localhost/", "https://me.github.io/", "https://a.me.github.io/",
		} {
			for _, cross := range []bool{false, true} {
				for _, unsafe := range []bool{false, true} {
					req := Request{URL: mustURL(t, u), CrossSite: cross, Unsafe: unsafe}
					if a, b := kept.Header(req), loaded.Header(req); a != b {
						t.Errorf("%s: %+v: kept sends %q, loaded %q", when, req, a, b)
					}
				}
			}
		}
	}
	if len(kept.All()) < 18 {
		t.Fatalf("only %d cookies to compare", len(kept.All()))
	}
	compare("loaded")
	clk.advance(time.Millisecond)
	for _, jar := range []*Jar{kept, loaded} {
		jar.Receive(at(t, "https://www.example.com/dir/page"), []string{"below=2; Domain=example.com; Path=/", "new=1; Path=/"})
		jar.Receive(at(t, "http://www.example.com/"), []string{"secure=evil; Path=/"})
	}
	compare("after more cookies")
	clk.advance(time.Minute)
	compare("a minute later")
}

func TestSaveIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "session.json")
	if err := New(Options{}).Save(path); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + ".lock"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %04o, want 0600", name, info.Mode().Perm())
		}
	}
}

// TestLoadRefuses: what is wrong is said, the file and the jar stay as they were,
// and no value is shown.
func TestLoadRefuses(t *testing.T) {
	const cookie = `{"name":"a","value":"hunter2","domain":"e.example","host_only":true,"path":"/","secure":false,"http_only":false,"same_site":"","created":"2026-03-10T12:00:00Z","last_access":"2026-03-10T12:00:00Z"}`
	tests := []struct {
		name, content, want string
	}{
		{"empty", "", "damaged"},
		{"cut short", `{"formbot_session":1,"cookies":[{"name":"a","value":"hunter2`, "damaged"},
		{"not JSON", "hunter2", "damaged at byte 1"},
		{"another JSON", `{"cookies":[]}`, "not a session that formbot saved"},
		{"an array", `["hunter2"]`, "damaged"},
		{"a newer version", `{"formbot_session":2,"jars":["hunter2"]}`, "version 2, and this formbot reads version 1"},
		{"an unknown field", `{"formbot_session":1,"cookies":[],"pins":["hunter2"]}`, `the field "pins"`},
		{"an unknown field of a cookie", `{"formbot_session":1,"cookies":[{"name":"a","priority":"hunter2"}]}`, `the field "priority"`},
		{"a wrong type", `{"formbot_session":1,"cookies":[{"secure":"hunter2"}]}`, "damaged at byte"},
		{"a value that is no text", `{"formbot_session":1,"cookies":[{"value":{"base64":"hunter2"}}]}`, "damaged"},
		{"a date that is none", strings.Replace(`{"formbot_session":1,"cookies":[`+cookie+`]}`, "2026-03-10T12", "hunter2", 1), "damaged"},
		{"no domain", `{"formbot_session":1,"cookies":[{"name":"a","value":"hunter2","path":"/"}]}`, "cookie 1 has no domain"},
		{"more behind it", `{"formbot_session":1,"cookies":[]} {}`, "damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "session.json")
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			jar := New(Options{})
			jar.Receive(at(t, "https://example.com/"), []string{"kept=1"})
			err := jar.Load(path)
			var fault *FileError
			if !errors.As(err, &fault) || fault.Path != path || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want a *FileError with %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v shows a value", err)
			}
			// What can't be read is not overwritten either. An empty file holds nothing.
			if err := jar.Save(path); tt.content != "" && (!errors.As(err, &fault) || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("saved over it: %v, want a *FileError with %q", err, tt.want)
			} else if tt.content == "" && err != nil {
				t.Error(err)
			}
			if got := jar.Header(at(t, "https://example.com/")); got != "kept=1" {
				t.Errorf("the jar changed: %q", got)
			}
			if after, err := os.ReadFile(path); err != nil || tt.content != "" && string(after) != tt.content {
				t.Errorf("the file changed: %q, %v", after, err)
			}
		})
	}

	t.Run("missing", func(t *testing.T) {
		if err := New(Options{}).Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		if err := New(Options{}).Load(t.TempDir()); err == nil {
			t.Error("took a folder")
		}
	})
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644, 0o666} {
		path := filepath.Join(t.TempDir(), "session.json")
		if err := New(Options{}).Save(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if err := New(Options{}).Load(path); runtime.GOOS != "windows" && (err == nil || !strings.Contains(err.Error(), "chmod 600")) {
			t.Errorf("mode %04o: %v, want it refused", mode, err)
		}
	}
}

func TestLoadDropsWhatIsOver(t *testing.T) {
	clk := newClock()
	jar := New(Options{Now: clk.now})
	req := at(t, "https://example.com/")
	jar.Receive(req, []string{"short=1; Max-Age=5", "session=1"})
	path := filepath.Join(t.TempDir(), "session.json")
	if err := jar.Save(path); err != nil {
		t.Fatal(err)
	}
	clk.advance(5 * time.Second)
	later := New(Options{Now: clk.now})
	if err := later.Load(path); err != nil {
		t.Fatal(err)
	}
	if got := later.Header(req); got != "session=1" {
		t.Errorf("got %q", got)
	}
}

// FuzzReceive: whatever a server sends, what the jar then holds survives a file,
// and is a header that can be sent.
func FuzzReceive(f *testing.F) {
	for _, s := range []string{
		"a=b; Path=/; Secure", "=", "a=\xff; Path=/\xfe", "a=b; Domain=.example.com; Max-Age=5",
		"a; Expires=Thu, 31 Dec 23:55:55 2037 GMT; SameSite=none", "__Host-a=b; Secure; Path=/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clk := newClock()
		jar := New(Options{Now: clk.now})
		req := at(t, "https://www.example.com/a/b")
		jar.Receive(req, []string{s})
		header := jar.Header(req)
		if strings.ContainsAny(header, "\r\n\x00;") {
			t.Fatalf("%q makes the header %q", s, header)
		}
		data, err := encode(content{cookies: jar.All(), gone: jar.gone}, clk.now())
		if err != nil {
			t.Fatal(err)
		}
		back, err := decode(data)
		if err != nil {
			t.Fatalf("%q: saved and not loaded: %v", s, err)
		}
		if diff := cmp.Diff(jar.All(), back.cookies, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q: -held +loaded\n%s", s, diff)
		}
		if diff := cmp.Diff(jar.gone, back.gone, cmp.AllowUnexported(id{})); diff != "" {
			t.Fatalf("%q: -removed +loaded\n%s", s, diff)
		}
	})
}

// FuzzDecode: no file makes it panic, and none is taken with a cookie that has no
// place to belong to.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"formbot_session":1,"saved":"2026-03-10T12:00:00Z","cookies":[{"name":"a","value":{"base64":"/w=="},"domain":"e.example","path":"/","created":"2026-03-10T12:00:00Z"}]}`))
	f.Add([]byte(`{"formbot_session":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := decode(data)
		if err != nil {
			return
		}
		for _, c := range doc.cookies {
			if c.Domain == "" || c.Path == "" {
				t.Fatalf("took %+v", c)
			}
		}
	})
}
