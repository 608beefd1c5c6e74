package demo_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/internal/demo"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// solver reads with the recipe book, as the command does.
type solver struct{ reader *ocr.Reader }

func (s solver) Solve(ctx context.Context, image []byte, req flow.SolveRequest) (flow.Answer, error) {
	img, _, err := ocr.Decode(bytes.NewReader(image), ocr.Limits{})
	if err != nil {
		return flow.Answer{}, err
	}
	reading, stages, err := s.reader.Explain(ctx, img)
	if err != nil {
		return flow.Answer{}, err
	}
	names, err := ocr.WriteStages(req.KeepDir, req.Prefix, stages)
	for i, name := range names {
		names[i] = filepath.Join(req.KeepDir, name)
	}
	return flow.Answer{Text: reading.Text, Confidence: reading.Confidence, Stages: names}, err
}

func newSolver(t *testing.T) solver {
	t.Helper()
	pool, err := tesseract.New(tesseract.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	recipe, ok := ocr.BuiltIn("book")
	if !ok {
		t.Fatal("no recipe book")
	}
	return solver{ocr.NewReader(pool, recipe)}
}

func TestRunTellsItsStoryAndLeavesAPage(t *testing.T) {
	dir := t.TempDir()
	var story strings.Builder
	result, err := demo.Run(t.Context(), demo.Options{
		Dir: dir, Seed: 7, Solver: newSolver(t),
		OnEvent: func(e demo.Event) {
			switch {
			case e.Captcha != nil:
				story.WriteString("captcha ")
			case e.Done != nil:
				story.WriteString(e.Done.Name + " ")
			}
		},
	})
	if err != nil || !result.OK {
		t.Fatalf("Run = %+v, %v", result, err)
	}
	want := regexp.MustCompile(`^(captcha )+register logout login edit save load profile $`)
	if !want.MatchString(story.String()) {
		t.Errorf("story = %q, want %s", story.String(), want)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	// Every picture of the page is there, and every stage is on the page.
	pictures := regexp.MustCompile(`<img src="([^"]+)"`).FindAllSubmatch(page, -1)
	if len(pictures) < 5 {
		t.Errorf("%d pictures on the page, want a stage each of the recipe", len(pictures))
	}
	for _, p := range pictures {
		if _, err := os.Stat(filepath.Join(dir, string(p[1]))); err != nil {
			t.Error(err)
		}
	}
	info, err := os.Stat(result.Session)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("session file: %v, %v, want mode 0600", info, err)
	}
	noSecret(t, dir)
}

// noSecret looks for the demo's password in all that it left.
func noSecret(t *testing.T, dir string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		if bytes.Contains(data, []byte("analytical engine")) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestManySeeds registers and logs in at many sites, each with CAPTCHAs
// of its own; none may need more than the flow's five attempts.
func TestManySeeds(t *testing.T) {
	s, dir := newSolver(t), t.TempDir()
	again := 0
	for seed := range uint64(seeds) {
		result, err := demo.Run(t.Context(), demo.Options{Dir: dir, Seed: 1000 + seed, Solver: s})
		if err != nil {
			t.Errorf("seed %d: %v", 1000+seed, err)
			continue
		}
		again += len(result.Parts[0].Captcha) - 1
	}
	t.Logf("%d registrations took %d fresh tries", seeds, again)
}

func TestRunSaysWhatFailed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	result, err := demo.Run(ctx, demo.Options{Dir: t.TempDir(), Solver: newSolver(t)})
	if err == nil || result.OK {
		t.Errorf("Run with an ended context = %+v, %v, want an error", result, err)
	}
}
