package worker

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
)

// turns are how fast images were read, again and again.
type turns struct {
	speeds []float64 // images per second
	cpu    time.Duration
}

func (t *turns) median() float64 {
	slices.Sort(t.speeds)
	return t.speeds[len(t.speeds)/2]
}

// measure reads the images, n at once, and counts the processor time of this process and of the pool's children.
func (t *turns) measure(b *testing.B, p *Pool, images []sample, n int, read func(sample) error) {
	b.Helper()
	cpu, start := processorTime(b, p), time.Now()
	readAll(b, images, n, read)
	t.speeds = append(t.speeds, float64(len(images))/time.Since(start).Seconds())
	t.cpu += processorTime(b, p) - cpu
}

// readAll reads the images, n at once.
func readAll(b *testing.B, images []sample, n int, read func(sample) error) {
	b.Helper()
	next := make(chan sample)
	var readers sync.WaitGroup
	for range n {
		readers.Go(func() {
			for s := range next {
				if err := read(s); err != nil {
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

	images    int
	best      time.Duration // of the images so far, the shortest time of each
	bestOfOne time.Duration // of the image at hand; zero before the first
}

func (m *meter) ms() float64     { return m.wall.Seconds() * 1000 / float64(m.n) }
func (m *meter) bestMs() float64 { return m.best.Seconds() * 1000 / float64(m.images) }

// next says that what is measured from now on is about another image.
func (m *meter) next() {
	m.best += m.bestOfOne
	m.bestOfOne = 0
	m.images++
}

// measure measures a call, and counts the processor time of this process and of the pool's children.
func (m *meter) measure(b *testing.B, p *Pool, call func() error) {
	b.Helper()
	cpu, start := processorTime(b, p), time.Now()
	err := call()
	took := time.Since(start)
	m.wall += took
	m.cpu += processorTime(b, p) - cpu
	m.n++
	if m.bestOfOne == 0 || took < m.bestOfOne {
		m.bestOfOne = took
	}
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

// processorTime is what this process has used so far, and the children of a pool where there is one.
func processorTime(b *testing.B, p *Pool) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	total := time.Duration(use.Utime.Nano() + use.Stime.Nano())
	if p == nil {
		return total
	}
	for _, c := range p.Stats().Children {
		total += threadsTime(b, c.PID)
	}
	return total
}

// threadsTime is the time on a processor of all threads of a process, in nanoseconds as Linux tells
// (Documentation/scheduler/sched-stats.rst).
func threadsTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/schedstat")
	if err != nil {
		b.Fatal(err)
	}
	var total time.Duration
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
