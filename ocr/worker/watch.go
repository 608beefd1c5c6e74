package worker

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// watchEvery is how often a child that recognises is looked at.
const watchEvery = 50 * time.Millisecond

// watched is the two pipes of a child for one exchange. Its methods end with a *ChildError where the child takes too long
// or too much memory.
//
// Whether it is late is judged by what is there, after a last look, and not by the clock alone: this process may have been
// stopped meanwhile, with the answer in the pipe.
type watched struct {
	c        *child
	deadline time.Time
	timeout  time.Duration // that led to the deadline
}

func newWatched(c *child, timeout time.Duration) watched {
	return watched{c: c, deadline: time.Now().Add(timeout), timeout: timeout}
}

// Read implements io.Reader.
func (w watched) Read(p []byte) (int, error) {
	return w.look(w.c.from.SetReadDeadline, func() (int, bool, error) {
		n, err := w.c.from.Read(p)
		return n, n > 0, err
	})
}

// Write implements io.Writer.
func (w watched) Write(p []byte) (int, error) {
	written := 0
	return w.look(w.c.to.SetWriteDeadline, func() (int, bool, error) {
		n, err := w.c.to.Write(p[written:])
		written += n
		return written, written == len(p), err
	})
}

// look calls do, which says whether it did what it was to do, again and again until it did or the child is to be given
// up.
func (w watched) look(setDeadline func(time.Time) error, do func() (int, bool, error)) (int, error) {
	for {
		now := time.Now()
		late := !now.Before(w.deadline)
		wake := now.Add(watchEvery)
		if !late && wake.After(w.deadline) {
			wake = w.deadline
		}
		if err := setDeadline(wake); err != nil {
			return 0, err
		}
		n, done, err := do()
		if done || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if late {
			return n, tooLate(w.timeout)
		}
		if err := w.c.checkMemory(); err != nil {
			return n, err
		}
	}
}

func tooLate(timeout time.Duration) error {
	return &ChildError{Kind: ErrTimeout, Detail: fmt.Sprintf("none within %v, so it was ended", timeout)}
}

// checkMemory returns a *ChildError where the child has more than it may.
func (c *child) checkMemory() error {
	if m := c.memory(); m > c.maxMemory {
		return &ChildError{Kind: ErrMemory, Detail: fmt.Sprintf("it took %d MiB and may have %d, so it was ended", m>>20, c.maxMemory>>20)}
	}
	return nil
}

// memory is the child's resident memory in bytes, by Linux's proc(5); zero where there is no such file, or no such
// process any more.
func (c *child) memory() int64 {
	if c.statm == nil {
		return 0
	}
	var b [128]byte
	n, err := c.statm.ReadAt(b[:], 0)
	if n == 0 && err != nil {
		return 0
	}
	fields := bytes.Fields(b[:n])
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
