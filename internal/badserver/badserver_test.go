package badserver_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/formbot/formbot/internal/badserver"
)

// TestEachCanBeAskedAndClosed: whatever a client makes of it, a server ends when
// it is closed and leaves nothing behind.
func TestEachCanBeAskedAndClosed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range badserver.All() {
		t.Run(m.Name, func(t *testing.T) {
			if seen[m.Name] || m.What == "" || !regexp.MustCompile(`^[a-z0-9.-]+$`).MatchString(m.Name) {
				t.Errorf("%+v: the name is taken or wrong, or nothing says what it does", m)
			}
			seen[m.Name] = true
			there := goleak.IgnoreCurrent()
			srv, err := badserver.Start(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Timeout: 100 * time.Millisecond, Transport: &http.Transport{
				TLSClientConfig: &tls.Config{RootCAs: srv.Roots}, ForceAttemptHTTP2: true, DisableKeepAlives: true,
			}}
			if resp, err := client.Get(srv.URL); err == nil {
				if resp.StatusCode != http.StatusSwitchingProtocols { // its body is the connection, and has no time limit
					_, _ = io.Copy(io.Discard, resp.Body)
				}
				_ = resp.Body.Close()
			}
			client.CloseIdleConnections()
			if err := srv.Close(); err != nil {
				t.Error(err)
			}
			goleak.VerifyNone(t, there)
		})
	}
	if len(seen) < 30 {
		t.Errorf("%d misbehaviours", len(seen))
	}
	if _, err := badserver.Named("well-behaved"); err == nil {
		t.Error("a name that is none is found")
	}
	if m, err := badserver.Named("gzip-bomb"); err != nil || m.Name != "gzip-bomb" {
		t.Errorf("gzip-bomb: %v, %v", m, err)
	}
}
