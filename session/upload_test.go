package session_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

// TestUploadIsStreamed sends a file of 2 GiB through a form, and wants the memory
// that is in use meanwhile to stay within 8 MiB of what it was at rest.
func TestUploadIsStreamed(t *testing.T) {
	if testing.Short() {
		t.Skip("sends 2 GiB over loopback")
	}
	const size, margin = 2 << 30, 8 << 20
	var received int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received, _ = io.Copy(io.Discard, r.Body) // one that is cut short has the wrong length
		_, _ = io.WriteString(w, "received")
	}))
	defer server.Close()
	path := sparseFile(t, size)
	page, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	list, err := forms.Parse(strings.NewReader(`<form method=post enctype=multipart/form-data><input type=file name=f></form>`), forms.Options{URL: page})
	if err != nil {
		t.Fatal(err)
	}
	file := forms.File{Name: "large.bin", Size: size, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	if err := list[0].SetFile("f", file); err != nil {
		t.Fatal(err)
	}
	sub, err := list[0].Submit(forms.SubmitOptions{Boundary: "B"})
	if err != nil {
		t.Fatal(err)
	}
	s := session.New(session.Options{Timeout: time.Hour})
	defer s.Close()

	rest := inUse(true)
	peak := watch(t, func() {
		got, err := s.Submit(t.Context(), sub, page)
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != http.StatusOK {
			t.Errorf("status %d", got.Status)
		}
	})
	if received <= size || received > size+1000 {
		t.Errorf("%d bytes came, want %d and a few for the form around them", received, size)
	}
	t.Logf("at rest %d KiB, at most %d KiB more while sending", rest>>10, (int64(peak)-int64(rest))>>10)
	if peak > rest+margin {
		t.Errorf("%d MiB more than at rest, want at most %d", (peak-rest)>>20, margin>>20)
	}
}

// sparseFile is a file of zeros that takes no room on disk.
func sparseFile(t *testing.T, size int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "large.bin")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// inUse is the memory that the heap and the stacks take, after a collection
// where that is asked for.
func inUse(collected bool) uint64 {
	if collected {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// watch does something and returns the most memory that was in use meanwhile.
func watch(t *testing.T, do func()) (peak uint64) {
	t.Helper()
	done, answer := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			select {
			case <-done:
				answer <- most
				return
			case <-time.After(5 * time.Millisecond):
				most = max(most, inUse(false))
			}
		}
	}()
	defer func() {
		close(done)
		peak = <-answer
	}()
	do()
	return 0
}
