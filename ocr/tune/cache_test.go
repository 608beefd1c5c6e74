package tune

import (
	"context"
	"image"
	"testing"

	"github.com/formbot/formbot/ocr"
)

func TestCacheBound(t *testing.T) {
	const limit = 1000
	c := newCache[int](limit, func(v int) int { return v })
	r := newRand(1, 1)
	hits := 0
	for i := range 20000 {
		key, size := i%8, 1+r.IntN(200)
		if v, ok := c.get(key); ok {
			hits++
			if v < 1 {
				t.Fatalf("key %d: got %d", key, v)
			}
		}
		c.put(key, size)
		held := 0
		for _, v := range c.young {
			held += v
		}
		for _, v := range c.old {
			held += v
		}
		if held != c.size() || held > limit {
			t.Fatalf("after %d entries it holds %d bytes and says %d; the limit is %d", i+1, held, c.size(), limit)
		}
	}
	if hits == 0 {
		t.Error("nothing was ever found")
	}
	c.put(99, limit)
	if _, ok := c.get(99); ok || c.size() > limit {
		t.Error("a value of the whole size was kept")
	}
}

func TestMeterAsksOnce(t *testing.T) {
	asked := 0
	m := newMeter(recognizer(func(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
		asked++
		return ocr.Recognition{Symbols: []ocr.Symbol{{Text: "a", Confidence: 1}}, Confidence: 1}, nil
	}), 1<<20)
	img := image.NewGray(image.Rect(0, 0, 100, 40))
	var work []int64
	for _, opts := range []ocr.RecognizeOptions{{PSM: 7}, {PSM: 7}, {PSM: 8}, {PSM: 7, Language: "deu"}} {
		before := m.work.Load()
		if rec, err := m.Recognize(t.Context(), img, opts); err != nil || rec.Text() != "a" {
			t.Fatalf("got %q, %v", rec.Text(), err)
		}
		work = append(work, m.work.Load()-before)
	}
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
	if work[0] != work[1] || work[0] == 0 {
		t.Errorf("what is cached must count like the first time: %v", work)
	}
	// What is handed out belongs to the caller, who may change it.
	rec, err := m.Recognize(t.Context(), img, ocr.RecognizeOptions{PSM: 7})
	if err != nil {
		t.Fatal(err)
	}
	rec.Symbols[0].Text = "changed"
	if again, err := m.Recognize(t.Context(), img, ocr.RecognizeOptions{PSM: 7}); err != nil || again.Text() != "a" {
		t.Errorf("a caller's change reached the cache: got %q, %v", again.Text(), err)
	}
	img.Pix[7]++
	if _, err := m.Recognize(t.Context(), img, ocr.RecognizeOptions{PSM: 7}); err != nil || asked != 4 {
		t.Errorf("another picture was not recognised: asked %d times, %v", asked, err)
	}
}

// TestPrefixIsComputedOnce reads an image by two pipelines that begin alike.
func TestPrefixIsComputedOnce(t *testing.T) {
	images := blots(1)
	e, err := newEvaluator(images, []int{0}, Rules{}, Options{Recognizer: echo('I'), Workers: 1, CacheBytes: 8 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var c candidate
	c = c.with(slotUpscale, ocr.Step{Name: "scale", Params: map[string]any{"factor": 2.0}})
	c = c.with(slotThreshold, ocr.Step{Name: "threshold"})
	first, err := e.prepare(t.Context(), c, 0)
	if err != nil {
		t.Fatal(err)
	}
	work := e.meter.work.Load()
	again, err := e.prepare(t.Context(), c, 0)
	if err != nil || again != first {
		t.Errorf("the same pipeline was computed twice (%v)", err)
	}
	if got := e.meter.work.Load(); got != 2*work {
		t.Errorf("work %d after two runs, want twice %d", got, work)
	}
	longer, err := e.prepare(t.Context(), c.with(slotBorder, ocr.Step{Name: "border"}), 0)
	if err != nil || longer == first {
		t.Errorf("a longer pipeline gave the shorter one's picture (%v)", err)
	}
	if _, kept := e.pictures.get(prefixKey{0, stepKey(c.Genes[0].Step)}); !kept {
		t.Error("the common beginning was not kept")
	}
}
