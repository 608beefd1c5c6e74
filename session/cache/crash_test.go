package cache_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

// The test binary is also the process that is killed, and the one that shares a
// file with others: see TestMain.
const childEnv = "FORMBOT_CACHE_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		if err := child(path, os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1) //nolint:forbidigo // TestMain is a main
		}
		os.Exit(0) //nolint:forbidigo // as above
	}
	os.Exit(m.Run()) //nolint:forbidigo // as above
}

// numbered answers every request with a page that its URL determines, fresh for
// a day.
type numbered struct{}

func (numbered) RoundTrip(req *http.Request) (*http.Response, error) {
	n, err := strconv.ParseUint(req.URL.Path[1:], 10, 64)
	if err != nil {
		return nil, err
	}
	return pages{func() []byte { return page(n) }}.RoundTrip(req)
}

// child stores pages from..to, or without end for -1, and prints each number
// once the cache has said that the page is kept.
func child(path, from, to string) error {
	c, err := cache.Open(context.Background(), cache.Options{Path: path})
	if err != nil {
		return err
	}
	defer c.Close()
	first, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	last, err := strconv.Atoi(to)
	if err != nil {
		return err
	}
	client := c.Transport(numbered{})
	for n := first; last < 0 || n < last; n++ {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, fmt.Sprintf("http://example.com/%d", n), nil)
		if err != nil {
			return err
		}
		resp, err := client.RoundTrip(req)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return errors.Join(err, resp.Body.Close())
		}
		if err := resp.Body.Close(); err != nil {
			return err
		}
		if _, err := fmt.Println(n); err != nil { //nolint:forbidigo // the child's report to its parent
			return err
		}
	}
	return nil
}

// TestKilledWhileWriting kills a process that stores pages, again and again on
// the same file: it opens, it is whole, and every page that was told kept is
// there.
func TestKilledWhileWriting(t *testing.T) {
	kills := 200
	if testing.Short() || raceOn {
		kills = 20
	}
	path := filepath.Join(t.TempDir(), "cache.db")
	rng := rand.New(rand.NewPCG(5, 9))
	kept := 0
	for i := range kills {
		cmd := exec.CommandContext(t.Context(), os.Args[0], strconv.Itoa(kept), "-1")
		cmd.Env = append(os.Environ(), childEnv+"="+path)
		cmd.Stderr = os.Stderr
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := func() { _ = cmd.Process.Kill() }
		if i%4 == 0 { // while it starts and opens the file, too
			time.AfterFunc(time.Duration(rng.IntN(30_000))*time.Microsecond, kill)
		}
		writing := false
		for line := bufio.NewScanner(stdout); line.Scan(); {
			n, err := strconv.Atoi(line.Text())
			if err != nil {
				continue // its last line, cut short
			}
			kept = max(kept, n+1)
			if !writing {
				writing = true
				time.AfterFunc(time.Duration(rng.IntN(20_000))*time.Microsecond, kill)
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		checkWhole(t, path)
	}
	t.Logf("%d kills, %d pages kept", kills, kept)
	if kept < kills/2 {
		t.Errorf("only %d pages were stored: the kills came too early to show anything", kept)
	}
	checkKept(t, path, kept)
}

// checkWhole runs SQLite's own check.
func checkWhole(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var said string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
		t.Fatalf("integrity_check: %q, %v", said, err)
	}
}

// checkKept wants the pages 0 to n-1 from the cache, and its counters right.
func checkKept(t *testing.T, path string, n int) {
	t.Helper()
	c, err := cache.Open(t.Context(), cache.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	client := c.Transport(numbered{})
	for i := range n {
		var r cache.Report
		ctx := cache.WithReport(t.Context(), &r)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://example.com/%d", i), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || r.Verdict != cache.Hit || !bytes.Equal(body, page(uint64(i))) {
			t.Fatalf("page %d: %s, %d bytes, %v", i, r.Verdict, len(body), err)
		}
	}
	stats, err := c.Stats(t.Context())
	if err != nil || stats.Entries < int64(n) || stats.Entries > int64(n)+1 || stats.BodyBytes != stats.Entries*20_000 {
		t.Errorf("stats got %+v, %v for %d pages", stats, err, n)
	}
}

// TestSeveralProcesses have one file open and write to it at once, from its very
// making on.
func TestSeveralProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	const each, n = 60, 4
	var cmds []*exec.Cmd
	for i := range n {
		cmd := exec.CommandContext(t.Context(), os.Args[0], strconv.Itoa(i*each), strconv.Itoa((i+1)*each))
		cmd.Env = append(os.Environ(), childEnv+"="+path)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	checkWhole(t, path)
	checkKept(t, path, n*each)
}
