package session

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http/httptrace"
	"net/textproto"
	"sync/atomic"
	"time"
)

// watch is over one hop: how far its answer came, and whether it goes on coming.
type watch struct {
	limits limits
	cancel context.CancelFunc // ends the hop

	handshaking   atomic.Bool           // in TLS
	began         atomic.Bool           // a byte of the answer came
	informational atomic.Int64          // 1xx answers so far
	ended         atomic.Pointer[fault] // why the watch cancelled
}

// over puts a watch over a hop. The context is the hop's, until cancel.
func (l limits) over(parent context.Context) (context.Context, *watch) {
	ctx, cancel := context.WithCancel(parent)
	w := &watch{limits: l, cancel: cancel}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		TLSHandshakeStart:    func() { w.handshaking.Store(true) },
		TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { w.handshaking.Store(err != nil) },
		GotFirstResponseByte: func() { w.began.Store(true) },
		Got1xxResponse:       w.interim,
	}), w
}

// interim counts the answers before the answer (RFC 9110, section 15.2). The
// transport bounds each one's size, and leaves their number to its user.
func (w *watch) interim(int, textproto.MIMEHeader) error {
	w.informational.Add(1)
	if f := w.tooManyInterims(); f != nil {
		return f
	}
	return nil
}

func (w *watch) tooManyInterims() *fault {
	if w.informational.Load() <= int64(w.limits.maxInformational) {
		return nil
	}
	return &fault{kind: KindTooLarge, limit: "MaxInformational", reason: fmt.Sprintf(
		"the server sent more than %d interim answers (1xx) and none that ends the wait", w.limits.maxInformational)}
}

// explain says of a hop without an answer how far it came.
func (w *watch) explain(err error) error {
	if f := w.tooManyInterims(); f != nil { // HTTP/2 hides what the trace returned
		return f
	}
	var own *fault
	switch {
	case errors.As(err, &own) || isTLS(err) || isDial(err):
		return err
	case isTimeout(err) && w.began.Load():
		return &fault{kind: KindTimeout, limit: "HeaderTimeout", err: err,
			reason: fmt.Sprintf("the answer's header began and did not end within %s", w.limits.header)}
	case isCut(err) && w.handshaking.Load():
		return &fault{kind: KindCut, err: err, reason: "the server closed the connection in the TLS handshake; try again, and check that the port is for https"}
	case isReset(err):
		return &fault{kind: KindCut, err: err, reason: "the server reset the connection before its answer was complete; try again"}
	case !isCut(err):
		return err
	case w.began.Load():
		return &fault{kind: KindCut, err: err, reason: "the connection was cut within the answer's header; try again"}
	}
	return &fault{kind: KindCut, err: err, reason: "the server closed the connection without an answer; try again"}
}

// reader watches over a body while it is read.
func (w *watch) reader(body io.Reader) *watchedReader { return &watchedReader{watch: w, body: body} }

// watchedReader ends the hop when no byte came for IdleTimeout, or fewer than
// MinRate a second came over that time. Only the time spent waiting counts.
type watchedReader struct {
	*watch
	body   io.Reader
	timer  *time.Timer
	waited time.Duration // in the present span
	got    int64         // bytes in the present span
}

// Read implements io.Reader.
func (r *watchedReader) Read(p []byte) (int, error) {
	idle := r.limits.idle
	if r.timer == nil {
		r.timer = time.AfterFunc(idle, r.stalled)
	} else {
		r.timer.Reset(idle)
	}
	start := time.Now()
	n, err := r.body.Read(p)
	r.timer.Stop()
	r.waited += time.Since(start)
	r.got += int64(n)
	if err != nil {
		if own := r.ended.Load(); own != nil && !errors.Is(err, io.EOF) {
			return n, own
		}
		return n, err
	}
	if r.waited < idle {
		return n, nil
	}
	if float64(r.got) < r.waited.Seconds()*float64(r.limits.minRate) {
		return n, &fault{kind: KindTimeout, limit: "MinRate", reason: fmt.Sprintf(
			"the server dribbles: %.0f bytes/s of the body come, and at least %d bytes/s are asked for",
			float64(r.got)/r.waited.Seconds(), r.limits.minRate)}
	}
	r.waited, r.got = 0, 0
	return n, nil
}

func (w *watch) stalled() {
	w.ended.Store(&fault{kind: KindTimeout, limit: "IdleTimeout",
		reason: fmt.Sprintf("the body stopped coming: not one byte in %s", w.limits.idle)})
	w.cancel()
}
