package badserver

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// bombBytes is what a bomb has inside.
const bombBytes = 32 << 20

// compress applies one coding. Its writers fail only where what is beneath them
// does, and that is memory.
func compress(data []byte, coding string) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "br":
		w = brotli.NewWriterLevel(&b, 3)
	default:
		z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err != nil {
			return nil
		}
		w = z
	}
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

// encoded answers with a body in the codings that it names.
func encoded(codings string, body []byte) string {
	return fmt.Sprintf("%sContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", ok, codings, len(body), body)
}

func bombs() []Misbehaviour {
	bomb := func(codings ...string) func() string {
		return func() string {
			body := make([]byte, bombBytes)
			for _, coding := range codings {
				body = compress(body, coding)
			}
			return encoded(strings.Join(codings, ", "), body)
		}
	}
	return []Misbehaviour{
		{Name: "gzip-bomb", What: "sends 32 MiB of zeros as 32 KiB of gzip", make: bomb("gzip")},
		{Name: "deflate-bomb", What: "sends 32 MiB of zeros as 32 KiB of deflate", make: bomb("deflate")},
		{Name: "br-bomb", What: "sends 32 MiB of zeros as a few bytes of br", make: bomb("br")},
		{Name: "zstd-bomb", What: "sends 32 MiB of zeros as a few KiB of zstd", make: bomb("zstd")},
		{Name: "nested-bomb", What: "sends 32 MiB of zeros as gzip within br", make: bomb("gzip", "br")},
		{Name: "zstd-window", What: "sends zstd that asks for a window of 1 GiB", answer: always(encoded("zstd", zstdWindow()))},
	}
}

// zstdWindow is a frame of one block that holds nothing, and a window of 1 GiB
// (RFC 8878, section 3.1.1.1.2).
func zstdWindow() []byte { return []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 20 << 3, 0x01, 0x00, 0x00} }

func codings() []Misbehaviour {
	whole := compress(bytes.Repeat([]byte(page+"\n"), 100), "gzip")
	damaged := bytes.Clone(whole)
	for i := len(damaged) / 2; i < len(damaged)/2+8; i++ {
		damaged[i] ^= 0x5a
	}
	return []Misbehaviour{
		{Name: "gzip-damaged", What: "sends gzip with wrong bytes in it", answer: always(encoded("gzip", damaged))},
		{Name: "gzip-truncated", What: "sends half of a gzip body, as if it were whole", answer: always(encoded("gzip", whole[:len(whole)-10]))},
		{Name: "no-gzip", What: "says gzip and sends plain text", answer: always(encoded("gzip", []byte(page)))},
		{Name: "unknown-encoding", What: "sends the content coding lzma", answer: always(encoded("lzma", []byte(page)))},
		{Name: "many-encodings", What: "compresses 9 times over", answer: always(encoded("gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip", whole))},
	}
}

func charsets() []Misbehaviour {
	const latin = "<!DOCTYPE html><title>t</title><p>Gr\xfc\xdfe"
	answer := func(charset, body string) func(*Conn) error {
		return always(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=%s\r\nContent-Length: %d\r\n\r\n%s", charset, len(body), body))
	}
	return []Misbehaviour{
		{Name: "bad-charset", What: "names the charset utf-9", answer: answer("utf-9", latin)},
		{Name: "wrong-charset", What: "says utf-8 and sends windows-1252", answer: answer("utf-8", latin)},
	}
}
