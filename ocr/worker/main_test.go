package worker

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// parentTask names what this program does where a test runs it as a parent of its own.
const parentTask = "FORMBOT_TEST_PARENT"

func TestMain(m *testing.M) {
	mainWith(openHooked)
	// For what some benchmarks recognise in this process.
	if err := tesseract.ReexecWithOneThread(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // a test program ends here
	}
	if task := os.Getenv(parentTask); task != "" {
		if err := parent(task); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1) //nolint:forbidigo // a test program ends here
		}
		return
	}
	m.Run()
}

// hook begins the languages that make a child of the tests misbehave; the rest of the name says how.
const hook = "hook-"

// hooked is Tesseract, except for the languages that begin with hook.
type hooked struct{ ocr.Recognizer }

func openHooked(g greeting) (ocr.Recognizer, error) {
	if len(g.Languages) > 0 && strings.HasPrefix(g.DataPath, "/"+hook) {
		return nil, misbehave(strings.TrimPrefix(g.DataPath, "/"+hook))
	}
	rec, err := openTesseract(g)
	if err != nil {
		return nil, err
	}
	return hooked{rec}, nil
}

func (h hooked) Recognize(ctx context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	how, ok := strings.CutPrefix(opts.Language, hook)
	if !ok {
		return h.Recognizer.Recognize(ctx, img, opts)
	}
	if how == "lie" {
		return ocr.Recognition{Symbols: []ocr.Symbol{{Text: "a", Confidence: 1, Box: image.Rect(0, 0, 9999, 1)}}, Confidence: 1}, nil
	}
	return ocr.Recognition{}, misbehave(how)
}

func misbehave(how string) error {
	if name, ok := strings.CutPrefix(how, "env "); ok {
		return fmt.Errorf("%s=%s", name, os.Getenv(name))
	}
	fmt.Fprintln(os.Stderr, "hook", how)
	switch how {
	case "hang":
		return hang()
	case "crash":
		if err := syscall.Kill(os.Getpid(), syscall.SIGSEGV); err != nil {
			return err
		}
		return hang()
	case "panic":
		panic("told to")
	case "exit":
		os.Exit(3) //nolint:forbidigo // the process is the test's
	case "memory":
		for held := [][]byte{}; ; {
			held = append(held, make([]byte, 1<<20))
			for i := 0; i < 1<<20; i += 4096 {
				held[len(held)-1][i] = 1
			}
		}
	case "chatter":
		for range 1000 {
			fmt.Fprintln(os.Stderr, strings.Repeat("chatter ", 100))
		}
		os.Exit(4) //nolint:forbidigo // see above
	case "garbage", "half", "huge", "old", "stale", "mute":
		return garble(how)
	}
	return errors.New("told to answer with an error")
}

// garble writes something else than an answer.
func garble(how string) error {
	const good = `{"recognized":{"confidence":0,"symbols":0}}`
	text := map[string]string{
		"garbage": strings.Repeat("this is no frame ", 100),
		"half":    "fbw\x02" + "\x00\x00",
		"huge":    "fbw\x02" + "\x02\x00\x00\x00" + "\xff\xff\xff\x7f" + "\x00\x00\x00\x00",
		"old":     "fbw\x00" + "\x02\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00",
		"stale":   "fbw\x02" + "\x00\xff\x00\x00" + string(rune(len(good))) + "\x00\x00\x00" + "\x00\x00\x00\x00" + good,
	}[how]
	if _, err := syscall.Write(answerFD, []byte(text)); err != nil {
		return err
	}
	if how == "half" || how == "mute" {
		if err := syscall.Close(answerFD); err != nil {
			return err
		}
	}
	return hang()
}

// hang waits without end in the kernel, where Go's scheduler has no say, as in a C library.
func hang() error {
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		return err
	}
	_, err := syscall.Read(fds[0], make([]byte, 1))
	return err
}
