package worker

import (
	"errors"
	"os"
	"testing"
	"time"
)

// pipes returns a child that is only pipes, and its ends of them.
func pipes(t *testing.T) (c *child, requests, answers *os.File) {
	t.Helper()
	c = &child{}
	var err error
	if requests, c.to, err = os.Pipe(); err != nil {
		t.Fatal(err)
	}
	if c.from, answers, err = os.Pipe(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, f := range []*os.File{requests, c.to, c.from, answers} {
			_ = f.Close() // some tests close some
		}
	})
	return c, requests, answers
}

// TestLastLook gives the parent no chance to look before the time is over, as when it was stopped meanwhile.
func TestLastLook(t *testing.T) {
	c, _, answers := pipes(t)
	if _, err := answers.WriteString("in time"); err != nil {
		t.Fatal(err)
	}
	w := watched{c: c, deadline: time.Now().Add(-time.Hour), timeout: time.Second}
	buf := make([]byte, 100)
	if n, err := w.Read(buf); err != nil || string(buf[:n]) != "in time" {
		t.Errorf("Read: got %q, error %v", buf[:n], err)
	}
	if n, err := w.Read(buf); n != 0 || !errors.Is(err, ErrTimeout) {
		t.Errorf("Read of nothing: got %d bytes, error %v, want %v", n, err, ErrTimeout)
	}
	if n, err := w.Write([]byte("request")); n != 7 || err != nil {
		t.Errorf("Write: %d bytes, error %v", n, err)
	}
	if n, err := w.Write(make([]byte, 1<<22)); n == 0 || !errors.Is(err, ErrTimeout) {
		t.Errorf("Write to one that does not read: %d bytes, error %v, want %v", n, err, ErrTimeout)
	}
}

// TestWriteInPieces writes more than the pipe holds to a child that reads slowly.
func TestWriteInPieces(t *testing.T) {
	c, requests, _ := pipes(t)
	want := make([]byte, 1<<20)
	for i := range want {
		want[i] = byte(i * i >> 7)
	}
	wrote := make(chan error)
	go func() {
		_, err := newWatched(c, patience).Write(want)
		wrote <- errors.Join(err, c.to.Close())
	}()
	got, err := readN(requests, nil, len(want))
	if err != nil || string(got) != string(want) {
		t.Errorf("got %d bytes, error %v; want the %d that were written", len(got), err, len(want))
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}
