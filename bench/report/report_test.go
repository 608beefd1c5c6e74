package report

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

const samples = "../../testdata/captchas/"

// measured is a bench of two of the repository's corpora, with two recipes and a command.
func measured(t *testing.T) Bench {
	t.Helper()
	b, err := measureOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// measureOnce measures for all tests. Its engines live as long as they.
var measureOnce = sync.OnceValues(func() (Bench, error) {
	pool, err := tesseract.New(tesseract.Options{})
	if err != nil {
		return Bench{}, err
	}
	b := Bench{Recipes: map[string]*ocr.Recipe{}, Version: "v1.2.3", Made: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}
	for _, name := range []string{"b64_string", "b64_math"} {
		c, err := bench.LoadCorpus(os.DirFS(samples+name), name)
		if err != nil {
			return Bench{}, err
		}
		b.Corpora = append(b.Corpora, c)
	}
	for _, name := range []string{"plain", "book"} {
		recipe, err := ocr.LoadRecipe(name)
		if err != nil {
			return Bench{}, err
		}
		b.Recipes[name] = recipe
		b.Engines = append(b.Engines, bench.NewReader(name, ocr.NewReader(pool, recipe)))
	}
	command, err := bench.NewCommand(`echo '<script>'`, bench.CommandOptions{})
	if err != nil {
		return Bench{}, err
	}
	b.Engines = append(b.Engines, command)
	var results []bench.Result
	for _, c := range b.Corpora {
		for _, e := range b.Engines {
			r, err := bench.Run(context.Background(), c, e, bench.Options{})
			if err != nil {
				return Bench{}, err
			}
			results = append(results, r)
		}
	}
	b.Report = bench.NewReport("5.3.0", results...)
	old := b.Report
	old.Corpora = append([]bench.Result{}, results...)
	old.Corpora[0].Readings = append([]bench.Reading{}, results[0].Readings...)
	flip := &old.Corpora[0].Readings[0]
	flip.Right, flip.Got = !flip.Right, "before"
	b.Report.Baseline = b.Report.Since(old)
	return b, nil
})

func write(t *testing.T, b Bench) (string, *goquery.Document) {
	t.Helper()
	var page bytes.Buffer
	if err := Write(t.Context(), &page, b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return page.String(), doc
}

// TestWrite holds the page against what was measured.
func TestWrite(t *testing.T) {
	b := measured(t)
	b.Pictures = 3
	page, doc := write(t, b)
	if rows := doc.Find("table.summary tbody tr").Length(); rows != 6 {
		t.Errorf("the summary has %d rows, want 6", rows)
	}
	plain := b.Report.Corpora[0]
	row := doc.Find("table.summary tbody tr").First().Text()
	for _, want := range []string{"b64_string", "plain", percent(plain.Accuracy), percent(plain.AccuracyLow), percent(plain.CER), percent(plain.Calibration.ECE)} {
		if !strings.Contains(row, want) {
			t.Errorf("the first row of the summary is %q, without %q", row, want)
		}
	}
	failures, shown := map[string]bool{}, map[string]int{}
	for _, r := range b.Report.Corpora {
		for _, f := range r.Failures {
			failures[r.Name+"/"+f.File] = true
		}
	}
	cases := doc.Find("article.case")
	if cases.Length() != len(failures) {
		t.Errorf("%d failures are listed, want %d", cases.Length(), len(failures))
	}
	cases.Each(func(_ int, c *goquery.Selection) {
		corpus, _ := c.Attr("data-corpus")
		recipes, _ := c.Attr("data-recipes")
		c.Find(".run").Each(func(i int, run *goquery.Selection) {
			if run.Find("img").Length() > 0 {
				shown[corpus+"/"+strings.Fields(recipes)[i]]++
			}
		})
	})
	if shown["b64_string/0"] != 3 || shown["b64_string/1"] != 3 || shown["b64_math/0"] != 3 || shown["b64_string/2"] != 0 {
		t.Errorf("failures with stages: %v, want 3 of each recipe, and none of the command", shown)
	}
	if strings.Contains(page, "echo '<script>'") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("what a command printed is not escaped")
	}
	for _, pattern := range []string{`https?://`, `<link`, ` src="[^d]`, ` style="`, ` on[a-z]+="`, `@import`, `url\(`} {
		if found := regexp.MustCompile(pattern).FindString(page); found != "" {
			t.Errorf("the page has %q", found)
		}
	}
	if len(doc.Find("#baseline").Nodes) != 1 || !strings.Contains(doc.Find("#baseline").Text(), "before") {
		t.Error("the page does not say what changed since the baseline")
	}
	if got := doc.Find("#recipes pre").Length(); got != 2 {
		t.Errorf("%d recipes are shown, want 2", got)
	}
}

// TestWriteWorstFirst: the listed failures go from the worst to the nearest.
func TestWriteWorstFirst(t *testing.T) {
	b := measured(t)
	b.Pictures = -1
	_, doc := write(t, b)
	last := 1 << 30
	doc.Find("article.case").Each(func(_ int, c *goquery.Selection) {
		worst := 0
		words, _ := c.Attr("data-worst")
		for _, word := range strings.Fields(words) {
			n, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			worst = max(worst, n)
		}
		if worst > last {
			t.Errorf("a failure %d wrong comes after one %d wrong", worst, last)
		}
		last = worst
	})
	if n := doc.Find("img").Length(); n != 0 {
		t.Errorf("%d pictures, want none", n)
	}
}

// TestWriteEmpty: a bench without failures, and one without anything.
func TestWriteEmpty(t *testing.T) {
	right := bench.Result{
		Name: "words", Recipe: "book", Images: 1, Total: 1, Exact: 1, Accuracy: 1, AccuracyLow: 0.2, AccuracyHigh: 1,
		Readings: []bench.Reading{{File: "a.png", Want: "a", Got: "a", Right: true, Confidence: 1, Ms: 1}},
	}
	page, doc := write(t, Bench{Report: bench.NewReport("5.3.0", right)})
	if !strings.Contains(page, "every image was read right") || doc.Find("form").Length() != 0 {
		t.Error("the page does not say that every image was read right")
	}
	write(t, Bench{Report: bench.NewReport("5.3.0")})
	write(t, Bench{Report: bench.NewReport("5.3.0", bench.Result{Name: "words", Recipe: "book"})})
}

type nothing struct{}

func (nothing) Recognize(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
	return ocr.Recognition{}, nil
}

// noisy is a bench of images that do not compress, none of which is read.
func noisy(t testing.TB, images, recipes int) Bench {
	t.Helper()
	fsys := fstest.MapFS{}
	rng := rand.New(rand.NewPCG(1, 2))
	labels := "file,text\n"
	for i := range images {
		img := image.NewRGBA(image.Rect(0, 0, 320, 120))
		for j := range img.Pix {
			img.Pix[j] = uint8(rng.Uint32())
		}
		for y := range 120 {
			for x := range 320 {
				c := img.RGBAAt(x, y)
				img.SetRGBA(x, y, color.RGBA{c.R, c.G, c.B, 255})
			}
		}
		var data bytes.Buffer
		if err := png.Encode(&data, img); err != nil {
			t.Fatal(err)
		}
		name := strconv.Itoa(i) + ".png"
		fsys[name] = &fstest.MapFile{Data: data.Bytes()}
		labels += name + ",word\n"
	}
	fsys["labels.csv"] = &fstest.MapFile{Data: []byte(labels)}
	c, err := bench.LoadCorpus(fsys, "noise")
	if err != nil {
		t.Fatal(err)
	}
	b := Bench{Corpora: []*bench.Corpus{c}, Pictures: images}
	var results []bench.Result
	for i := range recipes {
		recipe, _ := ocr.BuiltIn("plain")
		e := bench.NewReader("recipe "+strconv.Itoa(i), ocr.NewReader(nothing{}, recipe))
		r, err := bench.Run(t.Context(), c, e, bench.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b.Engines, results = append(b.Engines, e), append(results, r)
	}
	b.Report = bench.NewReport("5.3.0", results...)
	return b
}

// TestWriteStaysSmall: however much could be shown, the page stays below 5 MB, and lists all failures.
func TestWriteStaysSmall(t *testing.T) {
	page, doc := write(t, noisy(t, 120, 2))
	if len(page) >= 5_000_000 || len(page) < 2_000_000 {
		t.Errorf("the page has %d bytes, want less than 5,000,000, and pictures", len(page))
	}
	if n := doc.Find("article.case").Length(); n != 120 {
		t.Errorf("%d failures are listed, want 120", n)
	}
}

func TestWriteCancelled(t *testing.T) {
	b := noisy(t, 1, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Write(ctx, &bytes.Buffer{}, b); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}

// BenchmarkWrite draws the report of 500 images read by two recipes.
func BenchmarkWrite(b *testing.B) {
	r := noisy(b, 500, 2)
	r.Pictures = 0
	for b.Loop() {
		var page bytes.Buffer
		if err := Write(b.Context(), &page, r); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(page.Len()), "bytes/page")
	}
}
