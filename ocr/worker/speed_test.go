package worker

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// sample is one image of the benchmarks' corpus.
type sample struct {
	file     string
	encoded  []byte
	prepared *image.Gray // as the recipe prepares it
	cropped  string      // file of that
}

// samples are the images of testdata/captchas/words, or of the folder FORMBOT_BENCH_CORPUS, prepared by the recipe book,
// or FORMBOT_BENCH_RECIPE.
func samples(b *testing.B) ([]sample, *ocr.Recipe) {
	b.Helper()
	dir, name := os.Getenv("FORMBOT_BENCH_CORPUS"), os.Getenv("FORMBOT_BENCH_RECIPE")
	if dir == "" {
		dir = "../../testdata/captchas/words"
	}
	if name == "" {
		name = "book"
	}
	recipe, err := ocr.LoadRecipe(name)
	if err != nil {
		b.Fatal(err)
	}
	var files []string
	for _, ext := range []string{"png", "jpg", "jpeg", "gif"} {
		some, err := filepath.Glob(filepath.Join(dir, "*."+ext))
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, some...)
	}
	if len(files) == 0 {
		b.Fatalf("no images in %s", dir)
	}
	reader := ocr.NewReader(nil, recipe)
	out := make([]sample, 0, len(files))
	for i, file := range files {
		s := sample{file: file, cropped: filepath.Join(b.TempDir(), strconv.Itoa(i)+".png")}
		if s.encoded, err = os.ReadFile(file); err != nil {
			b.Fatal(err)
		}
		img, _, err := ocr.Decode(bytes.NewReader(s.encoded), ocr.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if s.prepared, err = reader.Prepare(b.Context(), img); err != nil {
			b.Logf("%s is left out: %v", file, err)
			continue
		}
		var buf bytes.Buffer
		if err := png.Encode(&buf, s.prepared); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(s.cropped, buf.Bytes(), 0o600); err != nil {
			b.Fatal(err)
		}
		out = append(out, s)
	}
	return out, recipe
}

