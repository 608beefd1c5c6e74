package tesseract_test

import (
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/tesseract"
)

func open(t *testing.T, opts tesseract.Options) *tesseract.Pool {
	t.Helper()
	p, err := tesseract.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return p
}

func TestRecognizer(t *testing.T) {
	ocrtest.TestRecognizer(t, func(t *testing.T) ocr.Recognizer { return open(t, tesseract.Options{Workers: 2}) })
}
