package worker

import (
	"errors"
	"fmt"
	"strings"
)

// ErrClosed says that the Pool was closed.
var ErrClosed = errors.New("worker: the pool is closed")

// ErrNoMain says that the program did not call [Main], so that its children would not become workers.
var ErrNoMain = errors.New("worker: call worker.Main first in main (in a test, in TestMain), or name a program that does in Options.Program")

// The kinds of [ChildError].
var (
	// ErrTimeout says that the child gave no answer within Options.Timeout.
	ErrTimeout = errors.New("no answer in time")
	// ErrMemory says that the child took more than Options.MaxMemoryBytes.
	ErrMemory = errors.New("too much memory")
	// ErrDied says that the child ended by itself or was killed.
	ErrDied = errors.New("the process died")
	// ErrGarbled says that the child's answer made no sense.
	ErrGarbled = errors.New("an answer that makes no sense")
)

// ChildError says how a child process was lost over an image. The image got no recognition; others are not affected.
type ChildError struct {
	// Kind is ErrTimeout, ErrMemory, ErrDied or ErrGarbled; errors.Is finds it.
	Kind error
	// Detail says more, such as how the process ended.
	Detail string
	// Stderr is what the child wrote to standard error since it was given the image: the first 8 KiB.
	Stderr string
}

// Error names the kind and the detail, and the beginning of what the child wrote.
func (e *ChildError) Error() string {
	text := fmt.Sprintf("recognise in a child process: %v: %s", e.Kind, e.Detail)
	if said := gist(e.Stderr); said != "" {
		text += "; it wrote: " + said
	}
	return text
}

// Unwrap returns the kind.
func (e *ChildError) Unwrap() error { return e.Kind }

// StartError says that no child process could be started, or that it could not load its language.
type StartError struct {
	// Err is a *ChildError where the process was lost while it loaded, an error of the system where there was no process.
	Err error
}

// Error names the cause.
func (e *StartError) Error() string { return fmt.Sprintf("start a worker process: %v", e.Err) }

// Unwrap returns the cause.
func (e *StartError) Unwrap() error { return e.Err }

// Unavailable tells those who read many images that none of them will be read.
func (e *StartError) Unavailable() bool { return true }

// gist is the beginning of a program's output as a part of one line.
func gist(output string) string {
	const longest = 200 // bytes, and what is left of the last rune
	text := strings.Join(strings.Fields(strings.ToValidUTF8(output, "?")), " ")
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, text)
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return text
}
