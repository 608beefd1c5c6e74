package worker

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// frame is what goes through the pipes, either way: a head in JSON and a body of bytes as they are.
//
// On the wire it is 16 bytes, the head and the body. The 16 bytes are "fbw" and the protocol's version, then three 32-bit
// integers, little-endian: the number of the exchange, which an answer takes from its question, and the lengths of head
// and body.
//
// The parent speaks first: a greeting, to which the child answers once it has loaded its language, then one request at a
// time. The child ends at the end of its input.
type frame struct {
	number uint32
	head   []byte
	body   []byte
}

const (
	protocolVersion = 2
	headerSize      = 16
	// maxHead bounds the JSON; the longest holds the names of languages.
	maxHead = 1 << 20
	// maxBody is the largest image, one byte a pixel; Tesseract's pool takes no larger one either. Of symbols that is more
	// than two million.
	maxBody = 1 << 26
)

// errGarbage says that what came is not a frame of this protocol.
var errGarbage = errors.New("not a frame")

// appendFrame appends a frame with the number 0 and without its body, whose length it says; the caller appends the body.
func appendFrame(dst []byte, head any, bodySize int) ([]byte, error) {
	text, err := json.Marshal(head)
	if err != nil {
		return dst, err
	}
	if len(text) > maxHead || bodySize < 0 || bodySize > maxBody {
		return dst, fmt.Errorf("a message of %d and %d bytes is too long: at most %d and %d", len(text), bodySize, maxHead, maxBody)
	}
	dst = append(dst, 'f', 'b', 'w', protocolVersion)
	for _, v := range [...]int{0, len(text), bodySize} {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(v))
	}
	return append(dst, text...), nil
}

// setNumber numbers a frame.
func setNumber(frame []byte, number uint32) { binary.LittleEndian.PutUint32(frame[4:], number) }

// header is the beginning of a frame.
type header struct {
	number     uint32
	head, body int
}

// readHeader reads the beginning of a frame. It returns io.EOF where the stream ends before a frame, errGarbage where
// what comes is none.
func readHeader(r io.Reader) (header, error) {
	var b [headerSize]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return header{}, err
	}
	if string(b[:3]) != "fbw" {
		return header{}, fmt.Errorf("%w: it begins with %q", errGarbage, b[:])
	}
	if b[3] != protocolVersion {
		return header{}, fmt.Errorf("%w of version %d, but of %d: the two processes are different builds", errGarbage, protocolVersion, b[3])
	}
	head, body := binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])
	if head > maxHead || body > maxBody {
		return header{}, fmt.Errorf("%w: it is said to have %d and %d bytes, and may have %d and %d", errGarbage, head, body, maxHead, maxBody)
	}
	return header{number: binary.LittleEndian.Uint32(b[4:]), head: int(head), body: int(body)}, nil
}

// readRest reads what follows a header, into buf where there is room.
func readRest(r io.Reader, h header, buf []byte) (frame, error) {
	buf, err := readN(r, buf[:0], h.head+h.body)
	if err != nil {
		return frame{}, err
	}
	return frame{number: h.number, head: buf[:h.head], body: buf[h.head:]}, nil
}

// memory is what a frame that was read lies in, to read the next into.
func (f frame) memory() []byte { return f.head[:0] }

// readN appends n bytes. Memory grows with what comes, not with what is promised.
func readN(r io.Reader, buf []byte, n int) ([]byte, error) {
	const step = 1 << 20
	for n > 0 {
		now := min(n, step)
		start := len(buf)
		if cap(buf)-start < now {
			buf = append(buf, make([]byte, now)...)
		} else {
			buf = buf[:start+now]
		}
		if _, err := io.ReadFull(r, buf[start:]); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return buf[:start], err
		}
		n -= now
	}
	return buf, nil
}
