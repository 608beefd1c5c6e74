package session

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// coded compresses with one coding after the other, as a server does.
func coded(t testing.TB, data []byte, codings ...string) []byte {
	t.Helper()
	for _, coding := range codings {
		var b bytes.Buffer
		var w io.WriteCloser
		var err error
		switch coding {
		case "gzip":
			w = gzip.NewWriter(&b)
		case "deflate":
			w = zlib.NewWriter(&b)
		case "bare deflate":
			w, err = flate.NewWriter(&b, flate.DefaultCompression)
		case "br":
			w = brotli.NewWriter(&b)
		case "zstd":
			w, err = zstd.NewWriter(&b)
		default:
			t.Fatalf("no coding %q", coding)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		data = b.Bytes()
	}
	return data
}

// decoded decodes a body that lies in memory.
func decoded(body []byte, l limits, fields ...string) ([]byte, error) {
	wire := &wireReader{body: bytes.NewReader(body), max: l.maxBody}
	return decode(wire, fields, l, int64(len(body)))
}

func TestDecode(t *testing.T) {
	page := []byte(strings.Repeat("<p>Grüße, 世界</p>\n", 500))
	zeros := make([]byte, 8<<20)
	gz, br, zs := coded(t, page, "gzip"), coded(t, page, "br"), coded(t, page, "zstd")
	zl, bare := coded(t, page, "deflate"), coded(t, page, "bare deflate")
	var wide bytes.Buffer
	zw, err := zstd.NewWriter(&wide, zstd.WithWindowSize(16<<20))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := zw.Write(make([]byte, 17<<20)); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	damage := func(b []byte) []byte {
		b = bytes.Clone(b)
		for i := len(b) / 2; i < len(b)/2+8; i++ {
			b[i] ^= 0x5a
		}
		return b
	}
	join := func(a, b []byte) []byte { return append(bytes.Clone(a), b...) }
	twice := join(page, page)
	for _, tt := range []struct {
		name   string
		body   []byte
		fields []string
		kind   Kind // "": want is the page
		want   string
		page   []byte // nil: page
	}{
		{"gzip", gz, []string{"gzip"}, "", "", nil},
		{"deflate as zlib", zl, []string{"deflate"}, "", "", nil},
		{"deflate without zlib", bare, []string{"deflate"}, "", "", nil},
		{"br", br, []string{"br"}, "", "", nil},
		{"zstd", zs, []string{"zstd"}, "", "", nil},
		{"spelled otherwise", gz, []string{" X-GZip ,identity"}, "", "", nil},
		{"one over another", coded(t, page, "gzip", "br"), []string{"gzip, br"}, "", "", nil},
		{"over several fields", coded(t, page, "deflate", "zstd", "gzip"), []string{"deflate", "zstd, gzip"}, "", "", nil},
		{"gzip twice", coded(t, page, "gzip", "gzip"), []string{"gzip", "gzip"}, "", "", nil},
		{"gzip in members", join(gz, gz), []string{"gzip"}, "", "", twice},
		{"zstd in frames", join(zs, zs), []string{"zstd"}, "", "", twice},
		{"gzip and more", join(gz, []byte("\r\n\x00garbage")), []string{"gzip"}, "", "", nil},
		{"nothing, said to be compressed", nil, []string{"br"}, "", "", []byte{}},

		{"gzip cut", gz[:len(gz)-9], []string{"gzip"}, KindCut, "gzip body ends too early", nil},
		{"deflate cut", zl[:len(zl)-9], []string{"deflate"}, KindCut, "deflate body ends too early", nil},
		{"bare deflate cut", bare[:len(bare)-9], []string{"deflate"}, KindCut, "deflate body ends too early", nil},
		{"br cut", br[:len(br)-5], []string{"br"}, KindCut, "br body ends too early", nil},
		{"zstd cut", zs[:len(zs)-9], []string{"zstd"}, KindCut, "zstd body ends too early", nil},
		{"gzip cut in its second member", join(gz, gz[:20]), []string{"gzip"}, KindCut, "gzip body ends too early", nil},
		{"gzip in nothing", coded(t, nil, "br"), []string{"gzip, br"}, KindCut, "gzip body ends too early", nil},

		{"gzip damaged", damage(gz), []string{"gzip"}, KindEncoding, "gzip body is damaged", nil},
		{"deflate damaged", damage(zl), []string{"deflate"}, KindEncoding, "deflate body is damaged", nil},
		{"br damaged", damage(br), []string{"br"}, KindEncoding, "br body is damaged", nil},
		{"zstd damaged", damage(zs), []string{"zstd"}, KindEncoding, "zstd body is damaged", nil},
		{"no gzip", page, []string{"gzip"}, KindEncoding, "said to be gzip and is not", nil},
		{"no zstd", page, []string{"zstd"}, KindEncoding, "said to be zstd and is not", nil},
		{"unknown", page, []string{"compress"}, KindEncoding, `"compress", which was not asked for`, nil},
		{"too many", gz, []string{"gzip, gzip, gzip, gzip, gzip"}, KindEncoding, "compressed 5 times over", nil},
		{"zstd with a wide window", wide.Bytes(), []string{"zstd"}, KindEncoding, "window above 8 MiB", nil},

		{"gzip bomb", coded(t, zeros, "gzip"), []string{"gzip"}, KindTooLarge, "above 200 to 1", nil},
		{"deflate bomb", coded(t, zeros, "deflate"), []string{"deflate"}, KindTooLarge, "above 200 to 1", nil},
		{"br bomb", coded(t, zeros, "br"), []string{"br"}, KindTooLarge, "above 200 to 1", nil},
		{"zstd bomb", coded(t, zeros, "zstd"), []string{"zstd"}, KindTooLarge, "above 200 to 1", nil},
		{"bomb in a bomb", coded(t, zeros, "gzip", "gzip"), []string{"gzip, gzip"}, KindTooLarge, "above 200 to 1", nil},
		{"bomb of empty members", coded(t, bytes.Repeat(coded(t, nil, "gzip"), 200_000), "gzip"), []string{"gzip, gzip"}, KindTooLarge, "above 200 to 1", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decoded(tt.body, limitsOf(Options{}), tt.fields...)
			if tt.kind != "" {
				var own *fault
				if !errors.As(err, &own) || own.kind != tt.kind || !strings.Contains(own.reason, tt.want) {
					t.Errorf("got %d bytes and %v, want kind %q that says %q", len(got), err, tt.kind, tt.want)
				}
				return
			}
			want := tt.page
			if want == nil {
				want = page
			}
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("got %d bytes and %v, want %d", len(got), err, len(want))
			}
		})
	}
}

