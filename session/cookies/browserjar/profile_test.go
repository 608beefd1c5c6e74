package browserjar

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFirefoxProfile(t *testing.T) {
	const two = "[Profile0]\nName=first\nIsRelative=1\nPath=p/one\nDefault=1\n\n[Profile1]\nName=second\nIsRelative=0\nPath=/abs/two\n"
	tests := []struct {
		name, where, ini, profile, want, err string
	}{
		{"what is marked", ".mozilla/firefox", two, "", "p/one", ""},
		{"the installation's", ".mozilla/firefox", two + "[Install1]\nDefault=/abs/two\nLocked=1\n", "", "/abs/two", ""},
		{"by name", ".mozilla/firefox", two, "second", "/abs/two", ""},
		{"by its folder's name", ".mozilla/firefox", two, "one", "p/one", ""},
		{"the only one", ".mozilla/firefox", "[General]\nVersion=2\n[Profile0]\nName=a\nIsRelative=1\nPath=x\n", "", "x", ""},
		{"a snap's", "snap/firefox/common/.mozilla/firefox", two, "", "p/one", ""},
		{"a flatpak's", ".var/app/org.mozilla.firefox/.mozilla/firefox", two, "", "p/one", ""},
		{"newer ones", ".config/mozilla/firefox", two, "", "p/one", ""},
		{"a folder", ".mozilla/firefox", two, "/some/folder", "/some/folder", ""},
		{"none of that name", ".mozilla/firefox", two, "third", "", `no profile "third"; there are first, second`},
		{"none at all", "elsewhere", two, "", "", "no profiles.ini in"},
	}
	for _, tt := range tests {
		home := t.TempDir()
		root := filepath.Join(home, tt.where)
		write(t, filepath.Join(root, "profiles.ini"), tt.ini)
		got, err := firefoxProfile(Options{Home: home, Config: filepath.Join(home, ".config"), Profile: tt.profile})
		if tt.err != "" {
			var fault *ProfileError
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v, want a *ProfileError with %q", tt.name, err, tt.err)
			}
			continue
		}
		want := tt.want
		if !filepath.IsAbs(want) {
			want = filepath.Join(root, want)
		}
		if err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", tt.name, got, err, want)
		}
	}
}

func TestChromiumProfile(t *testing.T) {
	const state = `{"profile":{"last_used":"Profile 1","info_cache":{"Default":{"name":"Me"},"Profile 1":{"name":"At work"}}}}`
	tests := []struct {
		name    string
		browser Browser
		where   string
		state   string
		profile string
		want    string
		err     string
	}{
		{"the last used", PlainChromium, ".config/chromium", state, "", "Profile 1", ""},
		{"by its folder", PlainChromium, ".config/chromium", state, "Default", "Default", ""},
		{"by the name that a person gave it", Chrome, ".config/google-chrome", state, "Me", "Default", ""},
		{"a snap's", PlainChromium, "snap/chromium/common/chromium", state, "", "Profile 1", ""},
		{"a flatpak's", Chrome, ".var/app/com.google.Chrome/config/google-chrome", state, "", "Profile 1", ""},
		{"a fresh one", PlainChromium, ".config/chromium", "{}", "", "Default", ""},
		{"none of that name", Chrome, ".config/google-chrome", state, "x", "", `no profile "x"; there are "At work" (Profile 1), "Me" (Default)`},
		{"another browser's", Chrome, ".config/chromium", state, "", "", "no profiles in"},
		{"damaged", Chrome, ".config/google-chrome", "{", "", "", "damaged"},
	}
	for _, tt := range tests {
		home := t.TempDir()
		root := filepath.Join(home, tt.where)
		write(t, filepath.Join(root, "Local State"), tt.state)
		got, err := tt.browser.profile(Options{Home: home, Config: filepath.Join(home, ".config"), Profile: tt.profile})
		if tt.err != "" {
			var fault *ProfileError
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v, want a *ProfileError with %q", tt.name, err, tt.err)
			}
			continue
		}
		if want := filepath.Join(root, tt.want); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", tt.name, got, err, want)
		}
	}
}

// TestFaults: what is no profile, or a damaged one, is said so, and no copy of
// it stays behind.
func TestFaults(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	empty, damaged := t.TempDir(), t.TempDir()
	write(t, filepath.Join(damaged, "cookies.sqlite"), "hunter2 is no database")
	write(t, filepath.Join(damaged, "Cookies"), strings.Repeat("hunter2", 1000))
	for _, tt := range []struct{ dir, want string }{{empty, "is that a profile's folder?"}, {damaged, "damaged, or no database"}} {
		for _, read := range []func() (*Result, error){
			func() (*Result, error) { return Firefox(t.Context(), Options{Profile: tt.dir}) },
			func() (*Result, error) { return Chromium(t.Context(), PlainChromium, Options{Profile: tt.dir}) },
		} {
			_, err := read()
			var fault *ProfileError
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v, want a *ProfileError with %q", err, tt.want)
			}
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func FuzzSessionStore(f *testing.F) {
	f.Add([]byte("mozLz40\x00"))
	f.Add([]byte("mozLz40\x00\x02\x00\x00\x00\x20{}"))
	f.Add(append([]byte("mozLz40\x00\x37\x00\x00\x00\xf0\x28"), `{"cookies":[{"host":".e.org","name":"a","value":"bcd"}]}`...))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Result
		if err := r.addStore(data, ""); err != nil && len(r.Cookies) > 0 {
			t.Fatalf("%v, and %d cookies", err, len(r.Cookies))
		}
	})
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
