package worker

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"

	"github.com/formbot/formbot/ocr"
)

// TestMutated has mutated images decoded, prepared and recognised. Each ends with a reading or an error within the time
// that an image may take, and no child is lost but for that time. BenchmarkMutated does it for more of them.
func TestMutated(t *testing.T) {
	m := newMutants(t)
	m.read(t, 150)
}

// BenchmarkMutated reads as many mutated images as -benchtime=10000x says. lost are children that were ended for taking
// too long.
func BenchmarkMutated(b *testing.B) {
	m := newMutants(b)
	m.read(b, 100)
	held := func() float64 { // pictures of wild dimensions leave room behind, which is no leak
		debug.FreeOSMemory()
		return mib(resident(b))
	}
	before := held()
	for b.Loop() {
		m.read(b, 1)
	}
	most := mib(resident(b)) - before
	b.ReportMetric(held()-before, "parent-growth-MiB")
	b.ReportMetric(most, "parent-room-MiB")
	b.ReportMetric(float64(m.readings)/float64(m.n), "readable")
	b.ReportMetric(float64(m.pool.Stats().Lost), "lost")
	b.ReportMetric(float64(m.slowest.Milliseconds()), "slowest-ms")
}

// mutants reads mutated images, the same ones each time.
type mutants struct {
	rng      *rand.Rand
	seeds    []image.Image
	pool     *Pool
	reader   *ocr.Reader
	n        int
	readings int
	slowest  time.Duration
}

const mutantTimeout = 5 * time.Second

func newMutants(t testing.TB) *mutants {
	t.Helper()
	m := &mutants{rng: rand.New(rand.NewPCG(1, 2))}
	files, err := filepath.Glob("../../testdata/captchas/*/000*.png")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples, error %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := ocr.Decode(bytes.NewReader(data), ocr.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		m.seeds = append(m.seeds, img)
	}
	recipe, err := ocr.LoadRecipe("plain")
	if err != nil {
		t.Fatal(err)
	}
	m.pool = newPool(t, Options{Workers: 1, Timeout: mutantTimeout})
	m.reader = ocr.NewReader(m.pool, recipe)
	return m
}

// read reads n more images.
func (m *mutants) read(t testing.TB, n int) {
	t.Helper()
	for range n {
		data := m.next(t)
		begun := time.Now()
		_, err := m.reader.ReadFrom(context.Background(), bytes.NewReader(data))
		took := time.Since(begun)
		m.slowest = max(m.slowest, took)
		m.n++
		var (
			decode *ocr.DecodeError
			lost   *ChildError
			start  *StartError
		)
		switch {
		case err == nil:
			m.readings++
		case errors.As(err, &start), errors.As(err, &lost) && !errors.Is(lost, ErrTimeout):
			t.Errorf("image %d, %d bytes: %v", m.n, len(data), err)
		case errors.As(err, &decode), errors.As(err, &lost), refused(err):
		default:
			t.Errorf("image %d, %d bytes: an error of no known kind: %v", m.n, len(data), err)
		}
		if took > mutantTimeout+patience {
			t.Errorf("image %d, %d bytes: it took %v", m.n, len(data), took)
		}
	}
}

// refused says that a step would make the picture too large, or that Tesseract's pool does not take its shape.
func refused(err error) bool {
	return strings.HasPrefix(err.Error(), `step "scale": the picture would get `) || strings.HasPrefix(err.Error(), "tesseract: an image of ")
}

// next makes an image: of a sample or of a piece of it, laid out to any size, in any format; then whole, with bits
// flipped, cut off, or with another size in its header.
func (m *mutants) next(t testing.TB) []byte {
	t.Helper()
	img := m.seeds[m.rng.IntN(len(m.seeds))]
	if m.rng.IntN(3) == 0 {
		img = m.resize(img)
	}
	var buf bytes.Buffer
	var err error
	isPNG := false
	switch m.rng.IntN(5) {
	case 0:
		err = jpeg.Encode(&buf, img, &jpeg.Options{Quality: 1 + m.rng.IntN(100)})
	case 1:
		err = gif.Encode(&buf, img, nil)
	case 2:
		err = bmp.Encode(&buf, img)
	default:
		err = png.Encode(&buf, img)
		isPNG = true
	}
	if err != nil {
		t.Fatal(err)
	}
	data := buf.Bytes()
	switch m.rng.IntN(4) {
	case 0: // as it is
	case 1:
		for range 1 + m.rng.IntN(8) {
			data[m.rng.IntN(len(data))] ^= 1 << m.rng.IntN(8)
		}
	case 2:
		data = data[:m.rng.IntN(len(data))]
	case 3:
		m.lie(data)
	}
	if isPNG {
		repair(data)
	}
	return data
}

// resize lays out an image, again and again where need be, on a canvas of another size, extreme ones included.
func (m *mutants) resize(img image.Image) image.Image {
	sizes := []int{1, 2, 3, 7, 36, 100, 333, 1000, 5000}
	w, h := sizes[m.rng.IntN(len(sizes))], sizes[m.rng.IntN(len(sizes))]
	for w*h > 200_000 {
		w, h = max(w/2, 1), max(h/3, 1)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	b := img.Bounds()
	for y := 0; y < h; y += b.Dy() {
		for x := 0; x < w; x += b.Dx() {
			draw.Draw(out, b.Add(image.Pt(x, y)), img, b.Min, draw.Src)
		}
	}
	return out
}

// lie writes a number where the formats have their sizes.
func (m *mutants) lie(data []byte) {
	size := []uint32{0, 1, 2, 255, 1000, 4000, 65535, 1 << 24, 1<<31 - 1, 1<<32 - 1}[m.rng.IntN(10)]
	at := 6 + m.rng.IntN(24) // of PNG, GIF and BMP; JPEG has its own further on
	if i := bytes.Index(data, []byte{0xff, 0xc0}); i >= 0 && m.rng.IntN(2) == 0 {
		at = i + 5
	}
	if at+4 <= len(data) {
		if m.rng.IntN(2) == 0 {
			binary.BigEndian.PutUint32(data[at:], size)
		} else {
			binary.LittleEndian.PutUint16(data[at:], uint16(size))
		}
	}
}

// repair makes the checksum of a PNG's header right again, so that what was done to the header is looked at.
func repair(data []byte) {
	if len(data) > 33 && string(data[12:16]) == "IHDR" {
		binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	}
}
