package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/internal/badserver"
)

// TestMisbehaviours: what a user of the command reads when a server misbehaves,
// and the exit code.
func TestMisbehaviours(t *testing.T) {
	const past = "get --cache off --tries 1 --delay 0"
	for _, tt := range []struct {
		name, args string
		code       int
		want       string // of stderr, with URL for the server's
	}{
		{"slow-header", past + " --header-timeout 100ms", exitOtherSide, "formbot: get URL: no answer within 100ms (HeaderTimeout); to change the limit: --header-timeout\n"},
		{"slow-body", past + " --idle-timeout 100ms", exitOtherSide, "formbot: get URL: the body stopped coming: not one byte in 100ms (IdleTimeout); to change the limit: --idle-timeout\n"},
		{"slow-body", past + " --timeout 100ms", exitOtherSide, "(Timeout); to change the limit: --timeout\n"},
		{"dribbled-body", past + " --idle-timeout 1s --min-rate 1000", exitOtherSide, "(MinRate); to change the limit: --min-rate\n"},
		{"tls-silent", past + " --tls-timeout 100ms", exitOtherSide, "(TLSTimeout); to change the limit: --tls-timeout\n"},
		{"huge-length", past + " --max-body-bytes 1MiB", exitOtherSide, "larger than 1 MiB (MaxBodyBytes); to change the limit: --max-body-bytes\n"},
		{"header-flood", past, exitOtherSide, "larger than 256 KiB (MaxHeaderBytes); to change the limit: --max-header-bytes\n"},
		{"gzip-bomb", past, exitOtherSide, "(MaxRatio); to change the limit: --max-ratio\n"},
		{"endless-interim", past, exitOtherSide, "(MaxInformational); to change the limit: --max-informational\n"},
		{"endless-redirects", past + " --max-redirects 3", exitOtherSide, "redirects more than 3 times"},
		{"redirect-loop", "forms --delay 0", exitOtherSide, "(MaxRedirects); to change the limit: --max-redirects\n"},
		{"cut-in-body", "forms --tries 1", exitOtherSide, "formbot: get URL: the connection was cut after 39 of 1000 bytes of the body; try again\n"},
		{"redirect-nowhere", past, exitNo, "formbot: URL answered 302 Found, and does not say where to (no Location); the fault is the site's\n"},
		{"redirect-out-of-scope", past, exitRefused, "elsewhere.example is not in scope"},
		{"bad-charset", past, exitOK, "formbot: URL declares the character encoding \"utf-9\", which does not exist; it was read as windows-1252\n"},
		{"wrong-charset", "forms --once", exitOK, "formbot: URL is not in utf-8, as it says: 2 characters could not be read, and show as \uFFFD\n"},
	} {
		t.Run(tt.name+" "+tt.args, func(t *testing.T) {
			m, err := badserver.Named(tt.name)
			if err != nil {
				t.Fatal(err)
			}
			srv, err := badserver.Start(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := srv.Close(); err != nil {
					t.Error(err)
				}
			}()
			scope := filepath.Join(t.TempDir(), "scope.yaml")
			if err := os.WriteFile(scope, []byte("authorised:\n  - host: 127.0.0.1\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			args := append(strings.Fields(tt.args), "--scope", scope, srv.URL)
			var out, errw bytes.Buffer
			code := run(t.Context(), args, strings.NewReader(""), &out, &errw)
			got := strings.ReplaceAll(errw.String(), srv.URL, "URL")
			if code != tt.code || !strings.Contains(got, tt.want) {
				t.Errorf("exits with %d and says\n%swant %d and\n%s", code, got, tt.code, tt.want)
			}
		})
	}
}

func TestFlagOf(t *testing.T) {
	for option, want := range map[string]string{
		"Timeout": "timeout", "TLSTimeout": "tls-timeout", "HeaderTimeout": "header-timeout",
		"MaxBodyBytes": "max-body-bytes", "MinRate": "min-rate",
	} {
		if got := flagOf(option); got != want {
			t.Errorf("%s: %q, want %q", option, got, want)
		}
	}
}
