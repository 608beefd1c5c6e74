package bench

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// The corpus and the recipe of the benchmarks, unless FORMBOT_BENCH_CORPUS and FORMBOT_BENCH_RECIPE name others.
const (
	peerCorpus = "../testdata/captchas/words"
	peerRecipe = "book"
)

func peers(b *testing.B) (*Corpus, *ocr.Recipe, string) {
	b.Helper()
	dir, name := os.Getenv("FORMBOT_BENCH_CORPUS"), os.Getenv("FORMBOT_BENCH_RECIPE")
	if dir == "" {
		dir = peerCorpus
	}
	if name == "" {
		name = peerRecipe
	}
	c, err := LoadCorpus(os.DirFS(dir), filepath.Base(dir))
	if err != nil {
		b.Fatal(err)
	}
	recipe, err := ocr.LoadRecipe(name)
	if err != nil {
		b.Fatal(err)
	}
	return c, recipe, dir
}

func peerReader(b *testing.B, recipe *ocr.Recipe, workers int) *ocr.Reader {
	b.Helper()
	pool, err := tesseract.New(tesseract.Options{Workers: workers, Languages: []string{recipe.Language}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := pool.Close(); err != nil {
			b.Error(err)
		}
	})
	return ocr.NewReader(pool, recipe)
}

// BenchmarkPeer reads each image by the reader, with one worker, and then by a process of the tesseract command: once
// the image as it is, once as the recipe prepares it, preparation not counted. times-process and times-process-prepared
// are the reader's images per second by the command's, image by image in one run, so that a busy machine slows both;
// times-process-cpu compares processor time instead, which other programs disturb less.
func BenchmarkPeer(b *testing.B) {
	c, recipe, dir := peers(b)
	reader := peerReader(b, recipe, 1)
	prepared := prepare(b, c, recipe, reader, dir)
	var ours, oursCPU, plain, plainCPU, cropped time.Duration
	images := 0
	for b.Loop() {
		for i, img := range c.Images {
			data, err := os.ReadFile(filepath.Join(dir, img.File))
			if err != nil {
				b.Fatal(err)
			}
			start, startCPU := time.Now(), processorTime(b)
			if _, err := reader.ReadFrom(b.Context(), bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
			ours += time.Since(start)
			oursCPU += processorTime(b) - startCPU
			took, cpu := tesseractProcess(b, filepath.Join(dir, img.File), recipe)
			plain += took
			plainCPU += cpu
			took, _ = tesseractProcess(b, prepared[i], recipe)
			cropped += took
			images++
		}
	}
	b.ReportMetric(float64(images)/ours.Seconds(), "images/s")
	b.ReportMetric(float64(plain)/float64(ours), "times-process")
	b.ReportMetric(float64(cropped)/float64(ours), "times-process-prepared")
	b.ReportMetric(float64(plainCPU)/float64(oursCPU), "times-process-cpu")
	b.ReportMetric(0, "ns/op")
}

// prepare writes the images as the recipe prepares them and returns their files; an image in which nothing is left
// stays as it is.
func prepare(b *testing.B, c *Corpus, recipe *ocr.Recipe, reader *ocr.Reader, dir string) []string {
	b.Helper()
	out := b.TempDir()
	files := make([]string, len(c.Images))
	for i, img := range c.Images {
		f, err := os.Open(filepath.Join(dir, img.File))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		decoded, _, err := ocr.Decode(f, ocr.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		files[i] = filepath.Join(dir, img.File)
		gray, err := reader.Prepare(b.Context(), decoded)
		if err != nil {
			b.Logf("%s, recipe %s: %v", img.File, recipe.Name, err)
			continue
		}
		var buf bytes.Buffer
		if err := png.Encode(&buf, gray); err != nil {
			b.Fatal(err)
		}
		files[i] = filepath.Join(out, strconv.Itoa(i)+".png")
		if err := os.WriteFile(files[i], buf.Bytes(), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return files
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

// tesseractProcess runs the command and returns the time that it took and its processor time.
func tesseractProcess(b *testing.B, file string, recipe *ocr.Recipe) (took, cpu time.Duration) {
	b.Helper()
	start := time.Now()
	//nolint:gosec // G204: the benchmark's own files
	cmd := exec.CommandContext(b.Context(), "tesseract", file, "-", "--psm", strconv.Itoa(recipe.PSM), "-l", recipe.Language)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("tesseract %s: %v\n%s", file, err, out)
	}
	took = time.Since(start)
	return took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// BenchmarkWorkers reads the corpus with one worker and with two, alternately. times-one is the images per second of two
// by those of one.
func BenchmarkWorkers(b *testing.B) {
	c, recipe, _ := peers(b)
	reader := peerReader(b, recipe, 2)
	var took [3]time.Duration
	images := 0
	for b.Loop() {
		for _, workers := range []int{1, 2} {
			start := time.Now()
			if _, err := Run(b.Context(), c, NewReader(recipe.Name, reader), Options{Workers: workers}); err != nil {
				b.Fatal(err)
			}
			took[workers] += time.Since(start)
		}
		images += len(c.Images)
	}
	b.ReportMetric(float64(images)/took[1].Seconds(), "images/s-one")
	b.ReportMetric(float64(images)/took[2].Seconds(), "images/s-two")
	b.ReportMetric(float64(took[1])/float64(took[2]), "times-one")
	b.ReportMetric(0, "ns/op")
}
