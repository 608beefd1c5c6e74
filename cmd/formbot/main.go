// Command formbot drives HTML forms that stand behind text CAPTCHAs, on sites
// that its user runs or may test, and measures how well OCR reads a CAPTCHA.
//
// It turns flags into calls of the libraries of this module and their results
// into text, JSON and exit codes; it holds no logic of its own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/formbot/formbot/ocr/tesseract"
)

func main() {
	// Tesseract reads OMP_THREAD_LIMIT when it is loaded, which was before main:
	// only a new process image can change it.
	if err := tesseract.ReexecWithOneThread(); err != nil {
		fmt.Fprintf(os.Stderr, "formbot: %v; reading will be slower\n", err)
	}
	// After the first interrupt the default handling comes back, so that a
	// second one ends a command that does not stop.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
