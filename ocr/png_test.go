package ocr

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// pngChunk is a chunk with its length and checksum.
func pngChunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pngOf is a PNG of 8 bits a channel, with these chunks after the first.
func pngOf(kind byte, w, h int, chunks ...[]byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, uint32(w))
	header = append(binary.BigEndian.AppendUint32(header, uint32(h)), 8, kind, 0, 0, 0)
	out := append([]byte(pngMagic), pngChunk("IHDR", header)...)
	return append(append(out, bytes.Join(chunks, nil)...), pngChunk("IEND", nil)...)
}

// pngLines are the lines of a picture, each with a filter at random: a gradient, noise, or a single colour.
func pngLines(rng *rand.Rand, stride, h, colours int) []byte {
	var out []byte
	look := rng.IntN(3)
	for y := range h {
		out = append(out, byte(rng.IntN(5)))
		for x := range stride {
			v := 0
			switch look {
			case 0:
				v = (x + y) / 3
			case 1:
				v = rng.IntN(256)
			}
			out = append(out, byte(v%colours))
		}
	}
	return out
}

func zlibbed(t testing.TB, data []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDecodePNG holds decodePNG against image/png, over all kinds, filters and ways of packing.
func TestDecodePNG(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	channels := map[byte]int{pngGray: 1, pngTrue: 3, pngPalette: 1, pngTrueAlpha: 4}
	for kind, n := range channels {
		for i := range 300 {
			w, h := 1+rng.IntN(40), 1+rng.IntN(40)
			if i%30 == 0 {
				w, h = w*10, h*10 // more than one block
			}
			colours, chunks := 256, [][]byte{pngChunk("tEXt", []byte("Title\x00x"))}
			lines := pngLines(rng, w*n, h, colours)
			if kind == pngPalette {
				colours = 256 // filters make any index of any other
				palette := make([]byte, 3*colours)
				for i := range palette {
					palette[i] = byte(rng.IntN(256))
				}
				chunks = append(chunks, pngChunk("PLTE", palette))
				if rng.IntN(2) == 0 {
					chunks = append(chunks, pngChunk("tRNS", palette[:1+rng.IntN(colours)]))
				}
			}
			packed := zlibbed(t, lines, rng.IntN(12)-2)
			cut := rng.IntN(len(packed))
			chunks = append(chunks, pngChunk("IDAT", packed[:cut]), pngChunk("IDAT", packed[cut:]), pngChunk("tIME", make([]byte, 7)))
			data := pngOf(kind, w, h, chunks...)
			want, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			got, ok := decodePNG(data)
			if !ok {
				t.Fatalf("colour type %d, %d×%d: refused", kind, w, h)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("colour type %d, %d×%d: differs from what image/png decodes", kind, w, h)
			}
		}
	}
}

// TestDecodePNGFiles decodes pictures by others' encoders.
func TestDecodePNGFiles(t *testing.T) {
	files, err := filepath.Glob("../testdata/captchas/*/*.png")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := decodePNG(data); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: decoded %v, or differs from what image/png decodes", file, ok)
		}
	}
}

// TestDecodePNGRefuses leaves to image/png what is not as usual, or not as it should be.
func TestDecodePNGRefuses(t *testing.T) {
	lines := make([]byte, 5*7)
	packed := zlibbed(t, lines, zlib.BestSpeed)
	idat := pngChunk("IDAT", packed)
	good := pngOf(pngTrue, 2, 5, idat)
	if _, ok := decodePNG(good); !ok {
		t.Fatal("the good one is refused")
	}
	edit := func(data []byte, at int, to byte) []byte {
		data = bytes.Clone(data)
		data[at] = to
		return data
	}
	wrongFilter := bytes.Clone(lines)
	wrongFilter[7] = 5
	for name, data := range map[string][]byte{
		"nothing":                  nil,
		"the magic alone":          []byte(pngMagic),
		"a checksum":               edit(good, len(good)-1, 0),
		"no end":                   good[:len(good)-12],
		"cut off":                  good[:len(good)-20],
		"no data":                  pngOf(pngTrue, 2, 5),
		"the second header":        pngOf(pngTrue, 2, 5, good[8:33], idat),
		"data in two places":       pngOf(pngTrue, 2, 5, pngChunk("IDAT", packed[:9]), pngChunk("tEXt", nil), pngChunk("IDAT", packed[9:])),
		"an unknown chunk":         pngOf(pngTrue, 2, 5, pngChunk("NEWS", nil), idat),
		"too few lines":            pngOf(pngTrue, 2, 6, idat),
		"too many lines":           pngOf(pngTrue, 2, 4, idat),
		"a filter":                 pngOf(pngTrue, 2, 5, pngChunk("IDAT", zlibbed(t, wrongFilter, 1))),
		"more behind the data":     pngOf(pngTrue, 2, 5, pngChunk("IDAT", append(bytes.Clone(packed), 0))),
		"the data's checksum":      pngOf(pngTrue, 2, 5, pngChunk("IDAT", edit(packed, len(packed)-1, 7))),
		"no palette":               pngOf(pngPalette, 6, 5, idat),
		"a palette that ends":      pngOf(pngPalette, 6, 5, pngChunk("PLTE", make([]byte, 4)), idat),
		"an index out of it":       pngOf(pngPalette, 1, 1, pngChunk("PLTE", make([]byte, 3)), pngChunk("IDAT", zlibbed(t, []byte{0, 1}, 1))),
		"one transparent colour":   pngOf(pngTrue, 2, 5, pngChunk("tRNS", make([]byte, 6)), idat),
		"16 bits":                  pngOf(pngTrue, 2, 5)[:24],
		"more than there could be": pngOf(pngTrue, 2000, 2000, idat),
		"a width of none":          pngOf(pngTrue, 0, 5, idat),
	} {
		if _, ok := decodePNG(data); ok {
			t.Errorf("%s: not refused", name)
		}
	}
}