// BenchmarkRead reads the corpus by one worker and, image by image, so that a busy machine slows all alike, in this
// process:
//
//   - times-bare is the time of a whole reading (decoding, preparation, worker) by that of bare recognition, in this
//     process, of the prepared image; times-bare-cpu compares processor time instead, that of parent and worker together;
//   - prepared-times-bare, and -cpu, leave out the decoding;
//   - recognize-times-bare, and -cpu, are about the recognition alone, through the worker;
//   - best-times-bare, and best-prepared-times-bare, are those of the shortest of five times for each image, which is what a
//     quiet machine takes; best-read-ms, best-bare-ms and best-prepare-ms are what is compared.
func BenchmarkRead(b *testing.B) {
	const times = 5
	images, recipe := samples(b)
	workers, bare := newPool(b, Options{Workers: 1}), barePool(b, 1)
	if err := workers.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	reader := ocr.NewReader(workers, recipe)
	opts := ocr.RecognizeOptions{PSM: recipe.PSM, Language: recipe.Language}
	ctx, cancel := context.WithCancel(b.Context()) // as callers have one
	defer cancel()
	var read, recognize, inProcess, decode, prepare meter
	for b.Loop() {
		for i := range times * len(images) {
			s, round := images[i/times], i%times
			read.measure(b, workers, func() error { _, err := reader.ReadFrom(ctx, bytes.NewReader(s.encoded)); return err })
			inProcess.measure(b, nil, func() error { _, err := bare.Recognize(ctx, s.prepared, opts); return err })
			recognize.measure(b, workers, func() error { _, err := workers.Recognize(ctx, s.prepared, opts); return err })
			var img image.Image
			decode.measure(b, nil, func() (err error) { img, _, err = ocr.Decode(bytes.NewReader(s.encoded), ocr.Limits{}); return err })
			prepare.measure(b, nil, func() error { _, err := reader.Prepare(ctx, img); return err })
			if round < times-1 {
				continue
			}
			for _, m := range []*meter{&read, &inProcess, &decode, &prepare} {
				m.next()
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(read.best.Seconds()/inProcess.best.Seconds(), "best-times-bare")
	b.ReportMetric((read.best-decode.best).Seconds()/inProcess.best.Seconds(), "best-prepared-times-bare")
	b.ReportMetric(read.bestMs(), "best-read-ms")
	b.ReportMetric(inProcess.bestMs(), "best-bare-ms")
	b.ReportMetric(prepare.bestMs(), "best-prepare-ms")
	b.ReportMetric(read.ms(), "read-ms")
	b.ReportMetric(inProcess.ms(), "bare-ms")
	b.ReportMetric(decode.ms(), "decode-ms")
	b.ReportMetric(prepare.ms(), "prepare-ms")
	b.ReportMetric(read.ms()/inProcess.ms(), "times-bare")
	b.ReportMetric(read.cpu.Seconds()/inProcess.cpu.Seconds(), "times-bare-cpu")
	b.ReportMetric((read.ms()-decode.ms())/inProcess.ms(), "prepared-times-bare")
	b.ReportMetric((read.cpu-decode.cpu).Seconds()/inProcess.cpu.Seconds(), "prepared-times-bare-cpu")
	b.ReportMetric(recognize.ms()/inProcess.ms(), "recognize-times-bare")
	b.ReportMetric(recognize.cpu.Seconds()/inProcess.cpu.Seconds(), "recognize-times-bare-cpu")
}

// BenchmarkProcess reads the corpus by one worker and, image by image, by a process of the tesseract command for each.
//
//   - times-process is the time of a process by that of a reading;
//   - times-process-prepared is that of one that is given the prepared image, which spares it the preparation;
//   - -cpu is about processor time instead. Each process is allowed one thread, as the workers are.
func BenchmarkProcess(b *testing.B) {
	images, recipe := samples(b)
	workers := newPool(b, Options{Workers: 1})
	if err := workers.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	reader := ocr.NewReader(workers, recipe)
	var read, process, prepared meter
	for b.Loop() {
		for _, s := range images {
			read.measure(b, workers, func() error { _, err := reader.ReadFrom(b.Context(), bytes.NewReader(s.encoded)); return err })
			process.command(b, recipe, s.file)
			prepared.command(b, recipe, s.cropped)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(read.ms(), "read-ms")
	b.ReportMetric(process.ms(), "process-ms")
	b.ReportMetric(process.ms()/read.ms(), "times-process")
	b.ReportMetric(prepared.ms()/read.ms(), "times-process-prepared")
	b.ReportMetric(process.cpu.Seconds()/read.cpu.Seconds(), "times-process-cpu")
	b.ReportMetric(prepared.cpu.Seconds()/read.cpu.Seconds(), "times-process-prepared-cpu")
}

// BenchmarkWorkers reads the corpus with one worker and with two, in turns of some twenty images, and recognises the
// prepared images in this process by one instance of Tesseract and by two, in turns as well.
//
//   - times-one is the images per second of two workers by those of one, the median of all turns; times-one-best takes the
//     best turn of each, which a busy machine disturbs least;
//   - bare-times-one is the same in this process: what the machine has to give just then;
//   - cpu-times-one is the processor time of an image by two workers by that by one: what they cost each other.
func BenchmarkWorkers(b *testing.B) {
	const turn = 20
	images, recipe := samples(b)
	pool, bare := newPool(b, Options{Workers: 2}), barePool(b, 2)
	if err := pool.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	reader := ocr.NewReader(pool, recipe)
	opts := ocr.RecognizeOptions{PSM: recipe.PSM, Language: recipe.Language}
	read := func(s sample) error { _, err := reader.ReadFrom(b.Context(), bytes.NewReader(s.encoded)); return err }
	recognize := func(s sample) error { _, err := bare.Recognize(b.Context(), s.prepared, opts); return err }
	var workers, inProcess [3]turns
	for b.Loop() {
		for some := range slices.Chunk(images, turn) {
			for _, n := range []int{1, 2} {
				workers[n].measure(b, pool, some, n, read)
				inProcess[n].measure(b, nil, some, n, recognize)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(workers[1].median(), "images/s-one")
	b.ReportMetric(workers[2].median(), "images/s-two")
	b.ReportMetric(workers[2].median()/workers[1].median(), "times-one")
	b.ReportMetric(slices.Max(workers[2].speeds)/slices.Max(workers[1].speeds), "times-one-best")
	b.ReportMetric(inProcess[2].median()/inProcess[1].median(), "bare-times-one")
	b.ReportMetric(workers[2].cpu.Seconds()/workers[1].cpu.Seconds(), "cpu-times-one")
}

// BenchmarkStart starts a child and ends it.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		p, err := New(Options{Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Start(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRecovery kills a child of two that recognises, and waits until the pool is whole again.
func BenchmarkRecovery(b *testing.B) {
	p := newPool(b, Options{Workers: 2})
	startAll(b, p)
	var worst time.Duration
	for b.Loop() {
		b.StopTimer()
		failed := make(chan error)
		go func() {
			_, err := p.Recognize(b.Context(), image.NewGray(image.Rect(0, 0, 9, 9)), ocr.RecognizeOptions{Language: hook + "hang"})
			failed <- err
		}()
		c := hanging(b, p)
		b.StartTimer()
		start := time.Now()
		c.kill()
		if err := <-failed; err == nil {
			b.Fatal("no error")
		}
		whole(b, p)
		worst = max(worst, time.Since(start))
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}

func barePool(b *testing.B, workers int) *tesseract.Pool {
	b.Helper()
	p, err := tesseract.New(tesseract.Options{Workers: workers})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := p.Close(); err != nil {
			b.Error(err)
		}
	})
	return p
}
