package session

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/session/auth"
)

// TestLogins: who asks for a password gets the one for its origin, also by way of
// a redirect, and nobody else does.
func TestLogins(t *testing.T) {
	tn := newTown()
	var got []string
	ask := func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Host+r.URL.Path+" "+r.Header.Get("Authorization"))
		if r.URL.RawQuery != "" {
			w.Header().Set("Location", r.URL.RawQuery)
			w.WriteHeader(http.StatusFound)
			return
		}
		if r.Header.Get("Authorization") == "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
	tn.serve(t, ask, "a.example", "b.example")
	scope := declare(t, "a.example", "b.example")
	run := func(opts Options, login auth.Login, url string) (int, []string, error) {
		t.Helper()
		got = nil
		opts.Scope = scope
		s := tn.session(t, opts)
		if login.Origin != "" {
			if err := s.AddLogin(login); err != nil {
				t.Fatal(err)
			}
		}
		page, err := s.Get(t.Context(), url)
		if err != nil {
			return 0, got, err
		}
		return page.Status, got, nil
	}
	const basic = " Basic YWRhOmh1bnRlcjI="
	ada := auth.Login{Origin: "HTTP://A.example:80/path", User: "ada", Password: "hunter2"}
	for _, tt := range []struct {
		login  auth.Login
		url    string
		status int
		want   []string
	}{
		{ada, "http://a.example/1", 200, []string{"a.example/1 ", "a.example/1" + basic}},
		{ada, "http://b.example/1", 401, []string{"b.example/1 "}},
		{ada, "http://a.example/1?http://b.example/2", 401, []string{"a.example/1 ", "b.example/2 "}},
		{ada, "http://b.example/1?http://a.example/2", 200, []string{"b.example/1 ", "a.example/2 ", "a.example/2" + basic}},
		{auth.Login{}, "http://ada:hunter2@a.example/1", 200, []string{"a.example/1 ", "a.example/1" + basic}},
		{auth.Login{}, "http://ada:hunter2@a.example/1?http://b.example/2", 401, []string{"a.example/1 ", "b.example/2 "}},
		{auth.Login{}, "http://b.example/1?http://ada:hunter2@a.example/2", 200, []string{"b.example/1 ", "a.example/2 ", "a.example/2" + basic}},
	} {
		status, got, err := run(Options{PlainBasic: true}, tt.login, tt.url)
		if err != nil || status != tt.status || fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %d %q, %v; want %d %q", tt.url, status, got, err, tt.status, tt.want)
		}
	}
	_, got, err := run(Options{}, ada, "http://a.example/1")
	var insecure *auth.InsecureError
	if !errors.As(err, &insecure) || len(got) != 1 || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("over plain http: %v after %q, want an *auth.InsecureError", err, got)
	}
	if err := open(t, Options{}).AddLogin(auth.Login{Origin: "a.example"}); err == nil {
		t.Error("a host is taken for an origin")
	}
}

// TestLoadTLSFaults: each file that can't be used is named, with what it holds.
func TestLoadTLSFaults(t *testing.T) {
	pki := newPKI(t)
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := file("text", "hello")
	locked := file("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
	for _, tt := range []struct {
		files TLSFiles
		want  string
	}{
		{TLSFiles{CAs: []string{pki.ca, filepath.Join(t.TempDir(), "gone")}}, "no such file"},
		{TLSFiles{CAs: []string{text}}, "text: it holds no certificate; want PEM"},
		{TLSFiles{CAs: []string{pki.clientKey}}, "it holds no certificate, but a PRIVATE KEY"},
		{TLSFiles{CAs: []string{file("ca.der", string(pki.caDER))}}, "openssl x509 -inform der"},
		{TLSFiles{CAs: []string{file("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}}, "certificate 1 is damaged"},
		{TLSFiles{Key: pki.clientKey}, "no certificate; name its file too"},
		{TLSFiles{Cert: pki.clientCert, Key: text}, "find"},
		{TLSFiles{Cert: pki.clientCert}, "private key"},
		{TLSFiles{Cert: pki.clientCert, Key: pki.serverKey}, "does not match"},
		{TLSFiles{Cert: pki.clientCert, Key: locked}, "the key has a passphrase"},
	} {
		if _, err := LoadTLS(tt.files); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "load ") {
			t.Errorf("%+v: got %v, want %q", tt.files, err, tt.want)
		}
	}
	if config, err := LoadTLS(TLSFiles{}); config != nil || err != nil {
		t.Errorf("no files: %v, %v", config, err)
	}
}
