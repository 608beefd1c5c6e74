package har

import (
	"errors"
	"io"
	"sync"
)

// capture keeps the beginning of what flows by, and counts all of it.
type capture struct {
	limit int64
	data  []byte
	size  int64
}

func (c *capture) add(p []byte) {
	c.size += int64(len(p))
	if room := c.limit - int64(len(c.data)); room > 0 {
		c.data = append(c.data, p[:min(int64(len(p)), room)]...)
	}
}

// whole reports whether everything was kept.
func (c *capture) whole() bool { return c.size == int64(len(c.data)) }

// sentBody is what a request's body turned out to be. The transport reads it in a
// goroutine of its own, perhaps still when the answer is there.
type sentBody struct {
	mu sync.Mutex // guards what is below
	capture
}

type watchedRequest struct {
	io.ReadCloser
	kept *sentBody
}

// watchSent keeps what is read of a request's body, anew each time it is opened.
func (x *exchange) watchSent(body io.ReadCloser) io.ReadCloser {
	kept := &sentBody{capture: capture{limit: x.rec.opts.MaxBodyBytes}}
	x.sent.Store(kept)
	return &watchedRequest{body, kept}
}

// Read implements io.Reader.
func (b *watchedRequest) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.kept.mu.Lock()
	b.kept.add(p[:n])
	b.kept.mu.Unlock()
	return n, err
}

// watchedAnswer ends the exchange when the answer's body ends or is closed.
type watchedAnswer struct {
	io.ReadCloser
	x    *exchange
	kept capture
	once sync.Once
}

// Read implements io.Reader.
func (b *watchedAnswer) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.kept.add(p[:n])
	if err != nil {
		b.once.Do(func() { b.x.finish(&b.kept, err) })
	}
	return n, err
}

// Close implements io.Closer.
func (b *watchedAnswer) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(func() { b.x.finish(&b.kept, errClosedEarly) })
	return err
}

// errClosedEarly is an answer of which no more was wanted.
var errClosedEarly = errors.New("closed before its end")
