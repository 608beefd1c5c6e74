package cache

import (
	"bytes"
	"errors"
	"io"
)

// newBytesBody is a body in memory.
func newBytesBody(b []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(b)) }

// collector hands a body through while it keeps a copy. At the end of a whole
// body it calls keep, before the caller learns of the end; of one that breaks
// off, is left unread or grows past max bytes, nothing is kept.
type collector struct {
	body   io.ReadCloser
	length int64 // what Content-Length promised; -1 for nothing
	max    int64
	keep   func(body []byte) // nil once called, or given up

	buf []byte
}

func newCollector(body io.ReadCloser, length, limit int64, keep func([]byte)) *collector {
	return &collector{body: body, length: length, max: limit, keep: keep, buf: make([]byte, 0, max(0, min(length, 1<<20)))}
}

// Read implements io.Reader.
func (c *collector) Read(p []byte) (int, error) {
	n, err := c.body.Read(p)
	if c.keep == nil {
		return n, err
	}
	if int64(len(c.buf)+n) > c.max {
		c.giveUp()
		return n, err
	}
	c.buf = append(c.buf, p[:n]...)
	switch {
	case err == nil:
	case errors.Is(err, io.EOF) && c.whole():
		c.finish()
	default:
		c.giveUp()
	}
	return n, err
}

// Close implements io.Closer. A caller that stops at the last byte of a known
// length has read it all.
func (c *collector) Close() error {
	if c.keep != nil && c.length >= 0 && int64(len(c.buf)) == c.length {
		c.finish()
	}
	c.giveUp()
	return c.body.Close()
}

// whole says that nothing is missing (RFC 9111, section 3.3).
func (c *collector) whole() bool { return c.length < 0 || int64(len(c.buf)) == c.length }

func (c *collector) finish() {
	keep, body := c.keep, c.buf
	c.giveUp()
	keep(body)
}

func (c *collector) giveUp() { c.keep, c.buf = nil, nil }
