package har

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets the test start itself again as a program that records until it is
// killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("FORMBOT_HAR_TEST_FILE"); path != "" {
		recordForever(path)
	}
	m.Run()
}

func recordForever(path string) {
	rec, err := Create(path, Options{})
	if err != nil {
		panic(err)
	}
	_, _ = os.Stdout.WriteString("started\n")
	for n := 0; ; n++ {
		e := &entry{Started: time.Now(), Request: request{Method: "GET", URL: fmt.Sprintf("http://h.example/%d", n), Cookies: []cookie{}, Headers: []nameValue{}, Query: []nameValue{}},
			Response: response{Cookies: []cookie{}, Headers: []nameValue{}, Content: content{Text: strings.Repeat("x", n%4*40_000)}}}
		rec.doc.append(e)
	}
}

// TestKilled: a program that is killed while it records leaves a whole HAR.
func TestKilled(t *testing.T) {
	valid := schema(t)
	rng := rand.New(rand.NewPCG(1, 2))
	entries, top := 0, t.TempDir()
	for i := range 30 {
		dir := filepath.Join(top, fmt.Sprint(i))
		path := filepath.Join(dir, "test.har")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "FORMBOT_HAR_TEST_FILE="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 16)); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(rng.IntN(10_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		got, _ := readWith(t, valid, path)
		for n, e := range got.Log.Entries {
			if want := fmt.Sprintf("http://h.example/%d", n); e.Request.URL != want {
				t.Fatalf("entry %d is %s", n, e.Request.URL)
			}
		}
		entries += len(got.Log.Entries)
		_ = os.RemoveAll(dir)
	}
	if entries < 30 {
		t.Errorf("only %d entries in all: nothing was interrupted", entries)
	}
}

// TestAtOnce: requests at once give one whole document, and what was there before
// is gone.
func TestAtOnce(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, r.URL.Path)
	}))
	defer srv.Close()
	path := filepath.Join(t.TempDir(), "old.har")
	if err := os.WriteFile(path, []byte(strings.Repeat("old", 100_000)), 0o644); err != nil {
		t.Fatal(err)
	}
	rec, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	base := http.DefaultTransport.(*http.Transport).Clone()
	defer base.CloseIdleConnections()
	client := &http.Client{Transport: rec.Wrap(base)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 20 {
				fetch(t, client, newRequest(t, "GET", fmt.Sprintf("%s/%d/%d", srv.URL, i, n), "", ""))
			}
		})
	}
	wg.Wait()
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _ := read(t, path); len(got.Log.Entries) != 160 {
		t.Errorf("%d entries, want 160", len(got.Log.Entries))
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside it lie %v, %v", left, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

// TestDiskFull: what cannot be written is told at the end, and the requests go on.
func TestDiskFull(t *testing.T) {
	if _, err := Create("/dev/null", Options{}); err == nil {
		t.Error("a device is taken for a file")
	}
	if _, err := Create(filepath.Join(t.TempDir(), "no", "such.har"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	rec, client, path := start(t, Options{})
	fetch(t, client, newRequest(t, "GET", srv.URL, "", ""))
	hidden := rec.doc.copies[1]
	readOnly, err := os.Open(hidden.Name())
	if err != nil {
		t.Fatal(err)
	}
	rec.doc.copies[0] = readOnly // writing fails from here on
	fetch(t, client, newRequest(t, "GET", srv.URL, "", ""))
	fetch(t, client, newRequest(t, "GET", srv.URL, "", ""))
	if err := rec.Close(); err == nil || !strings.Contains(err.Error(), "write HAR") {
		t.Errorf("got %v, want the fault of writing", err)
	}
	if got, _ := read(t, path); len(got.Log.Entries) != 1 {
		t.Errorf("%d entries, want the one before the fault", len(got.Log.Entries))
	}
}

// TestWithoutLinks: on a file system without hard links the one copy is written to.
func TestWithoutLinks(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	rec, client, path := start(t, Options{})
	rec.doc.direct = true
	for range 3 {
		fetch(t, client, newRequest(t, "GET", srv.URL, "", ""))
	}
	if got, _ := read(t, path); len(got.Log.Entries) != 3 {
		t.Errorf("%d entries before Close, want 3", len(got.Log.Entries))
	}
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	read(t, path)
}
