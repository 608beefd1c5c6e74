package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

const (
	// mark is the variable that makes a process a child. It is not passed on further.
	mark = "FORMBOT_OCR_WORKER"
	// argument is the one that a child is started with, for those who look at the list of processes.
	argument = "ocr-worker"
	// The child's ends of the pipes, as exec.Cmd.ExtraFiles numbers them. Standard input is empty, standard output takes
	// what the Go runtime says of a crash, standard error what the libraries say.
	requestFD = 3
	answerFD  = 4
)

// mainCalled says that this program's children become workers. It is a fact about the whole program.
var mainCalled atomic.Bool //nolint:gochecknoglobals // see above

// Main makes a process that a [Pool] started a worker, and does not return there; elsewhere it returns at once. A
// program calls it first in main, before it has done anything that is not to be done once for each child.
func Main() { mainWith(openTesseract) }

// opener opens what recognises in a child.
type opener func(greeting) (ocr.Recognizer, error)

func openTesseract(g greeting) (ocr.Recognizer, error) {
	p, err := tesseract.New(tesseract.Options{Languages: g.Languages, Workers: 1, DataPath: g.DataPath})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func mainWith(open opener) {
	if os.Getenv(mark) == "" {
		mainCalled.Store(true)
		return
	}
	if err := live(open); err != nil {
		fmt.Fprintf(os.Stderr, "worker: %v\n", err)
		os.Exit(1) //nolint:forbidigo // the process is this function's
	}
	os.Exit(0) //nolint:forbidigo // see above
}

// live is what a child process does.
func live(open opener) error {
	if err := os.Unsetenv(mark); err != nil {
		return err
	}
	for _, fd := range []int{requestFD, answerFD} {
		// Only a pipe that is not waited for in the kernel wakes the process's one thread without delay.
		if err := syscall.SetNonblock(fd, true); err != nil {
			return fmt.Errorf("%s is set, but file descriptor %d is not a pipe to a parent: %w", mark, fd, err)
		}
	}
	// When to end is the parent's to say: it closes the pipe, and so does the system when it dies.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// gosseract sends standard error to /dev/null while it loads a language. A crash at that time is to be told as well.
	if err := debug.SetCrashOutput(os.Stdout, debug.CrashOptions{}); err != nil {
		return err
	}
	// The program runs under a name that would hide it among others ("exe"); where there is no such file, it stays so.
	_ = os.WriteFile("/proc/self/comm", []byte("formbot-ocr"), 0)
	return serve(os.NewFile(requestFD, "requests"), os.NewFile(answerFD, "answers"), open)
}

// serve answers requests until in ends. It returns at that moment, even where a recognition is under way, which only the
// end of the process ends.
func serve(in io.Reader, out io.Writer, open opener) error {
	frames, free := make(chan frame), make(chan []byte, 1)
	free <- nil
	ended := make(chan error, 2)
	go func() { ended <- receive(in, frames, free) }()
	go func() { ended <- respond(out, open, frames, free) }()
	return <-ended
}

// receive passes on the frames of in, each in memory that free gives. It returns nil where in ends between two frames,
// and waits for that end while a frame is being answered.
func receive(in io.Reader, frames chan<- frame, free <-chan []byte) error {
	for {
		h, err := readHeader(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		f, err := readRest(in, h, <-free)
		if err != nil {
			return err
		}
		frames <- f
	}
}

// respond answers a greeting and then requests.
func respond(out io.Writer, open opener, frames <-chan frame, free chan<- []byte) error {
	f := <-frames
	var g greeting
	if err := json.Unmarshal(f.head, &g); err != nil {
		return fmt.Errorf("%w: %w", errGarbage, err)
	}
	rec, err := open(g)
	if err != nil {
		_, err = reply(out, nil, f.number, answerError(err))
		return err
	}
	buf, err := reply(out, nil, f.number, answer{})
	for err == nil {
		free <- f.memory()
		f = <-frames
		img, opts, perr := parseRequest(f)
		if perr != nil {
			return perr
		}
		buf, err = reply(out, buf, f.number, recognize(rec, img, opts))
	}
	return err
}

// recognize makes an answer of a recognition.
func recognize(rec ocr.Recognizer, img *image.Gray, opts ocr.RecognizeOptions) answer {
	seen, err := rec.Recognize(context.Background(), img, opts)
	if err != nil {
		return answerError(err)
	}
	body, err := appendSymbols(nil, seen.Symbols)
	if err != nil {
		return answerError(err)
	}
	return answer{Recognized: &recognized{Confidence: seen.Confidence, Symbols: len(seen.Symbols)}, body: body}
}

// reply writes one answer, and returns buf for the next.
func reply(out io.Writer, buf []byte, number uint32, a answer) ([]byte, error) {
	buf, err := appendFrame(buf[:0], a, len(a.body))
	if err != nil { // a recognition that cannot be passed on
		a = answerError(err)
		if buf, err = appendFrame(buf[:0], a, 0); err != nil {
			return buf, err
		}
	}
	buf = append(buf, a.body...)
	setNumber(buf, number)
	_, err = out.Write(buf)
	return buf, err
}
