package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

var errBadHeader = errors.New("stored header is damaged")

// encodeHeader writes a header for the file: for each line the name and the
// value, each with its length before it. Lines of one name keep their order.
func encodeHeader(h http.Header) []byte {
	names := make([]string, 0, len(h))
	size := 0
	for name, values := range h {
		names = append(names, name)
		for _, v := range values {
			size += len(name) + len(v) + 4
		}
	}
	slices.Sort(names)
	b := make([]byte, 0, size)
	for _, name := range names {
		for _, v := range h[name] {
			b = binary.AppendUvarint(b, uint64(len(name)))
			b = append(b, name...)
			b = binary.AppendUvarint(b, uint64(len(v)))
			b = append(b, v...)
		}
	}
	return b
}

// decodeHeader reads what encodeHeader wrote. The file may be damaged, so it
// trusts no length.
func decodeHeader(b []byte) (http.Header, error) {
	s := string(b) // one copy that all values share
	h := make(http.Header, 16)
	for s != "" {
		var name, value string
		var ok bool
		if name, s, ok = cutSized(s); !ok || name == "" {
			return nil, errBadHeader
		}
		if value, s, ok = cutSized(s); !ok {
			return nil, errBadHeader
		}
		if old, ok := h[name]; ok {
			h[name] = append(old, value)
		} else {
			h[name] = []string{value}
		}
	}
	return h, nil
}

// cutSized cuts a string with its length before it from the front of s.
func cutSized(s string) (v, rest string, ok bool) {
	n, used := uint64(0), 0
	for shift := uint(0); ; shift += 7 {
		if used == len(s) || shift > 28 {
			return "", "", false
		}
		c := s[used]
		used++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			break
		}
	}
	s = s[used:]
	if n > uint64(len(s)) {
		return "", "", false
	}
	return s[:n], s[n:], true
}

// The ways in which a body lies in the file.
const (
	packedRaw  = 0
	packedZstd = 1
)

// packer compresses bodies. It may be used concurrently.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<31))
	if err != nil {
		return nil, err
	}
	return &packer{enc: enc, dec: dec}, nil
}

func (p *packer) close() {
	_ = p.enc.Close()
	p.dec.Close()
}

// pack compresses a body, unless it is compressed already or too small to gain.
func (p *packer) pack(body []byte, h http.Header) (data []byte, packed int) {
	if len(body) < 256 || h.Get("Content-Encoding") != "" || isPackedType(h.Get("Content-Type")) {
		return body, packedRaw
	}
	data = p.enc.EncodeAll(body, make([]byte, 0, len(body)/2))
	if len(data) >= len(body) {
		return body, packedRaw
	}
	return data, packedZstd
}

// isPackedType names the media types that compress no further.
func isPackedType(contentType string) bool {
	t := strings.ToLower(contentType)
	if strings.HasPrefix(t, "image/svg") || strings.HasPrefix(t, "image/bmp") {
		return false
	}
	for _, prefix := range []string{"image/", "video/", "audio/", "font/woff", "application/zip",
		"application/gzip", "application/zstd"} {
		if strings.HasPrefix(t, prefix) {
			return true
		}
	}
	return false
}

// unpack gives the body as it was; size is what it must come to, in bytes.
func (p *packer) unpack(data []byte, packed int, size int64) ([]byte, error) {
	if packed == packedZstd {
		var err error
		if data, err = p.dec.DecodeAll(data, make([]byte, 0, min(size, 64<<20))); err != nil {
			return nil, fmt.Errorf("stored body is damaged: %w", err)
		}
	}
	if int64(len(data)) != size {
		return nil, fmt.Errorf("stored body is damaged: %d bytes of %d", len(data), size)
	}
	return data, nil
}
