package worker

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
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

// BenchmarkRead reads the corpus by one worker and, image by image, so that a busy machine slows all alike, in other ways:
//
//   - times-bare is the time of a whole reading (decoding, preparation, worker) by that of bare recognition, in this
//     process, of the prepared image; times-bare-cpu compares processor time instead, that of parent and worker together;
//   - prepared-times-bare, and -cpu, leave out the decoding;
//   - recognize-times-bare, and -cpu, are about the recognition alone, through the worker;
//   - times-process is the time of a process of the tesseract command for each image by that of a reading, and
//     times-process-prepared that of one that is given the prepared image; -cpu as above.
func BenchmarkRead(b *testing.B) {
	images, recipe := samples(b)
	workers, bare := newPool(b, Options{Workers: 1}), barePool(b)
	if err := workers.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	reader := ocr.NewReader(workers, recipe)
	opts := ocr.RecognizeOptions{PSM: recipe.PSM, Language: recipe.Language}
	ctx, cancel := context.WithCancel(b.Context()) // as callers have one
	defer cancel()
	var read, recognize, inProcess, process, prepared, decode, prepare meter
	for b.Loop() {
		for _, s := range images {
			read.measure(b, workers, func() error { _, err := reader.ReadFrom(ctx, bytes.NewReader(s.encoded)); return err })
			inProcess.measure(b, nil, func() error { _, err := bare.Recognize(ctx, s.prepared, opts); return err })
			recognize.measure(b, workers, func() error { _, err := workers.Recognize(ctx, s.prepared, opts); return err })
			var img image.Image
			decode.measure(b, nil, func() (err error) { img, _, err = ocr.Decode(bytes.NewReader(s.encoded), ocr.Limits{}); return err })
			prepare.measure(b, nil, func() error { _, err := reader.Prepare(ctx, img); return err })
			process.command(b, recipe, s.file)
			prepared.command(b, recipe, s.cropped)
		}
	}
	b.ReportMetric(0, "ns/op")
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
	b.ReportMetric(process.ms()/read.ms(), "times-process")
	b.ReportMetric(prepared.ms()/read.ms(), "times-process-prepared")
	b.ReportMetric(process.cpu.Seconds()/read.cpu.Seconds(), "times-process-cpu")
}

// BenchmarkWorkers reads the corpus with one worker and with two, alternately. times-one is the images per second of two
// by those of one.
func BenchmarkWorkers(b *testing.B) {
	images, recipe := samples(b)
	pool := newPool(b, Options{Workers: 2})
	if err := pool.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	reader := ocr.NewReader(pool, recipe)
	var took [3]time.Duration
	read := 0
	for b.Loop() {
		for _, n := range []int{1, 2} {
			start := time.Now()
			readAll(b, reader, images, n)
			took[n] += time.Since(start)
		}
		read += len(images)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(read)/took[1].Seconds(), "images/s-one")
	b.ReportMetric(float64(read)/took[2].Seconds(), "images/s-two")
	b.ReportMetric(float64(took[1])/float64(took[2]), "times-one")
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

func barePool(b *testing.B) *tesseract.Pool {
	b.Helper()
	p, err := tesseract.New(tesseract.Options{Workers: 1})
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

// readAll reads the images, n at once.
func readAll(b *testing.B, reader *ocr.Reader, images []sample, n int) {
	b.Helper()
	next := make(chan sample)
	var readers sync.WaitGroup
	for range n {
		readers.Go(func() {
			for s := range next {
				if _, err := reader.ReadFrom(b.Context(), bytes.NewReader(s.encoded)); err != nil {
					b.Errorf("%s: %v", s.file, err)
				}
			}
		})
	}
	for _, s := range images {
		next <- s
	}
	close(next)
	readers.Wait()
}

// meter adds up what something takes.
type meter struct {
	n         int
	wall, cpu time.Duration
}

func (m *meter) ms() float64 { return m.wall.Seconds() * 1000 / float64(m.n) }

// measure measures a call, and counts the processor time of this process and of the pool's only child.
func (m *meter) measure(b *testing.B, p *Pool, call func() error) {
	b.Helper()
	pid := 0
	if p != nil {
		pid = p.Stats().Children[0].PID
	}
	cpu, start := processorTime(b, pid), time.Now()
	err := call()
	m.wall += time.Since(start)
	m.cpu += processorTime(b, pid) - cpu
	m.n++
	if err != nil {
		b.Fatal(err)
	}
}

// command measures a process of the tesseract command.
func (m *meter) command(b *testing.B, recipe *ocr.Recipe, file string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "tesseract", file, "-", "--psm", strconv.Itoa(recipe.PSM), "-l", recipe.Language)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("tesseract %s: %v\n%s", file, err, out)
	}
	m.wall += time.Since(start)
	m.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	m.n++
}

// processorTime is what this process has used so far, and another one where its id is not zero.
func processorTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	total := time.Duration(use.Utime.Nano() + use.Stime.Nano())
	if pid == 0 {
		return total
	}
	// Nanoseconds on a processor, of each thread (Documentation/scheduler/sched-stats.rst in Linux).
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/schedstat")
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range threads {
		data, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		ns, err := strconv.ParseInt(string(bytes.Fields(data)[0]), 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		total += time.Duration(ns)
	}
	return total
}
