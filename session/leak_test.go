package session

import (
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"
)

// TestNothingIsLeftBehind: after answers of every kind and Close, no goroutine of
// the session's connections is left.
func TestNothingIsLeftBehind(t *testing.T) {
	good := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/to", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "ok")
	})
	cut := raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour")
	large := raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n")
	silent := wire(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	before := runtime.NumGoroutine()

	s := New(Options{Timeout: 500 * time.Millisecond}) // what good answers take on a busy machine
	for range 3 {
		for _, u := range []string{good, good + "/from", cut, large, silent} {
			_, err := s.Get(t.Context(), u)
			if fine := u == good || u == good+"/from"; fine != (err == nil) {
				t.Errorf("%s: %v", u, err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// They end when they notice, so they are waited for.
	deadline, tick := time.After(10*time.Second), time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for runtime.NumGoroutine() > before {
		select {
		case <-tick.C:
		case <-deadline:
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
		}
	}
}
