package ocr_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// The book's recipes are for words like those of captchagen: at least 95 % of them must be read, by the real Tesseract
// and without a word list.
func TestBookReadsWords(t *testing.T) {
	for _, name := range []string{"book", "book-cascade"} {
		t.Run(name, func(t *testing.T) { readsWords(t, name) })
	}
}

func readsWords(t *testing.T, name string) {
	dir := filepath.Join("..", "testdata", "captchas", "words")
	f, err := os.Open(filepath.Join(dir, "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	pool, err := tesseract.New(tesseract.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	recipe, err := ocr.LoadRecipe(name)
	if err != nil {
		t.Fatal(err)
	}
	reader := ocr.NewReader(pool, recipe)
	labels = labels[1:] // the header
	right := 0
	for _, l := range labels {
		if got := readFile(t, reader, filepath.Join(dir, l[0])); got.Text == l[1] {
			right++
		} else {
			t.Logf("%s: read %q, want %q", l[0], got.Text, l[1])
		}
	}
	if len(labels) < 50 || 100*right < 95*len(labels) {
		t.Errorf("%d of %d read, want 95 %% of at least 50", right, len(labels))
	}
}

func readFile(t *testing.T, reader *ocr.Reader, path string) ocr.Reading {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := reader.ReadFrom(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
