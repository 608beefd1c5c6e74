// Command formbot drives HTML forms that stand behind text CAPTCHAs, on sites
// that its user runs or may test, and measures how well OCR reads a CAPTCHA.
//
// It turns flags into calls of the libraries of this module and their results
// into text, JSON and exit codes; it holds no logic of its own.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/formbot/formbot/ocr/worker"
)

func main() {
	// The children that recognise are this program too, and go no further.
	worker.Main()
	// Tesseract as a command is measured by bench --engine under the terms that
	// those children have. Nothing is recognised in this process, so that it need
	// not start itself again for the limit to count.
	const threadLimit = "OMP_THREAD_LIMIT"
	if os.Getenv(threadLimit) == "" {
		_ = os.Setenv(threadLimit, "1") // that cannot go wrong with this name
	}
	// net/http tells what a server sends unasked by a logger that only the process
	// as a whole has, and quotes it. It is no error, and may hold secrets.
	log.SetOutput(io.Discard)
	// After the first interrupt the default handling comes back, so that a
	// second one ends a command that does not stop.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
