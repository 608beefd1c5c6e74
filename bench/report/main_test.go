package report

import (
	"fmt"
	"os"
	"testing"

	"github.com/formbot/formbot/ocr/tesseract"
)

// TestMain makes Tesseract use one thread for an image, as the command does.
func TestMain(m *testing.M) {
	if err := tesseract.ReexecWithOneThread(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // a test program ends here
	}
	m.Run()
}
