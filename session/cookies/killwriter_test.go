package cookies

import (
	"bufio"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// writer is a process that writes the file of TestKill.
type writer struct {
	name string
	cmd  *exec.Cmd
	last atomic.Int64  // what it said that it had saved
	save chan struct{} // sent to when it has saved, if somebody waits
	read chan struct{} // closed when all that it said has been read
}

func (w *writer) start(t *testing.T, self, path string) {
	t.Helper()
	w.cmd = exec.Command(self)
	w.cmd.Env = append(os.Environ(), writerEnv+"="+w.name+" "+path)
	w.cmd.Stderr = os.Stderr
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	process := w.cmd.Process
	t.Cleanup(func() { _ = process.Kill() })
	w.read, w.save = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(w.read)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			// The last line may have been cut by the kill: a prefix of a number is
			// smaller than the number, and so claims less.
			if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil && n > w.last.Load() {
				w.last.Store(n)
			}
			select {
			case w.save <- struct{}{}:
			default:
			}
		}
	}()
}

// waitForSave waits until the process has saved once more.
func (w *writer) waitForSave(t *testing.T) {
	t.Helper()
	select {
	case <-w.save:
	case <-w.read:
		t.Fatal("the writer ended by itself")
	case <-time.After(30 * time.Second):
		t.Fatal("the writer did not save within 30 s")
	}
}

func (w *writer) kill(t *testing.T) {
	t.Helper()
	if err := w.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-w.read
	if err := w.cmd.Wait(); err == nil {
		t.Fatal("the writer ended by itself")
	} else if code := w.cmd.ProcessState.ExitCode(); code != -1 {
		t.Fatalf("the writer was not killed: it ended with %d", code)
	}
}

func (w *writer) said() int { return int(w.last.Load()) }

func requestFor(raw string) (Request, error) {
	u, err := url.Parse(raw)
	return Request{URL: u}, err
}
