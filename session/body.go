package session

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// fault is what is wrong with an answer, in words for the user.
type fault struct {
	kind   Kind
	limit  string // as NetworkError.Limit
	reason string
	err    error
}

func (e *fault) Error() string { return e.reason }
func (e *fault) Unwrap() error { return e.err }

// readBody reads a body to its end and decompresses it on the way. Nothing is cut
// off silently: what is larger than it may be, or ends early, is an error.
func readBody(resp *http.Response, method string, w *watch) ([]byte, error) {
	l := w.limits
	if resp.ContentLength > l.maxBody && method != http.MethodHead {
		return nil, tooLarge(fmt.Sprintf("the body has %d bytes, which is", resp.ContentLength), l.maxBody)
	}
	wire := &wireReader{body: w.reader(resp.Body), max: l.maxBody}
	data, err := decode(wire, resp.Header.Values("Content-Encoding"), l, resp.ContentLength)
	if err == nil {
		// What is behind the end of the compressed data means nothing, but it
		// ends the answer: that the connection was cut shows here.
		_, err = io.Copy(io.Discard, wire)
	}
	if wire.err != nil {
		err = wire.err // what the decoder made of it is a consequence
	}
	var own *fault
	switch {
	case err == nil:
		return data, nil
	case errors.As(err, &own):
		return nil, own
	case isReset(err):
		return nil, &fault{kind: KindCut, err: err,
			reason: fmt.Sprintf("the server reset the connection after %s of the body; try again", progress(wire.n, resp.ContentLength))}
	case isCut(err):
		return nil, &fault{kind: KindCut, err: err,
			reason: fmt.Sprintf("the connection was cut after %s of the body; try again", progress(wire.n, resp.ContentLength))}
	}
	return nil, err
}

// progress says how much of a body came. length is -1 when that was not announced.
func progress(got, length int64) string {
	if length < 0 {
		return fmt.Sprintf("%d bytes", got)
	}
	return fmt.Sprintf("%d of %d bytes", got, length)
}

// wireReader counts a body as it comes from the wire, holds it to its bound, and
// remembers what ended it.
type wireReader struct {
	body io.Reader
	max  int64
	n    int64
	err  error // nil at the end of a whole body
}

// Read implements io.Reader.
func (r *wireReader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.body.Read(p)
	r.n += int64(n)
	if r.n > r.max {
		r.err = tooLarge("the body is", r.max)
		return 0, r.err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

func tooLarge(subject string, maxBytes int64) *fault {
	return &fault{kind: KindTooLarge, limit: "MaxBodyBytes", reason: fmt.Sprintf("%s larger than %s", subject, size(maxBytes))}
}
