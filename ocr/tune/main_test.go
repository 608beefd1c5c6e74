package tune

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// TestMain makes Tesseract use one thread for an image, as the command does.
func TestMain(m *testing.M) {
	if err := tesseract.ReexecWithOneThread(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // a test program ends here
	}
	m.Run()
}

// samples returns the first n of the repository's images of a kind.
func samples(t testing.TB, kind string, n int) []Image {
	t.Helper()
	dir := filepath.Join("..", "..", "testdata", "captchas", kind)
	labels, err := os.ReadFile(filepath.Join(dir, "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var images []Image
	for _, line := range strings.Split(strings.TrimSpace(string(labels)), "\n")[1:] {
		file, text, _ := strings.Cut(strings.TrimSpace(line), ",")
		f, err := os.Open(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := ocr.Decode(f, ocr.Limits{})
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if images = append(images, Image{Name: file, Image: img, Text: text}); len(images) == n {
			return images
		}
	}
	t.Fatalf("%s has fewer than %d images", dir, n)
	return nil
}

func pool(t testing.TB) *tesseract.Pool {
	t.Helper()
	p, err := tesseract.New(tesseract.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// blots returns images that are all different and labelled with a single character.
func blots(n int) []Image {
	images := make([]Image, n)
	for i := range images {
		img := image.NewGray(image.Rect(0, 0, 24, 16))
		for at := range img.Pix {
			img.Pix[at] = 255
		}
		for x := range 8 {
			for y := range 8 {
				img.Pix[(4+y)*24+4+x] = 0
			}
		}
		img.Pix[24*15+i%24], img.Pix[i/24] = 128, 64
		images[i] = Image{Name: fmt.Sprint(i), Image: img, Text: "I"}
	}
	return images
}

// strokes recognises as many characters as there are dark runs in the middle row, so that what is done to a picture tells.
func strokes(_ context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	rec := ocr.Recognition{Confidence: 0.5}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	row := img.Pix[h/2*img.Stride:][:w]
	for x := 1; x < w; x++ {
		if row[x] < 128 && row[x-1] >= 128 {
			rec.Symbols = append(rec.Symbols, ocr.Symbol{Text: string("0123456789"[(x*36/h+opts.PSM)%10]), Confidence: 0.9})
		}
	}
	return rec, nil
}

// recognizer is a function as an ocr.Recognizer.
type recognizer func(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error)

// Recognize implements ocr.Recognizer.
func (f recognizer) Recognize(ctx context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	return f(ctx, img, opts)
}
