package tesseract

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func english(t *testing.T) []byte {
	t.Helper()
	dir, err := findData("", "eng")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "eng.traineddata"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestNewMissing(t *testing.T) {
	eng := english(t)
	for _, tt := range []struct {
		name     string
		files    map[string][]byte
		language string
		want     MissingError // but for Dir
	}{
		{"empty folder", nil, "eng", MissingError{What: "eng.traineddata", Package: "tesseract-ocr-eng"}},
		{"two words", nil, "chi_sim", MissingError{What: "chi_sim.traineddata", Package: "tesseract-ocr-chi-sim"}},
		{"script", nil, "script/Latin", MissingError{What: "script/Latin.traineddata", Package: "tesseract-ocr-all"}},
		{"own model", nil, "captcha4", MissingError{What: "captcha4.traineddata"}},
		{
			"second of two", map[string][]byte{"eng.traineddata": eng}, "eng+deu",
			MissingError{What: "deu.traineddata", Package: "tesseract-ocr-deu"},
		},
		{
			"empty file", map[string][]byte{"eng.traineddata": {}}, "eng",
			MissingError{What: "eng.traineddata", Package: "tesseract-ocr-eng", Problem: "it ends after 0 bytes; download it again"},
		},
		{
			"cut in the table", map[string][]byte{"eng.traineddata": eng[:100]}, "eng",
			MissingError{What: "eng.traineddata", Package: "tesseract-ocr-eng", Problem: "it ends after 100 bytes; download it again"},
		},
		{
			"cut behind the table", map[string][]byte{"eng.traineddata": eng[:1000]}, "eng",
			MissingError{What: "eng.traineddata", Package: "tesseract-ocr-eng", Problem: "it ends after 1000 bytes; download it again"},
		},
		{
			"web page", map[string][]byte{"eng.traineddata": []byte("<!DOCTYPE html><title>Not found</title>")}, "eng",
			MissingError{What: "eng.traineddata", Package: "tesseract-ocr-eng", Problem: "it is not trained data of Tesseract"},
		},
		{
			"nothing in it", map[string][]byte{"eng.traineddata": append([]byte{5, 0, 0, 0}, bytes.Repeat([]byte{255}, 40)...)}, "eng",
			MissingError{What: "eng.traineddata", Package: "tesseract-ocr-eng", Problem: "it holds no recogniser"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, data := range tt.files {
				if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			tt.want.Dir = dir
			for _, how := range []string{"option", "environment"} {
				opts := Options{Languages: []string{tt.language}, Workers: 1, DataPath: dir}
				if how == "environment" {
					opts.DataPath = ""
					t.Setenv("TESSDATA_PREFIX", dir)
				}
				p, err := New(opts)
				var got *MissingError
				if !errors.As(err, &got) || *got != tt.want || p != nil {
					t.Fatalf("%s: got %v, want %v", how, err, &tt.want)
				}
				if tt.want.Package != "" && !strings.Contains(got.Error(), "apt-get install "+tt.want.Package) {
					t.Errorf("%q does not say how to install %s", got, tt.want.Package)
				}
			}
		})
	}
}

// TestDataPath reads with data in a folder that is neither Tesseract's nor a plain name.
func TestDataPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trained data é")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "my-model.traineddata"), english(t), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := New(Options{Languages: []string{"my-model"}, Workers: 1, DataPath: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	readsWatch(t, p, "my-model")
}

func TestNewWrongLanguage(t *testing.T) {
	for _, language := range []string{"../eng", "/etc/passwd", "eng+", "+eng", "~eng", "e ng", "eng\x00", strings.Repeat("e", 41)} {
		p, err := New(Options{Languages: []string{language}})
		if err == nil {
			t.Errorf("language %q: no error", language)
			_ = p.Close()
		}
		var missing *MissingError
		if errors.As(err, &missing) {
			t.Errorf("language %q: got %v, which is about a file", language, err)
		}
	}
}
