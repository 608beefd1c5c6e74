package har

import (
	"crypto/tls"
	"math"
	"net"
	"net/http/httptrace"
	"sync"
	"time"
)

// trace follows one request through net/http. Its hooks are called from the
// transport's goroutines, some of them after the request has ended: a connection
// that was dialled for it and came too late.
type trace struct {
	now func() time.Time

	mu                     sync.Mutex // guards what is below
	start                  time.Time
	dnsStart, dnsDone      time.Time
	dialStart, dialDone    time.Time
	tlsStart, tlsDone      time.Time
	gotConn, wrote, answer time.Time
	reused                 bool
	remote                 string      // address of the other end
	local                  string      // port of this end, which names the connection
	sent                   []nameValue // header as it was written, in order
}

func newTrace(now func() time.Time) *trace { return &trace{now: now, start: now()} }

// hooks are what net/http calls.
func (t *trace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { t.first(&t.dnsStart) },
		DNSDone:      func(httptrace.DNSDoneInfo) { t.last(&t.dnsDone) },
		ConnectStart: func(string, string) { t.first(&t.dialStart) },
		ConnectDone: func(_, _ string, err error) {
			if err == nil { // one of several addresses
				t.first(&t.dialDone)
			}
		},
		TLSHandshakeStart:    func() { t.first(&t.tlsStart) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { t.last(&t.tlsDone) },
		GotConn:              t.connected,
		WroteHeaderField:     t.wroteField,
		WroteRequest:         func(httptrace.WroteRequestInfo) { t.last(&t.wrote) },
		GotFirstResponseByte: func() { t.last(&t.answer) },
	}
}

func (t *trace) first(at *time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at.IsZero() {
		*at = t.now()
	}
}

func (t *trace) last(at *time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*at = t.now()
}

// connected begins anew what a connection that broke before its answer had left:
// net/http sends a request again that an idle connection swallowed.
func (t *trace) connected(info httptrace.GotConnInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gotConn, t.reused = t.now(), info.Reused
	t.wrote, t.answer, t.sent = time.Time{}, time.Time{}, nil
	if info.Conn == nil {
		return
	}
	t.remote, _, _ = net.SplitHostPort(info.Conn.RemoteAddr().String())
	_, t.local, _ = net.SplitHostPort(info.Conn.LocalAddr().String())
}

func (t *trace) wroteField(name string, values []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, v := range values {
		t.sent = append(t.sent, nameValue{name, v})
	}
}

// timings divides the time from the start to end among its phases. What did not
// come to pass is 0 or, where the format has it, -1.
func (t *trace) timings(end time.Time) timings {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := timings{DNS: -1, Connect: -1, SSL: -1}
	got := orEnd(t.gotConn, end)
	waited := got.Sub(t.start)
	if !t.reused {
		out.DNS = between(t.dnsStart, t.dnsDone, got)
		out.SSL = between(t.tlsStart, t.tlsDone, got)
		up := t.dialDone
		if out.SSL >= 0 {
			up = t.tlsDone
		}
		out.Connect = between(t.dialStart, up, got)
	}
	out.Blocked = max(ms(waited)-max(out.DNS, 0)-max(out.Connect, 0), 0)
	if t.gotConn.IsZero() {
		return out.rounded()
	}
	answer := orEnd(t.answer, end)
	wrote := orEnd(t.wrote, answer)
	if wrote.After(answer) { // answered before all was sent
		wrote = answer
	}
	out.Send = max(ms(wrote.Sub(got)), 0)
	out.Wait = max(ms(answer.Sub(wrote)), 0)
	out.Receive = max(ms(end.Sub(answer)), 0)
	return out.rounded()
}

// total is what the parts make; SSL is within Connect.
func (t timings) total() float64 {
	return round(t.Blocked + max(t.DNS, 0) + max(t.Connect, 0) + t.Send + t.Wait + t.Receive)
}

func (t timings) rounded() timings {
	for _, v := range []*float64{&t.Blocked, &t.DNS, &t.Connect, &t.Send, &t.Wait, &t.Receive, &t.SSL} {
		*v = round(*v)
	}
	return t
}

// between is a phase's length, -1 where there was none. It ends at limit at the
// latest.
func between(from, to, limit time.Time) float64 {
	if from.IsZero() || from.After(limit) {
		return -1
	}
	if to.IsZero() || to.After(limit) {
		to = limit
	}
	return max(ms(to.Sub(from)), 0)
}

func orEnd(t, end time.Time) time.Time {
	if t.IsZero() {
		return end
	}
	return t
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func round(v float64) float64 { return math.Round(v*1000) / 1000 }
