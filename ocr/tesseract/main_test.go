package tesseract

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

// childTask names what this program is to do where a test runs it as a child process.
const childTask = "FORMBOT_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childTask) {
	case "":
	case "reexec":
		fail(childReexec())
		return
	case "stderr":
		fail(childStderr())
		return
	default:
		fail(fmt.Errorf("unknown task"))
	}
	fail(ReexecWithOneThread()) // as a command would, so that benchmarks show what commands get
	m.Run()
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // a test program ends here
	}
}

// childSees is what a re-executed child reports.
type childSees struct {
	PID   int
	Args  []string
	Env   []string
	Stdin string
	FD3   string
}

// childReexec waits for a line on standard input, re-executes, and reports what it finds then.
func childReexec() error {
	if os.Getenv(reexecuted) == "" {
		for b := make([]byte, 1); b[0] != '\n'; { // no further, since the rest is for the process that comes
			if _, err := os.Stdin.Read(b); err != nil {
				return err
			}
		}
	}
	if err := ReexecWithOneThread(); err != nil {
		return err
	}
	sees := childSees{PID: os.Getpid(), Args: os.Args, Env: os.Environ()}
	stdin, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	fd3, err := io.ReadAll(os.NewFile(3, "fd3"))
	if err != nil {
		return err
	}
	sees.Stdin, sees.FD3 = string(stdin), string(fd3)
	return json.NewEncoder(os.Stdout).Encode(sees)
}

// childStderr uses Tesseract in every way that may disturb standard error, then writes there.
func childStderr() error {
	var pools sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		pools.Go(func() { errs[i] = useEverything() })
	}
	pools.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(os.Stderr, "still here")
	return err
}

func useEverything() error {
	p, err := New(Options{Workers: 2})
	if err != nil {
		return err
	}
	dot := image.NewGray(image.Rect(0, 0, 40, 20))
	dot.Pix[0] = 255
	narrow, wide := image.NewGray(image.Rect(0, 0, 2, 300)), image.NewGray(image.Rect(0, 0, 40000, 3))
	narrow.Pix[0], wide.Pix[0] = 255, 255
	for _, img := range []*image.Gray{ocrtest.Draw("watch"), ocrtest.Draw("two", "lines"), dot, narrow} {
		for psm := 3; psm <= 13; psm++ {
			if psm == 12 {
				continue
			}
			if _, err := p.Recognize(context.Background(), img, ocr.RecognizeOptions{PSM: psm}); err != nil {
				return fmt.Errorf("psm %d, %v: %w", psm, img.Rect, err)
			}
		}
	}
	if _, err := p.Recognize(context.Background(), wide, ocr.RecognizeOptions{}); err == nil {
		return fmt.Errorf("an image of %v: no error", wide.Rect)
	}
	if _, err := p.Recognize(context.Background(), dot, ocr.RecognizeOptions{Language: "zzz"}); err == nil {
		return fmt.Errorf("language zzz: no error")
	}
	return p.Close()
}
