package tesseract

import (
	"bytes"
	"context"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/otiai10/gosseract/v2"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

// BenchmarkRecognize reads one word by the pool and, alternately, by bare gosseract, which is given the image once,
// outside the time. times-bare is the pool's time by the other's; times-bare-cpu compares processor time, which other
// programs disturb less.
func BenchmarkRecognize(b *testing.B) {
	p, err := New(Options{Workers: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	w := <-p.free
	defer func() { p.free <- w }()
	c, err := w.client(defaultLanguage)
	if err != nil {
		b.Fatal(err)
	}
	img := ocrtest.Draw("comfort")
	opts := ocr.RecognizeOptions{PSM: defaultPSM}
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var pool, poolCPU, bare, bareCPU time.Duration
	for b.Loop() {
		p.free <- w
		start, startCPU := time.Now(), processorTime(b)
		rec, err := p.Recognize(ctx, img, opts)
		pool += time.Since(start)
		poolCPU += processorTime(b) - startCPU
		<-p.free
		if err != nil || rec.Text() != "comfort" {
			b.Fatalf("pool: got %q, error %v", rec.Text(), err)
		}
		start, startCPU = time.Now(), processorTime(b)
		boxes, err := c.GetBoundingBoxes(gosseract.RIL_SYMBOL)
		bare += time.Since(start)
		bareCPU += processorTime(b) - startCPU
		if err != nil || len(boxes) != len("comfort") {
			b.Fatalf("bare: got %v, error %v", boxes, err)
		}
	}
	b.ReportMetric(float64(pool)/float64(bare), "times-bare")
	b.ReportMetric(float64(poolCPU)/float64(bareCPU), "times-bare-cpu")
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// BenchmarkLeak shows what each recognition leaves behind in memory; give it -benchtime=5000x or more.
func BenchmarkLeak(b *testing.B) {
	p, err := New(Options{Workers: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	img := ocrtest.Draw("comfort")
	read := func() {
		if _, err := p.Recognize(context.Background(), img, ocr.RecognizeOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	for range 100 { // until caches are full
		read()
	}
	before := resident(b)
	for b.Loop() {
		read()
	}
	b.ReportMetric(float64(resident(b)-before)/float64(b.N), "resident-B/op")
}

// resident is the memory of this process that is in use, in bytes, by Linux's proc(5).
func resident(b *testing.B) int {
	b.Helper()
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip("needs Linux:", err)
	}
	pages, err := strconv.Atoi(string(bytes.Fields(statm)[1]))
	if err != nil {
		b.Fatal(err)
	}
	return pages * os.Getpagesize()
}

func BenchmarkAppendSPIX(b *testing.B) {
	img := ocrtest.Draw("comfort")
	var buf []byte
	for b.Loop() {
		buf = appendSPIX(buf[:0], img)
	}
}
