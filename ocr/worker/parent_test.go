package worker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

// report is what a parent process of the tests says of itself, a line at a time.
type report struct {
	Children []int
	Text     string
	Started  int
	Lost     int
}

// parent is what the program does where a test runs it as a parent: it starts children, reports them, and then
// "interrupt" waits for Ctrl-C and reads an image all the same, while "orphans" has one child hang and waits for its end.
func parent(task string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p, err := New(Options{Workers: 3})
	if err != nil {
		return err
	}
	if err := p.Start(context.Background()); err != nil {
		return err
	}
	if task == "orphans" {
		go func() {
			_, err := p.Recognize(context.Background(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "hang"})
			fmt.Fprintln(os.Stderr, "the parent is still there, and its image ended with", err)
		}()
		for findHanging(p) == nil {
			runtime.Gosched()
		}
	}
	out := json.NewEncoder(os.Stdout)
	var r report
	for _, c := range p.Stats().Children {
		r.Children = append(r.Children, c.PID)
	}
	if err := out.Encode(r); err != nil {
		return err
	}
	<-ctx.Done()
	rec, err := p.Recognize(context.Background(), ocrtest.Draw("watch"), ocr.RecognizeOptions{})
	if err != nil {
		return err
	}
	st := p.Stats()
	if err := out.Encode(report{Text: rec.Text(), Started: st.Started, Lost: st.Lost}); err != nil {
		return err
	}
	return p.Close()
}

// startParent runs this program as a parent, in a process group of its own as a shell would, and returns its first report
// and where the next is to come from.
func startParent(t *testing.T, task string) (*exec.Cmd, report, *json.Decoder) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), parentTask+"="+task)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bufio.NewReader(io.Reader(out)))
	var r report
	if err := dec.Decode(&r); err != nil || len(r.Children) != 3 {
		t.Fatalf("got %+v, error %v; want three children", r, err)
	}
	return cmd, r, dec
}

// TestInterrupt sends Ctrl-C to a parent as a terminal does, to its whole process group, and to its children besides.
func TestInterrupt(t *testing.T) {
	cmd, first, next := startParent(t, "interrupt")
	for _, pid := range first.Children {
		send(t, pid, syscall.SIGINT)
		send(t, pid, syscall.SIGTERM)
	}
	send(t, -cmd.Process.Pid, syscall.SIGINT)
	var got report
	if err := next.Decode(&got); err != nil || got.Text != "watch" || got.Started != 3 || got.Lost != 0 {
		t.Errorf("after the interrupt: got %+v, error %v; want the text read by one of three children", got, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the parent: %v", err)
	}
	for _, pid := range first.Children {
		if running(t, pid) {
			t.Errorf("child %d is still there", pid)
		}
	}
}

// TestOrphans kills a parent of which one child recognises without end, one waits, and one is stopped.
func TestOrphans(t *testing.T) {
	cmd, first, _ := startParent(t, "orphans")
	send(t, first.Children[0], syscall.SIGSTOP) // the one put back first; the one put back last hangs
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // it says that it was killed
	for _, pid := range first.Children {
		eventually(t, fmt.Sprintf("the end of child %d", pid), func() bool { return !running(t, pid) })
	}
}

// running says whether there is such a process. One that has ended and was not waited for, as by some containers' first
// process, is none.
func running(t *testing.T, pid int) bool {
	t.Helper()
	if err := syscall.Kill(pid, 0); err != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		_, err := os.Stat("/proc/self/stat")
		return err != nil // no Linux
	}
	_, after, _ := bytes.Cut(stat, []byte(") "))
	return !bytes.HasPrefix(after, []byte("Z"))
}
