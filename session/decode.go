package session

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding lists the content codings that decode knows.
const acceptEncoding = "gzip, deflate, br, zstd"

const (
	// maxCodings is how many codings may lie over one another. Two have been
	// seen where a proxy compresses what is compressed already.
	maxCodings = 4
	// maxZstdWindow is the largest window of the coding zstd (RFC 9659).
	maxZstdWindow = 8 << 20
	// ratioFrom is the size up to which a body may be compressed however well.
	ratioFrom = 1 << 20
	// firstGrow bounds the memory that an announced length is believed for.
	firstGrow = 1 << 20
)

// decode reads a body and undoes its codings, the last applied first (RFC 9110,
// section 8.4). Each of them is held to the limits, so that none is a bomb.
// length is the announced one on the wire, -1 for none.
func decode(wire *wireReader, fields []string, l limits, length int64) ([]byte, error) {
	codings := codingsOf(fields)
	var body io.Reader = wire
	var buf bytes.Buffer
	if len(codings) > 0 {
		in := bufio.NewReader(wire)
		if _, err := in.Peek(1); errors.Is(err, io.EOF) {
			return nil, nil // no body at all: the answer to HEAD, 204
		}
		if len(codings) > maxCodings {
			return nil, &fault{kind: KindEncoding, reason: fmt.Sprintf("the answer is compressed %d times over; %d is the most that is undone", len(codings), maxCodings)}
		}
		body = in
	} else if length > 0 {
		buf.Grow(int(min(length, firstGrow)) + bytes.MinRead)
	}
	for _, coding := range slices.Backward(codings) {
		s := &stage{coding: coding, in: body, wire: wire, limits: l}
		defer s.close()
		body = s
	}
	if _, err := buf.ReadFrom(body); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// codingsOf lists the codings in the order in which they were applied.
func codingsOf(fields []string) []string {
	var codings []string
	for _, coding := range strings.Split(strings.Join(fields, ","), ",") {
		switch coding = strings.ToLower(strings.Trim(coding, " \t")); coding {
		case "", "identity":
		case "x-gzip":
			codings = append(codings, "gzip")
		default:
			codings = append(codings, coding)
		}
	}
	return codings
}

// stage undoes one coding.
type stage struct {
	coding string
	in     io.Reader
	wire   *wireReader
	limits limits

	out io.Reader // nil until the first byte is asked for
	n   int64     // bytes it has given
	err error
}

// Read implements io.Reader. Its errors are faults or io.EOF.
func (s *stage) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	if s.out == nil {
		if s.out, s.err = opened(s.coding, s.in); s.err != nil {
			s.err = s.explain(s.err)
			return 0, s.err
		}
	}
	n, err := s.out.Read(p)
	s.n += int64(n)
	switch l := s.limits; {
	case s.n > l.maxBody:
		s.err = tooLarge("the body, decompressed, is", l.maxBody)
	case s.n > ratioFrom && l.maxRatio > 0 && s.n/l.maxRatio > s.wire.n:
		s.err = &fault{kind: KindTooLarge, limit: "MaxRatio", reason: fmt.Sprintf(
			"%s of the body grow to more than %s when decompressed (%s), which is above %d to 1 and looks like a bomb",
			size(s.wire.n), size(s.n), s.coding, l.maxRatio)}
	case err != nil:
		s.err = s.explain(err)
		return n, s.err
	}
	if s.err != nil {
		return 0, s.err
	}
	return n, nil
}

func (s *stage) explain(err error) error {
	var own *fault
	switch {
	case errors.Is(err, io.EOF) && s.out != nil, errors.As(err, &own):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &fault{kind: KindCut, err: err, reason: fmt.Sprintf("the %s body ends too early; try again", s.coding)}
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zstd.ErrMagicMismatch):
		return &fault{kind: KindEncoding, err: err, reason: fmt.Sprintf("the body is said to be %s and is not; the fault is the server's", s.coding)}
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &fault{kind: KindEncoding, err: err, reason: fmt.Sprintf("the zstd body asks for a window above %s, which the web forbids (RFC 9659)", size(maxZstdWindow))}
	case errors.Is(err, errUnknownCoding):
		return &fault{kind: KindEncoding, err: err, reason: fmt.Sprintf("the server compressed its answer with %.40q, which was not asked for (%s were)", s.coding, acceptEncoding)}
	}
	return &fault{kind: KindEncoding, err: err, reason: fmt.Sprintf("the %s body is damaged; the fault is the server's, or of what lies between", s.coding)}
}

func (s *stage) close() {
	if c, ok := s.out.(io.Closer); ok {
		_ = c.Close() // it was only read
	}
}

var errUnknownCoding = errors.New("unknown coding")

// opened starts the decoder of a coding.
func opened(coding string, in io.Reader) (io.Reader, error) {
	switch coding {
	case "gzip":
		return openGzip(in)
	case "deflate":
		return openDeflate(in)
	case "br":
		return brotli.NewReader(in), nil // its windows are 16 MiB at most (RFC 7932, section 9.1)
	case "zstd":
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	}
	return nil, errUnknownCoding
}

// openDeflate takes both that servers send: zlib (RFC 1950), which the word
// stands for, and the bare data within (RFC 1951), as browsers do.
func openDeflate(in io.Reader) (io.Reader, error) {
	b := buffered(in)
	head, err := b.Peek(2)
	if len(head) == 2 && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(b)
	}
	if len(head) == 0 && err != nil {
		return nil, err
	}
	return flate.NewReader(b), nil
}

// gzipReader reads the members of a gzip file (RFC 1952). What is behind them,
// and is none, is left out, as browsers do.
type gzipReader struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func openGzip(in io.Reader) (io.Reader, error) {
	b := buffered(in)
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gzipReader{b, z}, nil
}

// Read implements io.Reader.
func (r *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := r.z.Read(p)
		if n > 0 || !errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) {
				err = nil // comes again
			}
			return n, err
		}
		if head, _ := r.in.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
			return 0, io.EOF
		}
		if err := r.z.Reset(r.in); err != nil {
			return 0, err
		}
		r.z.Multistream(false)
	}
}

func buffered(in io.Reader) *bufio.Reader {
	if b, ok := in.(*bufio.Reader); ok {
		return b
	}
	return bufio.NewReader(in)
}
