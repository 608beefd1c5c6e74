package scope

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/internal/strictyaml"
)

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name, doc string
		line      int
		want      string
	}{
		{"everything", "authorised:\n  - host: '*'\n", 2, "an asterisk stands for whole labels"},
		{"suffix", "authorised:\n  - host: a.example\n  - host: '*.com'\n", 3, `anybody can have a site below "com"`},
		{"long suffix", "authorised:\n  - host: '*.co.uk'\n", 2, `anybody can have a site below "co.uk"`},
		{"private suffix", "authorised:\n  - host: '*.github.io'\n", 2, `anybody can have a site below "github.io"`},
		{"suffix in capitals", "authorised:\n  - host: '*.GitHub.IO.'\n", 2, `anybody can have a site`},
		{"unlisted suffix", "authorised:\n  - host: '*.internal'\n", 2, `anybody can have a site`},
		{"suffix with port", "authorised:\n  - host: '*.com:8080'\n", 2, `anybody can have a site`},
		{"wildcard suffix rule", "authorised:\n  - host: '*.foo.ck'\n", 2, `anybody can have a site`},
		{"inner asterisk", "authorised:\n  - host: 'a.*.example.com'\n", 2, "an asterisk stands for whole labels"},
		{"part of a label", "authorised:\n  - host: 'www*.example.com'\n", 2, "an asterisk stands for whole labels"},
		{"two asterisks", "authorised:\n  - host: '*.*.example.com'\n", 2, "an asterisk stands for whole labels"},
		{"below an address", "authorised:\n  - host: '*.0.0.1'\n", 2, "nothing below an address"},
		{"below an address in full", "authorised:\n  - host: '*.127.0.0.1'\n", 2, "nothing below an address"},
		{"below nothing", "authorised:\n  - host: '*.'\n", 2, "no host"},
		{"range", "authorised:\n  - host: 10.0.0.0/8\n", 2, "list the addresses one by one"},
		{"URL", "authorised:\n  - host: https://example.com/\n", 2, "write its host alone"},
		{"path", "authorised:\n  - host: example.com/login\n", 2, "that no host has"},
		{"userinfo", "authorised:\n  - host: ada@example.com\n", 2, "that no host has"},
		{"port 0", "authorised:\n  - host: example.com:0\n", 2, "not from 1 to 65535"},
		{"no port", "authorised:\n  - host: 'example.com:'\n", 2, "no port behind the colon"},
		{"port is a word", "authorised:\n  - host: example.com:http\n", 2, "is not a number"},
		{"any port", "authorised:\n  - host: 'example.com:*'\n", 2, "asterisk"},
		{"any address", "authorised:\n  - host: 0.0.0.0\n", 2, "no address to send to"},
		{"bad IPv4", "authorised:\n  - host: 1.2.3.400\n", 2, "browsers do not take"},
		{"spaces", "authorised:\n  - host: ' example.com'\n", 2, "write a host"},
		{"no host", "authorised:\n  - by: me\n", 2, `"host" is missing`},
		{"day that is none", "authorised:\n  - host: a.example\n    until: 2026-02-30\n", 3, "is no day"},
		{"local order", "authorised:\n  - host: a.example\n    until: 31.01.2027\n", 3, "is no day"},
		{"unknown key", "authorised:\n  - hosts: a.example\n", 2, `did you mean "host"`},
		{"American", "authorized:\n  - host: a.example\n", 1, `did you mean "authorised"`},
		{"twice", "authorised: []\nauthorised: []\n", 2, ""},
		{"nothing below", "authorised:\n", 1, "authorised: []"},
		{"nothing at all", "{}\n", 0, "authorised: []"},
		{"a list of strings", "authorised:\n  - a.example\n", 2, ""},
		{"empty", "", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("s.yaml", []byte(tt.doc), Options{})
			var fault *strictyaml.Error
			if !errors.As(err, &fault) {
				t.Fatalf("got %v, want a *strictyaml.Error", err)
			}
			if fault.Name != "s.yaml" || fault.Line != tt.line || !strings.Contains(fault.Msg, tt.want) {
				t.Errorf("got %v, want line %d and %q", err, tt.line, tt.want)
			}
		})
	}
}

func TestParseGood(t *testing.T) {
	for _, doc := range []string{
		"authorised: []\n",
		"authorised:\n  - host: '*.localhost'\n", // declared already, and no harm
		"authorised:\n  - host: com\n",           // that name alone
		"authorised:\n  - host: '*.me.github.io'\n    by: me\n    until: 2027-01-31\n",
		"authorised:\n  - host: a.example\n    until: '2027-01-31'\n",
	} {
		if _, err := Parse("s.yaml", []byte(doc), Options{}); err != nil {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

func TestFind(t *testing.T) {
	work, config := t.TempDir(), t.TempDir()
	t.Chdir(work)
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("HOME", config)
	write := func(path, host string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("authorised: [{host: "+host+"}]"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(explicit, file, host string) {
		t.Helper()
		s, err := Find(explicit, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s.File() != file {
			t.Errorf("found %q, want %q", s.File(), file)
		}
		if err := s.Check(&url.URL{Scheme: "http", Host: host}); err != nil {
			t.Error(err)
		}
	}
	expect("", "", "127.0.0.1")
	users := filepath.Join(config, "formbot", "scope.yaml")
	write(users, "user.example")
	expect("", users, "user.example")
	write("scope.yaml", "here.example")
	expect("", "scope.yaml", "here.example")
	write("other.yaml", "other.example")
	expect("other.yaml", "other.yaml", "other.example")

	if _, err := Find("missing.yaml", Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("explicit and missing: %v, want fs.ErrNotExist", err)
	}
	if err := os.WriteFile("scope.yaml", []byte("nonsense: 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Find("", Options{}); err == nil {
		t.Error("a broken ./scope.yaml was passed over for the next")
	}
}

func TestRefusalSaysWhatToDo(t *testing.T) {
	s, err := Parse("conf/scope.yaml", []byte("authorised: []"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse("http://ada:hunter2@Evil.Example:8080/a/b?token=hunter2#hunter2")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Check(u).Error()
	want := `refused: evil.example is not in scope: the host is not declared; if you may automate it, ` +
		`add to conf/scope.yaml, below "authorised:", the line - host: "evil.example:8080"`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var refused *RefusedError
	if !errors.As(s.Check(u), &refused) {
		t.Fatal("no *RefusedError")
	}
	if refused.URL != "http://Evil.Example:8080/a/b" || refused.Host != "evil.example" {
		t.Errorf("got %+v", refused)
	}

	// The line that it says helps.
	grown, err := Parse("conf/scope.yaml", []byte("authorised:\n  "+refused.Line), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := grown.Check(u); err != nil {
		t.Errorf("with the line added: %v", err)
	}

	if err := ThisMachine().Check(u); !strings.Contains(err.Error(), "add to scope.yaml") {
		t.Errorf("without a file: %v, want it to name the one to create", err)
	}
	if err := s.Check(&url.URL{Scheme: "http", Host: "0.0.0.0"}); strings.Contains(err.Error(), "add to") {
		t.Errorf("%v: no line helps there", err)
	}
}
