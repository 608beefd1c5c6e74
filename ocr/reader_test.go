package ocr

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// columns is a Recognizer that needs no engine: each column of ink is an "I", of confidence 0.9, the whole of 0.8. Real
// recognition is tested in ocr/tesseract.
type columns struct {
	mu    sync.Mutex // guards the rest
	calls int
	opts  RecognizeOptions
	size  image.Point
}

func (c *columns) Recognize(ctx context.Context, img *image.Gray, opts RecognizeOptions) (Recognition, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	c.opts, c.size = opts, img.Rect.Size()
	var out Recognition
	_, parts := new(buffers).findComponents(img)
	for _, p := range parts {
		out.Symbols = append(out.Symbols, Symbol{Text: "I", Confidence: 0.9, Box: p.box})
	}
	out.Confidence = 0.8
	return out, nil
}

// bars draws black bars of 2 × 10 px, 6 px apart, from (x, y) on.
func bars(img *image.RGBA, n, x, y int) {
	for i := range n {
		for dy := range 10 {
			img.Set(x+6*i, y+dy, color.Black)
			img.Set(x+6*i+1, y+dy, color.Black)
		}
	}
}

func ground(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(90 + i%7)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func mustBuiltIn(t testing.TB, name string) *Recipe {
	t.Helper()
	r, ok := BuiltIn(name)
	if !ok {
		t.Fatalf("no recipe %s", name)
	}
	return r
}

func TestReaderRead(t *testing.T) {
	rec := &columns{}
	img := ground(60, 40)
	bars(img, 3, 20, 15)
	got, err := NewReader(rec, mustBuiltIn(t, "book")).Read(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	if got.Elapsed <= 0 {
		t.Errorf("elapsed %v", got.Elapsed)
	}
	got.Elapsed = 0
	symbol := func(x int) Symbol { return Symbol{Text: "i", Confidence: 0.9, Box: image.Rect(x, 15, x+2, 25)} }
	want := Reading{
		Text: "iii", Raw: "III", Valid: true, Confidence: 0.8, Recipe: "book", // in lower case, by the charset
		Symbols: []Symbol{symbol(20), symbol(26), symbol(32)},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if want := (RecognizeOptions{PSM: 13, Language: "eng"}); rec.opts != want {
		t.Errorf("recognised with %+v, want %+v", rec.opts, want)
	}
	if want := image.Pt(14+20, 10+20); rec.size != want { // the ink and its border
		t.Errorf("recognised a picture of %v, want %v", rec.size, want)
	}
}

// Boxes are in the image's own coordinates, whatever its origin and however it was scaled.
func TestReaderBoxesOfSubImageScaled(t *testing.T) {
	img := ground(100, 80)
	bars(img, 2, 50, 40)
	sub := img.SubImage(image.Rect(30, 20, 90, 70))
	recipe := mustBuiltIn(t, "book")
	recipe.Steps = append(recipe.Steps, Step{"scale", map[string]any{"height": 30, "filter": "nearest"}})
	got, err := NewReader(&columns{}, recipe).Read(t.Context(), sub)
	if err != nil {
		t.Fatal(err)
	}
	var boxes []image.Rectangle
	for _, s := range got.Symbols {
		boxes = append(boxes, s.Box)
	}
	if d := cmp.Diff([]image.Rectangle{image.Rect(50, 40, 52, 50), image.Rect(56, 40, 58, 50)}, boxes); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestReaderWithoutInk(t *testing.T) {
	images := map[string]image.Image{
		"nothing black": ground(30, 20),
		"white":         image.NewRGBA(image.Rect(0, 0, 5, 5)), // clear, so white
		"no pixels":     image.NewRGBA(image.Rectangle{}),
	}
	for _, name := range append(BuiltInNames(), "raw") {
		recipe := &Recipe{Name: "raw"}
		if name != "raw" {
			recipe = mustBuiltIn(t, name)
		}
		for what, img := range images {
			if what == "nothing black" && name != "book" {
				continue // to the others the ground's texture is something
			}
			rec := &columns{}
			reader := NewReader(rec, recipe)
			got, err := reader.Read(t.Context(), img)
			if err != nil || !got.Empty || got.Text != "" || got.Confidence != 0 || got.Recipe != recipe.Name {
				t.Errorf("%s, %s: %+v, %v; want an empty reading", name, what, got, err)
			}
			if rec.calls != 0 {
				t.Errorf("%s, %s: recognised although there is nothing", name, what)
			}
			if _, err := reader.Prepare(t.Context(), img); !errors.Is(err, ErrNoInk) {
				t.Errorf("%s, %s: Prepare's error %v, want ErrNoInk", name, what, err)
			}
		}
	}
}

func TestReaderErrors(t *testing.T) {
	img := ground(60, 40)
	bars(img, 1, 5, 5)
	broken := errors.New("engine is gone")
	recipe := mustBuiltIn(t, "book")
	if _, err := NewReader(failing{broken}, recipe).Read(t.Context(), img); !errors.Is(err, broken) {
		t.Errorf("recogniser's error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewReader(&columns{}, recipe).Read(ctx, img); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	endless := image.NewUniform(color.White)
	if _, err := NewReader(&columns{}, recipe).Read(t.Context(), endless); !errors.Is(err, ErrTooLarge) {
		t.Errorf("an endless image: %v", err)
	}
	if _, err := NewReader(&columns{}, recipe).ReadFrom(t.Context(), strings.NewReader("<html>")); !errors.Is(err, ErrFormat) {
		t.Errorf("not an image: %v", err)
	}
	invalid := &Recipe{Name: "bad", Steps: []Step{{Name: "blurr"}}}
	if _, err := NewReader(&columns{}, invalid).Read(t.Context(), img); err == nil || !strings.Contains(err.Error(), `recipe "bad": step 1: unknown step "blurr"`) {
		t.Errorf("an invalid recipe: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Recognize(context.Context, *image.Gray, RecognizeOptions) (Recognition, error) {
	return Recognition{}, f.err
}

// One Reader, many goroutines, images of different sizes: no picture may see another's memory.
func TestReaderConcurrently(t *testing.T) {
	reader := NewReader(&columns{}, mustBuiltIn(t, "book"))
	var wg sync.WaitGroup
	for n := range 8 {
		img := ground(80+10*n, 40+n)
		bars(img, 1+n, 10, 10)
		wg.Go(func() {
			for range 50 {
				got, err := reader.Read(context.Background(), img)
				if want := strings.Repeat("i", 1+n); err != nil || got.Text != want {
					t.Errorf("got %q, %v; want %q", got.Text, err, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

// The image that was given must not change, not even where the steps work in place.
func TestReaderLeavesTheImageAlone(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = byte(i % 251)
	}
	before := bytes.Clone(img.Pix)
	for _, name := range BuiltInNames() {
		if _, err := NewReader(&columns{}, mustBuiltIn(t, name)).Read(t.Context(), img); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(before, img.Pix) {
		t.Error("the image was changed")
	}
}

func TestExplainAndWriteStages(t *testing.T) {
	img := ground(60, 40)
	bars(img, 3, 20, 15)
	reading, stages, err := NewReader(&columns{}, mustBuiltIn(t, "book")).Explain(t.Context(), img)
	if err != nil || reading.Text != "iii" {
		t.Fatalf("%+v, %v", reading, err)
	}
	var names []string
	for _, s := range stages {
		names = append(names, strings.TrimSpace(s.Name+" "+s.Params)+" "+s.Image.Bounds().Size().String())
	}
	want := []string{"original (60,40)", "grayscale (60,40)", "threshold value: 1 (60,40)", "crop (14,10)", "border px: 10 (34,30)"}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("stages (-want +got):\n%s", d)
	}

	dir := t.TempDir()
	files, err := WriteStages(dir, "a.png", stages)
	if err != nil {
		t.Fatal(err)
	}
	wantFiles := []string{"a.png-00-original.png", "a.png-01-grayscale.png", "a.png-02-threshold.png", "a.png-03-crop.png", "a.png-04-border.png"}
	if d := cmp.Diff(wantFiles, files); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	for i, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f))
		if err != nil {
			t.Fatal(err)
		}
		back, err := png.Decode(bytes.NewReader(data))
		if err != nil || back.Bounds() != stages[i].Image.Bounds() {
			t.Errorf("%s: %v", f, err)
		}
	}
	for _, prefix := range []string{"", ".", "..", "../a", "a/b", "/a"} {
		if _, err := WriteStages(dir, prefix, stages); err == nil {
			t.Errorf("prefix %q was taken", prefix)
		}
	}
}

// The stage at which the ink was lost is the one to look at.
func TestExplainWithoutInk(t *testing.T) {
	reading, stages, err := NewReader(&columns{}, mustBuiltIn(t, "book")).Explain(t.Context(), ground(30, 20))
	if err != nil || !reading.Empty {
		t.Fatalf("%+v, %v", reading, err)
	}
	if last := stages[len(stages)-1]; last.Name != "crop" || len(stages) != 4 {
		t.Errorf("%d stages, the last is %q; want 4 and crop", len(stages), last.Name)
	}
}

func TestStagesAreCopies(t *testing.T) {
	img := ground(60, 40)
	bars(img, 3, 20, 15)
	reader := NewReader(&columns{}, mustBuiltIn(t, "book"))
	_, first, err := reader.Explain(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	before := bytes.Clone(first[4].Image.(*image.Gray).Pix)
	other := ground(60, 40)
	bars(other, 5, 5, 5)
	if _, _, err := reader.Explain(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, first[4].Image.(*image.Gray).Pix) {
		t.Error("the next image overwrote a stage")
	}
}

func BenchmarkPrepareBook(b *testing.B)  { benchmarkPrepare(b, "book") }
func BenchmarkPreparePlain(b *testing.B) { benchmarkPrepare(b, "plain") }

// benchmarkPrepare prepares a decoded image of 256 × 96 px, a word of the size in which the book's site shows it.
func benchmarkPrepare(b *testing.B, recipe string) {
	img := ground(256, 96)
	for i := range 5 {
		bars(img, 20, 60, 30+10*i)
	}
	reader := NewReader(nil, mustBuiltIn(b, recipe))
	nothing := func(*picture) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		if err := reader.prepared(b.Context(), img, nil, nothing); err != nil {
			b.Fatal(err)
		}
	}
}