// TestRatio: the option moves the bound, and small bodies have none.
func TestRatio(t *testing.T) {
	bomb := coded(t, make([]byte, 4<<20), "gzip")
	if got, err := decoded(bomb, limitsOf(Options{MaxRatio: -1}), "gzip"); err != nil || len(got) != 4<<20 {
		t.Errorf("any ratio: %d bytes, %v", len(got), err)
	}
	if got, err := decoded(coded(t, make([]byte, ratioFrom), "gzip"), limitsOf(Options{}), "gzip"); err != nil || len(got) != ratioFrom {
		t.Errorf("a small one: %d bytes, %v", len(got), err)
	}
	_, err := decoded(bomb, limitsOf(Options{MaxRatio: -1, MaxBodyBytes: 1 << 20}), "gzip")
	var own *fault
	if !errors.As(err, &own) || own.limit != "MaxBodyBytes" {
		t.Errorf("any ratio, too large: %v", err)
	}
}

// FuzzDecode: whatever comes, decoding ends within its bounds.
func FuzzDecode(f *testing.F) {
	for _, codings := range []string{"gzip", "deflate", "br", "zstd", "gzip,br", "zstd,gzip"} {
		f.Add(codings, coded(f, []byte("<p>hello, hello, hello</p>"), strings.Split(codings, ",")...))
	}
	f.Add("deflate", coded(f, []byte("<p>hello, hello, hello</p>"), "bare deflate"))
	l := limitsOf(Options{MaxBodyBytes: 1 << 16})
	f.Fuzz(func(t *testing.T, codings string, body []byte) {
		got, err := decoded(body, l, codings)
		if int64(len(got)) > l.maxBody {
			t.Errorf("%d bytes", len(got))
		}
		var own *fault
		if err != nil && !errors.As(err, &own) {
			t.Errorf("%v is no fault", err)
		}
	})
}