// TestDecodeReaders reads from what knows its length and what does not.
func TestDecodeReaders(t *testing.T) {
	data := encoded(t)["png"]
	for name, r := range map[string]io.Reader{
		"bytes.Reader": bytes.NewReader(data), "bytes.Buffer": bytes.NewBuffer(bytes.Clone(data)),
		"a stream": io.MultiReader(bytes.NewReader(data[:50]), bytes.NewReader(data[50:])),
	} {
		if img, _, err := Decode(r, Limits{MaxBytes: int64(len(data))}); err != nil || img.Bounds() != image.Rect(0, 0, 32, 24) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, _, err := Decode(bytes.NewReader(data), Limits{MaxBytes: int64(len(data)) - 1}); err == nil {
		t.Error("a byte too many: no error")
	}
}

// FuzzDecodePNG mends the checksums, so that what is behind them is reached.
func FuzzDecodePNG(f *testing.F) {
	lines := pngLines(rand.New(rand.NewPCG(2, 2)), 9, 4, 256)
	f.Add(pngOf(pngTrue, 3, 4, pngChunk("IDAT", zlibbed(f, lines, zlib.BestCompression))))
	f.Add(pngOf(pngGray, 9, 4, pngChunk("IDAT", zlibbed(f, lines, zlib.NoCompression))))
	f.Add(pngOf(pngPalette, 9, 4, pngChunk("PLTE", make([]byte, 768)), pngChunk("tRNS", []byte{0, 9}), pngChunk("IDAT", zlibbed(f, lines, zlib.HuffmanOnly))))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.Clone(data)
		for at := len(pngMagic); len(data)-at >= 12; {
			size := int(binary.BigEndian.Uint32(data[at:]))
			if size > len(data)-at-12 {
				break
			}
			binary.BigEndian.PutUint32(data[at+8+size:], crc32.ChecksumIEEE(data[at+4:at+8+size]))
			at += 12 + size
		}
		got, ok := decodePNG(data)
		if !ok {
			return
		}
		want, err := png.Decode(bytes.NewReader(data))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("decoded what image/png does not, or not so: its error %v", err)
		}
	})
}

// BenchmarkDecodePNG decodes the pictures of testdata/captchas/words, or of the folder FORMBOT_BENCH_CORPUS, by decodePNG
// and by image/png, one after the other. times-std is the time of image/png by that of decodePNG.
func BenchmarkDecodePNG(b *testing.B) {
	dir := os.Getenv("FORMBOT_BENCH_CORPUS")
	if dir == "" {
		dir = "../testdata/captchas/words"
	}
	files, err := filepath.Glob(dir + "/*.png")
	if err != nil || len(files) == 0 {
		b.Fatalf("no PNG in %s, error %v", dir, err)
	}
	var all [][]byte
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, data)
	}
	var quick, std time.Duration
	n := 0
	for b.Loop() {
		data := all[n%len(all)]
		n++
		start := time.Now()
		if _, ok := decodePNG(data); !ok {
			b.Fatal("refused")
		}
		quick += time.Since(start)
		start = time.Now()
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
		std += time.Since(start)
	}
	b.ReportMetric(float64(quick.Microseconds())/float64(n), "quick-us")
	b.ReportMetric(float64(std.Microseconds())/float64(n), "std-us")
	b.ReportMetric(float64(std)/float64(quick), "times-std")
}
