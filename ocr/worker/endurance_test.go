package worker

import (
	"bytes"
	"os"
	"strconv"
	"testing"

	"github.com/formbot/formbot/ocr"
)

// BenchmarkEndurance reads as many images by two workers as -benchtime=100000x says, over and over those of
// BenchmarkRead, and tells what becomes of the memory: how much the parent's grew since the first thousand, the most
// that it grew meanwhile, and the most that a worker ever had.
func BenchmarkEndurance(b *testing.B) {
	images, recipe := samples(b)
	for i := range images {
		images[i].prepared = nil
	}
	pool := newPool(b, Options{Workers: 2})
	reader := ocr.NewReader(pool, recipe)
	read := func(n int) {
		some := make([]sample, n)
		for i := range some {
			some[i] = images[i%len(images)]
		}
		readAll(b, some, 2, func(s sample) error {
			_, err := reader.ReadFrom(b.Context(), bytes.NewReader(s.encoded))
			return err
		})
	}
	read(1000)
	before, most, worker := resident(b), 0, int64(0)
	const batch = 100
	left := 0
	for b.Loop() {
		if left++; left < batch {
			continue
		}
		left = 0
		read(batch)
		most = max(most, resident(b))
		for _, c := range pool.Stats().Children {
			worker = max(worker, c.MemoryBytes)
		}
	}
	read(left)
	st := pool.Stats()
	b.ReportMetric(mib(resident(b)-before), "parent-growth-MiB")
	b.ReportMetric(mib(most-before), "parent-most-growth-MiB")
	b.ReportMetric(mib(int(worker)), "worker-most-MiB")
	b.ReportMetric(float64(st.Started), "children")
	b.ReportMetric(float64(st.Lost), "lost")
}

func mib(bytes int) float64 { return float64(bytes) / (1 << 20) }

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
