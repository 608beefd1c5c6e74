package har

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestTimings: phases by a clock that the test moves.
func TestTimings(t *testing.T) {
	t0 := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(ms int) time.Time { return t0.Add(time.Duration(ms) * time.Millisecond) }
	for _, tt := range []struct {
		name  string
		trace *trace
		end   int
		want  timings
	}{
		{"a new TLS connection", &trace{
			dnsStart: at(2), dnsDone: at(12), dialStart: at(12), dialDone: at(32), tlsStart: at(33), tlsDone: at(63),
			gotConn: at(65), wrote: at(66), answer: at(166),
		}, 186, timings{Blocked: 4, DNS: 10, Connect: 51, SSL: 30, Send: 1, Wait: 100, Receive: 20}},
		{"one that was idle", &trace{gotConn: at(1), reused: true, dialStart: at(0), dialDone: at(9), wrote: at(2), answer: at(5)}, 5,
			timings{Blocked: 1, DNS: -1, Connect: -1, SSL: -1, Send: 1, Wait: 3}},
		{"answered before all was sent", &trace{gotConn: at(1), reused: true, wrote: at(9), answer: at(5)}, 10,
			timings{Blocked: 1, DNS: -1, Connect: -1, SSL: -1, Send: 4, Wait: 0, Receive: 5}},
		{"no connection", &trace{dnsStart: at(1), dnsDone: at(3), dialStart: at(3)}, 10,
			timings{Blocked: 1, DNS: 2, Connect: 7, SSL: -1}},
		{"cut before the answer", &trace{gotConn: at(1), reused: true, wrote: at(2)}, 10,
			timings{Blocked: 1, DNS: -1, Connect: -1, SSL: -1, Send: 1, Wait: 8}},
	} {
		tt.trace.start = t0
		got := tt.trace.timings(at(tt.end))
		if got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
		if got.total() != float64(tt.end) {
			t.Errorf("%s: the parts make %v, want %d", tt.name, got.total(), tt.end)
		}
	}
}

// TestHTTP2 records a real HTTP/2 connection.
func TestHTTP2(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	rec, client, path := start(t, Options{})
	base := srv.Client().Transport.(*http.Transport)
	client.Transport = rec.Wrap(base)
	fetch(t, client, newRequest(t, "GET", srv.URL+"/a?token=hunter2", "", ""))
	fetch(t, client, newRequest(t, "GET", srv.URL+"/b", "", ""))
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	got, text := read(t, path)
	a, b := got.Log.Entries[0], got.Log.Entries[1]
	if a.Response.HTTPVersion != "HTTP/2.0" || a.Request.HTTPVersion != "HTTP/2.0" || a.Response.HeadersSize != -1 {
		t.Errorf("got %+v", a.Response)
	}
	if a.Timings.SSL <= 0 || a.Timings.Connect < a.Timings.SSL || b.Timings.SSL != -1 || b.Timings.Connect != -1 {
		t.Errorf("timings %+v, then %+v", a.Timings, b.Timings)
	}
	if n := len(a.Request.Headers); n < 5 || a.Request.Headers[0].Name[0] != ':' {
		t.Errorf("headers: %+v", a.Request.Headers)
	}
	if strings.Contains(text, "hunter2") {
		t.Errorf("the secret is in the pseudo headers: %+v", a.Request.Headers)
	}
}
