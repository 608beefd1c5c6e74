package badserver

import (
	"bytes"
	"crypto/tls"
	"io"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// h2 answers the first request of an HTTP/2 connection, whose stream has the
// number 1, by frames of its own.
type h2 struct {
	*http2.Framer
	conn *Conn
	out  bytes.Buffer
	enc  *hpack.Encoder
}

// overHTTP2 talks HTTP/2 up to the first request's header.
func overHTTP2(answer func(*h2) error) func(*Conn) error {
	return func(c *Conn) error {
		if _, err := io.CopyN(io.Discard, c.in, int64(len(http2.ClientPreface))); err != nil {
			return err
		}
		h := &h2{Framer: http2.NewFramer(c.Conn, c.in), conn: c}
		h.enc = hpack.NewEncoder(&h.out)
		if err := h.WriteSettings(); err != nil {
			return err
		}
		for {
			f, err := h.ReadFrame()
			if err != nil {
				return err
			}
			switch f := f.(type) {
			case *http2.SettingsFrame:
				if !f.IsAck() {
					err = h.WriteSettingsAck()
				}
			case *http2.HeadersFrame:
				c.server.requests.Add(1)
				if err = answer(h); err == nil {
					err = c.wait()
				}
			}
			if err != nil {
				return err
			}
		}
	}
}

// fields encodes header fields: name, value, and so on.
func (h *h2) fields(pairs ...string) []byte {
	h.out.Reset()
	for i := 0; i < len(pairs); i += 2 {
		_ = h.enc.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]}) // into memory
	}
	return bytes.Clone(h.out.Bytes())
}

func (h *h2) header(end bool, pairs ...string) error {
	return h.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: h.fields(pairs...), EndHeaders: true, EndStream: end})
}

// begin sends a good header and some of a body.
func (h *h2) begin() error {
	if err := h.header(false, ":status", "200", "content-type", "text/html"); err != nil {
		return err
	}
	return h.WriteData(1, false, []byte(page))
}

// reset ends the stream after some of the answer.
func reset(code http2.ErrCode, begun bool) func(*h2) error {
	return func(h *h2) error {
		if begun {
			if err := h.begin(); err != nil {
				return err
			}
		}
		return h.WriteRSTStream(1, code)
	}
}

// goAway closes the connection.
func goAway(code http2.ErrCode, last uint32) func(*h2) error {
	return func(h *h2) error {
		if err := h.WriteGoAway(last, code, []byte("this is the server's own word")); err != nil {
			return err
		}
		return errClose
	}
}

// continuations sends a header in frames without end (CVE-2023-45288 and its kin).
func continuations(h *h2) error {
	first := h.fields(":status", "200")
	if err := h.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: first}); err != nil {
		return err
	}
	for {
		if err := h.WriteContinuation(1, false, h.fields("x-flood", strings.Repeat("x", 1000))); err != nil {
			return err
		}
	}
}

// hpackBomb is a header of 3 MB in 4 KB: one field, named by its number in the
// table of those that came before (RFC 7541, section 7.3).
func hpackBomb(h *h2) error {
	flood := []string{":status", "200"}
	for range 3000 {
		flood = append(flood, "x-flood", strings.Repeat("x", 1000))
	}
	return h.header(true, flood...)
}

func interims(h *h2) error {
	for {
		if err := h.header(false, ":status", "103", "link", "</a.css>; rel=preload"); err != nil {
			return err
		}
	}
}

func speaksHTTP2(a *authority) (*tls.Config, error) {
	c, err := a.config(nil)
	if err == nil {
		c.NextProtos = []string{http2.NextProtoTLS}
	}
	return c, err
}

func http2s() []Misbehaviour {
	all := []Misbehaviour{
		{Name: "http2-reset", What: "resets the stream before its answer (INTERNAL_ERROR)", raw: overHTTP2(reset(http2.ErrCodeInternal, false))},
		{Name: "http2-reset-in-body", What: "resets the stream in its body (CANCEL)", raw: overHTTP2(reset(http2.ErrCodeCancel, true))},
		{Name: "http2-calm", What: "resets the stream and asks for calm", raw: overHTTP2(reset(http2.ErrCodeEnhanceYourCalm, false))},
		{Name: "http2-needs-http1", What: "resets the stream and asks for HTTP/1.1", raw: overHTTP2(reset(http2.ErrCodeHTTP11Required, false))},
		{Name: "http2-goaway", What: "sends GOAWAY in its answer (PROTOCOL_ERROR)", raw: overHTTP2(func(h *h2) error {
			if err := h.begin(); err != nil {
				return err
			}
			return goAway(http2.ErrCodeProtocol, 1)(h)
		})},
		{Name: "http2-slow-header", What: "takes an HTTP/2 request and says nothing", raw: overHTTP2(func(*h2) error { return nil })},
		{Name: "http2-slow-body", What: "stops in the middle of an HTTP/2 body", raw: overHTTP2((*h2).begin)},
		{Name: "http2-header-flood", What: "sends CONTINUATION frames without end", raw: overHTTP2(continuations)},
		{Name: "http2-hpack-bomb", What: "sends an HTTP/2 header of 3 MB in 4 KB", raw: overHTTP2(hpackBomb)},
		{Name: "http2-endless-interim", What: "sends 103 Early Hints in HTTP/2 without end", raw: overHTTP2(interims)},
		{Name: "http2-no-status", What: "sends an HTTP/2 header without a status", raw: overHTTP2(func(h *h2) error {
			return h.header(true, "content-type", "text/html")
		})},
		{Name: "http2-garbage", What: "agrees on HTTP/2 and answers in HTTP/1.1", raw: overHTTP2(func(h *h2) error {
			return h.conn.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		})},
		{Name: "http2-cut", What: "closes the HTTP/2 connection in its body", raw: overHTTP2(func(h *h2) error {
			if err := h.begin(); err != nil {
				return err
			}
			return h.conn.finish()
		})},
	}
	for i := range all {
		all[i].secure = speaksHTTP2
	}
	return all
}
