package worker

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/formbot/formbot/ocr"
)

const (
	// startTimeout is for a process to start and to load its language, which takes a tenth of a second on a quiet machine.
	startTimeout = 30 * time.Second
	// grace is for a process to end by itself: after its input has ended, or once its output has.
	grace = time.Second
	// killTimeout is for a process to end that was killed, which takes no time unless the machine has none to spare.
	killTimeout = 10 * time.Second
	// maxKept bounds the memory that is kept for the next message.
	maxKept = 4 << 20
)

// child is one process. It is used by one goroutine at a time, except for kill and memory.
type child struct {
	cmd       *exec.Cmd
	to, from  *os.File // requests and answers
	statm     *os.File // its memory's size; nil where the system has no such file
	maxMemory int64

	crash  output // its standard output: what the Go runtime says when it crashes
	stderr output

	number uint32 // of the last exchange; the greeting is 1
	images int    // that it was given
	buf    []byte // for answers

	retired atomic.Bool   // it is to end
	gone    chan struct{} // closed once it was waited for
}

// spawn starts a process, for which greet waits. The caller calls watch in a goroutine of its own.
func spawn(program string, maxMemory int64) (*child, error) {
	c := &child{maxMemory: maxMemory, gone: make(chan struct{})}
	path, name, err := executable(program)
	if err != nil {
		return nil, err
	}
	var theirs [2]*os.File
	if theirs[0], c.to, err = os.Pipe(); err != nil {
		return nil, err
	}
	if c.from, theirs[1], err = os.Pipe(); err != nil {
		return nil, errors.Join(err, theirs[0].Close(), c.to.Close())
	}
	c.cmd = exec.Command(path, argument) //nolint:noctx // it outlives the call that starts it; kill and the pipe's end are for ending it
	c.cmd.Args[0] = name
	c.cmd.Env = environment(os.Environ())
	c.cmd.ExtraFiles = theirs[:]
	c.cmd.Stdout, c.cmd.Stderr = &c.crash, &c.stderr
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C on a terminal goes to the parent alone
	c.cmd.WaitDelay = grace
	err = c.cmd.Start()
	closed := errors.Join(theirs[0].Close(), theirs[1].Close())
	if err != nil {
		return nil, errors.Join(err, closed, c.to.Close(), c.from.Close())
	}
	if f, err := os.Open("/proc/" + strconv.Itoa(c.cmd.Process.Pid) + "/statm"); err == nil {
		c.statm = f
	}
	return c, nil
}

// watch waits for the process's end, calls ended, closes the files, and lets everyone know.
func (c *child) watch(ended func()) {
	_ = c.cmd.Wait() // ProcessState has what there is to know
	// They were not written to, or no longer; some were closed before.
	_, _ = c.to.Close(), c.from.Close()
	if c.statm != nil {
		_ = c.statm.Close()
	}
	ended()
	close(c.gone)
}

// executable is the program to start, and its name. The running one is started by Linux's own name for it, so that it is
// the same where its file was replaced or deleted meanwhile, as a build does.
func executable(program string) (path, name string, err error) {
	const self = "/proc/self/exe"
	if program != "" {
		path, err = exec.LookPath(program)
		return path, program, err
	}
	if _, err := os.Stat(self); err == nil {
		return self, os.Args[0], nil
	}
	path, err = os.Executable()
	return path, os.Args[0], err
}

// environment is env for a child.
func environment(env []string) []string {
	const threadLimit = "OMP_THREAD_LIMIT"
	out := make([]string, 0, len(env)+3)
	for _, kv := range env {
		if !strings.HasPrefix(kv, threadLimit+"=") && !strings.HasPrefix(kv, mark+"=") && !strings.HasPrefix(kv, "GOMAXPROCS=") {
			out = append(out, kv)
		}
	}
	return append(out, threadLimit+"=1", "GOMAXPROCS=1", mark+"="+strconv.Itoa(protocolVersion))
}

// greet waits until the child has loaded its first language.
func (c *child) greet(g greeting) error {
	msg, err := appendFrame(nil, g, 0)
	if err != nil {
		return err
	}
	a, err := c.exchange(msg, startTimeout)
	if err != nil {
		return err
	}
	return a.err()
}

// recognize has the child recognise the image of a request; bounds is where the image lies in the caller's coordinates.
// After a *ChildError the child is no more.
func (c *child) recognize(request []byte, bounds image.Rectangle, timeout time.Duration) (ocr.Recognition, error) {
	c.images++
	a, err := c.exchange(request, timeout)
	if err == nil {
		err = a.err()
	}
	if err != nil {
		return ocr.Recognition{}, err
	}
	rec, err := a.recognition(bounds)
	if err != nil {
		return ocr.Recognition{}, c.lose(err)
	}
	return rec, nil
}

// exchange writes a frame, to which it gives its number, and reads the answer. Its errors are *ChildError.
func (c *child) exchange(msg []byte, timeout time.Duration) (answer, error) {
	c.number++
	setNumber(msg, c.number)
	c.stderr.reset()
	w := newWatched(c, timeout)
	var a answer
	_, err := w.Write(msg)
	if err == nil {
		a, err = c.read(w)
	}
	if err != nil {
		return answer{}, c.lose(err)
	}
	return a, nil
}

// read reads the answer to the frame that was written last.
func (c *child) read(r io.Reader) (answer, error) {
	h, err := readHeader(r)
	if err != nil {
		return answer{}, err
	}
	if h.number != c.number {
		return answer{}, fmt.Errorf("%w: it answers %d, not %d", errGarbage, h.number, c.number)
	}
	f, err := readRest(r, h, c.buf)
	if err != nil {
		return answer{}, err
	}
	if c.buf = f.memory(); cap(c.buf) > maxKept {
		c.buf = nil
	}
	var a answer
	if err := json.Unmarshal(f.head, &a); err != nil {
		return answer{}, fmt.Errorf("%w: %w", errGarbage, err)
	}
	a.body = f.body // until the next exchange
	return a, nil
}

// lose ends the child over an error of the exchange with it, and says how it was lost.
func (c *child) lose(err error) *ChildError {
	var lost *ChildError
	switch {
	case errors.As(err, &lost):
	case errors.Is(err, errGarbage):
		lost = &ChildError{Kind: ErrGarbled, Detail: err.Error()}
	default: // its end of the pipe is closed, which the system does when it ends
		lost = &ChildError{Kind: ErrDied}
		c.wait(grace)
	}
	c.kill()
	if !c.wait(killTimeout) {
		lost.Detail += "; it does not end even when killed"
	} else if errors.Is(lost, ErrDied) {
		lost.Detail = c.cmd.ProcessState.String()
		if why := gist(firstLine(c.crash.String())); why != "" {
			lost.Detail += " (" + why + ")"
		}
	}
	lost.Stderr = c.stderr.String()
	return lost
}

// kill ends the child whatever it is doing, also where it was stopped.
func (c *child) kill() { _ = c.cmd.Process.Kill() } // the one error is that it has ended

// wait waits for the child's end no longer than d, and says whether it has come.
func (c *child) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-c.gone:
		return true
	case <-t.C:
		return false
	}
}

// alive says whether the child was not waited for yet.
func (c *child) alive() bool {
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

// retire ends a child that is not at work, and waits for its end.
func (c *child) retire() error {
	c.retired.Store(true)
	_ = c.to.Close() // closed already where it has ended
	if c.wait(grace) {
		return nil
	}
	c.kill()
	if !c.wait(killTimeout) {
		return fmt.Errorf("worker: process %d does not end even when killed", c.cmd.Process.Pid)
	}
	return nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
