package cache_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

// noise is a body that does not compress.
func noise(n int, seed uint64) []byte {
	b := make([]byte, n)
	rng := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = rng.Read(b)
	return b
}

func TestSizeIsBoundedAndTheLeastRecentlyUsedGo(t *testing.T) {
	const bound = 2 << 20
	b := newBed(t, cache.Options{MaxBytes: bound})
	b.serve(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=86400")
		_, _ = w.Write(noise(20_000, uint64(len(r.URL.Path))))
	})
	b.get("/keep")
	for i := range 300 {
		b.clock.Add(time.Minute)
		b.get(fmt.Sprintf("/%d", i))
		if got := b.get("/keep"); got.report.Verdict != cache.Hit {
			t.Fatalf("what is used all the time went after %d pages", i)
		}
	}
	stats, err := b.cache.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stats.StoredBytes > bound || stats.StoredBytes < bound/2 {
		t.Errorf("stored got %d bytes of %d", stats.StoredBytes, bound)
	}
	if err := b.cache.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(b.opts.Path); err != nil || info.Size() > bound {
		t.Errorf("file got %d bytes, %v; want at most %d", info.Size(), err, bound)
	}
	b.open()
	if got := b.get("/299").report.Verdict; got != cache.Hit {
		t.Errorf("the newest page: %s", got)
	}
	if got := b.get("/0").report.Verdict; got != cache.Miss {
		t.Errorf("the oldest page: %s", got)
	}
}

func TestVariantsOfAPageAreBounded(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("page", "Cache-Control: max-age=86400", "Vary: Cookie"))
	for i := range 100 {
		b.clock.Add(time.Second)
		b.get("/", fmt.Sprintf("Cookie: visit=%d", i))
	}
	stats, err := b.cache.Stats(t.Context())
	if err != nil || stats.Entries > 33 {
		t.Errorf("got %d entries, %v", stats.Entries, err)
	}
	b.want(b.get("/", "Cookie: visit=99"), cache.Hit, "page")
}

// TestLockedFile: requests succeed while another process holds the file, with
// one warning, and what is stored before is there after.
func TestLockedFile(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("before", "Cache-Control: max-age=86400"))
	b.get("/before")
	db, err := sql.Open("sqlite", "file:"+b.opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	b.serve(text("during", "Cache-Control: max-age=86400"))
	for i := range 20 {
		b.want(b.get(fmt.Sprintf("/%d", i)), cache.Miss, "during")
		b.want(b.get("/before"), cache.Hit, "before") // readers go on
	}
	b.clock.Add(time.Second)
	if got := b.do(http.MethodPost, "/before"); got.err != nil {
		t.Fatal(got.err)
	}
	b.want(b.get("/before"), cache.Miss, "during") // invalidated, though the file does not know
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.log.String(), "level=WARN"); got != 1 {
		t.Errorf("warnings got %d, want 1:\n%s", got, b.log)
	}
	checkWhole(t, b.opts.Path)
}

// TestFullDisk has a file that may not grow, as one on a full disk.
func TestFullDisk(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("before", "Cache-Control: max-age=86400"))
	b.get("/before")
	cache.LimitPages(t, b.cache, 20)
	b.serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=86400")
		_, _ = w.Write(noise(200_000, 1))
	})
	for i := range 5 {
		got := b.get(fmt.Sprintf("/%d", i))
		if got.err != nil || !bytes.Equal([]byte(got.body), noise(200_000, 1)) {
			t.Errorf("got %d bytes, %v", len(got.body), got.err)
		}
	}
	b.want(b.get("/before"), cache.Hit, "before")
	if got := strings.Count(b.log.String(), "level=WARN"); got != 1 || !strings.Contains(b.log.String(), "full") {
		t.Errorf("warnings got %d, want 1:\n%s", got, b.log)
	}
	if err := b.cache.Close(); err != nil {
		t.Error(err)
	}
	checkWhole(t, b.opts.Path)
}

// TestFileDamagedWhileOpen: requests succeed, with one warning that says what to
// do.
func TestFileDamagedWhileOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	b := newBed(t, cache.Options{Path: path})
	b.serve(text(strings.Repeat("page ", 50_000), "Cache-Control: max-age=86400", "Content-Type: image/png"))
	for i := range 5 {
		b.get(fmt.Sprintf("/%d", i))
	}
	if err := b.cache.Close(); err != nil {
		t.Fatal(err)
	}
	b.open()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, int(info.Size())-4096), 4096); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if got := b.get(fmt.Sprintf("/%d", i)); got.err != nil || got.status != http.StatusOK {
			t.Errorf("got %d, %v", got.status, got.err)
		}
	}
	if !strings.Contains(b.log.String(), "the cache can't be read") || strings.Count(b.log.String(), "level=WARN") > 2 {
		t.Errorf("log:\n%s", b.log)
	}
}

func TestClear(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=86400")
		_, _ = w.Write(noise(50_000, 3))
	})
	for i := range 40 {
		b.clock.Add(time.Hour)
		b.get(fmt.Sprintf("/%d", i))
	}
	n, err := b.cache.Clear(t.Context(), cache.Filter{OlderThan: 10*time.Hour - time.Second})
	if err != nil || n != 30 {
		t.Errorf("older than 10 h: got %d, %v; want 30", n, err)
	}
	if n, err := b.cache.Clear(t.Context(), cache.Filter{Host: "example.com"}); err != nil || n != 0 {
		t.Errorf("another host: got %d, %v", n, err)
	}
	before, err := b.cache.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := b.cache.Clear(t.Context(), cache.Filter{Host: "127.0.0.1"}); err != nil || n != 10 {
		t.Errorf("the host: got %d, %v; want 10", n, err)
	}
	after, err := b.cache.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.Entries != 0 || after.StoredBytes != 0 || after.BodyBytes != 0 || !after.Oldest.IsZero() {
		t.Errorf("after clear got %+v", after)
	}
	if after.FileBytes > before.FileBytes/4 {
		t.Errorf("the file was %d bytes and is %d", before.FileBytes, after.FileBytes)
	}
}

func TestClosedCachePassesBy(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("page", "Cache-Control: max-age=60"))
	for range 2 {
		if err := b.cache.Close(); err != nil {
			t.Fatal(err)
		}
	}
	b.want(b.get("/"), cache.Bypass, "page")
	if _, err := b.cache.Stats(context.Background()); err == nil {
		t.Error("a closed cache has stats")
	}
}
