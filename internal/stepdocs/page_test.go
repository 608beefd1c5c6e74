package main

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/ocr"
)

const tree = "../.."

// The committed page is what the steps do today. Pictures are compared by their pixels: how they are packed is the
// compiler's.
func TestDocsAreUpToDate(t *testing.T) {
	if race {
		t.Skip("drawing takes a minute beneath the race detector; .ci/run draws all of it by make docs, and looks for changes")
	}
	files, err := page(t.Context(), tree)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(tree, "docs", name))
		if err != nil {
			t.Errorf("%v: run make docs", err)
			continue
		}
		if filepath.Ext(name) != ".png" {
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("docs/%s differs: run make docs (-want +got)\n%s", name, d)
			}
		} else if !samePixels(t, want, got) {
			t.Errorf("docs/%s differs: run make docs", name)
		}
	}
	committed, err := filepath.Glob(filepath.Join(tree, "docs", pictures, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(committed), len(files)-1; got != want {
		t.Errorf("%d pictures are committed, want %d: run make docs", got, want)
	}
}

func samePixels(t *testing.T, a, b []byte) bool {
	t.Helper()
	return slices.Equal(pixels(t, a), pixels(t, b))
}

func pixels(t *testing.T, file []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewNRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out.Pix
}

// Each example must show something: its step changes the picture.
func TestExamplesShowSomething(t *testing.T) {
	for name, e := range examples() {
		img, err := open(tree, e.sample)
		if err != nil {
			t.Fatal(err)
		}
		original, err := ocr.Prepare(img)
		if err != nil {
			t.Fatal(err)
		}
		before, err := original.Apply(t.Context(), e.before...)
		if err != nil {
			t.Fatal(err)
		}
		after, err := before.Apply(t.Context(), ocr.Step{Name: name, Params: e.params})
		if err != nil {
			t.Fatal(err)
		}
		var a, b bytes.Buffer
		if err := png.Encode(&a, before.Image()); err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(&b, after.Image()); err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s changes nothing", name)
		}
	}
	for _, k := range ocr.StepKinds() {
		if _, ok := examples()[k.Name]; !ok {
			t.Errorf("step %q has no example", k.Name)
		}
	}
}

// Old pictures go when the page is written again.
func TestWriteRemovesOldPictures(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "testdata"), 0o755); err != nil {
		t.Fatal(err)
	}
	samples, err := filepath.Abs(filepath.Join(tree, "testdata", "captchas"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(samples, filepath.Join(dir, "testdata", "captchas")); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(dir, "docs", pictures, "gone.png")
	if err := os.MkdirAll(filepath.Dir(old), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the old picture is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "docs", "steps.md")); err != nil {
		t.Error(err)
	}
}
