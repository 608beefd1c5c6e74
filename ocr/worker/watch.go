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

// answerReader reads what a child answers. Its Read ends with a *ChildError where the child takes too long or too much.
type answerReader struct {
	c        *child
	deadline time.Time
	timeout  time.Duration // that led to the deadline
}

// Read implements io.Reader.
func (r *answerReader) Read(p []byte) (int, error) {
	for {
		now := time.Now()
		late := !now.Before(r.deadline)
		// Late is judged by what is there, not by the clock: this process may have been stopped or suspended meanwhile, with
		// the answer in the pipe.
		wake := now.Add(watchEvery)
		if !late && wake.After(r.deadline) {
			wake = r.deadline
		}
		if err := r.c.from.SetReadDeadline(wake); err != nil {
			return 0, err
		}
		n, err := r.c.from.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if late {
			return 0, tooLate(r.timeout)
		}
		if err := r.c.checkMemory(); err != nil {
			return 0, err
		}
	}
}

func tooLate(timeout time.Duration) error {
	return &ChildError{Kind: ErrTimeout, Detail: fmt.Sprintf("none within %v, so it was ended", timeout)}
}

// checkMemory is a *ChildError where the child has more than it may.
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
