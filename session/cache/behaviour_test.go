package cache_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

func TestArchiveKeepsWhatTheAnswerForbids(t *testing.T) {
	b := newBed(t, cache.Options{Mode: cache.ModeArchive, Expire: 24 * time.Hour})
	for _, line := range []string{"Cache-Control: no-store", "Cache-Control: no-cache", "Cache-Control: max-age=0",
		"Vary: *", "Expires: 0", "X-Nothing: said"} {
		path := "/" + strings.ReplaceAll(line, " ", "")
		b.serve(text("first", line))
		b.want(b.get(path), cache.Miss, "first")
		b.serve(text("second", line))
		b.clock.Add(23 * time.Hour)
		b.want(b.get(path), cache.Hit, "first")
		b.clock.Add(2 * time.Hour)
		b.want(b.get(path), cache.Miss, "second")
		b.want(b.get(path, "Cache-Control: no-cache"), cache.Miss, "second")
	}
	b.serve(status(http.StatusNotFound, "gone"))
	b.get("/error")
	b.want(b.get("/error"), cache.Miss, "gone")
}

func TestArchiveValidatesOnceExpired(t *testing.T) {
	b := newBed(t, cache.Options{Mode: cache.ModeArchive, Expire: time.Hour})
	b.serve(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"a"`)
		if r.Header.Get("If-None-Match") == `"a"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "page")
	})
	b.want(b.get("/"), cache.Miss, "page")
	b.clock.Add(2 * time.Hour)
	b.want(b.get("/"), cache.Revalidated, "page")
	b.clock.Add(59 * time.Minute)
	b.want(b.get("/"), cache.Hit, "page")
}

func TestArchiveWithoutExpireIsForEver(t *testing.T) {
	b := newBed(t, cache.Options{Mode: cache.ModeArchive})
	b.serve(text("page"))
	b.want(b.get("/"), cache.Miss, "page")
	b.clock.Add(50 * 365 * 24 * time.Hour)
	b.want(b.get("/"), cache.Hit, "page")
}

func TestIncompleteAnswersAreNotKept(t *testing.T) {
	cut := func(promise string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", "max-age=60")
			if promise != "" {
				w.Header().Set("Content-Length", promise)
			}
			_, _ = io.WriteString(w, "half")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
	}
	for name, handler := range map[string]http.HandlerFunc{"length": cut("8"), "chunked": cut("")} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t, cache.Options{})
			b.serve(handler)
			if got := b.get("/"); got.err == nil {
				t.Errorf("a broken body was read without an error: %q", got.body)
			}
			b.serve(text("whole", "Cache-Control: max-age=60"))
			b.want(b.get("/"), cache.Miss, "whole")
		})
	}
	t.Run("left unread", func(t *testing.T) {
		b := newBed(t, cache.Options{})
		b.serve(text(strings.Repeat("x", 100_000), "Cache-Control: max-age=60"))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := b.client.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(resp.Body, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := b.get("/"); got.report.Verdict != cache.Miss {
			t.Errorf("got %s, want miss", got.report.Verdict)
		}
	})
}

func TestAnswerIsKeptByACallerThatStopsAtTheLastByte(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("exact", "Cache-Control: max-age=60", "Content-Length: 5"))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := b.client.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(resp.Body, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	b.want(b.get("/"), cache.Hit, "exact")
}

func TestBodiesOfAllSizes(t *testing.T) {
	b := newBed(t, cache.Options{MaxEntryBytes: 1 << 20})
	for _, size := range []int{0, 1, 255, 256, 4096, 65_000, 66_000, 200_000, 1 << 20, 1<<20 + 1} {
		for _, kind := range []string{"text/html", "image/png"} {
			body := strings.Repeat("a page and ", size/11+1)[:size]
			path := fmt.Sprintf("/%d/%s", size, kind)
			for _, length := range []bool{true, false} {
				b.serve(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Cache-Control", "max-age=60")
					w.Header().Set("Content-Type", kind)
					if length {
						w.Header().Set("Content-Length", strconv.Itoa(size))
					} else {
						w.(http.Flusher).Flush()
					}
					_, _ = io.WriteString(w, body)
				})
				path := fmt.Sprintf("%s?%t", path, length)
				b.want(b.get(path), cache.Miss, body)
				want := cache.Hit
				if size > 1<<20 {
					want = cache.Miss
				}
				b.want(b.get(path), want, body)
			}
		}
	}
}

func TestBodyStreamsToTheCaller(t *testing.T) {
	b := newBed(t, cache.Options{})
	more := make(chan struct{})
	b.serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		_, _ = io.WriteString(w, "first ")
		w.(http.Flusher).Flush()
		<-more
		_, _ = io.WriteString(w, "second")
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := b.client.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got := make([]byte, 6)
	if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != "first " {
		t.Fatalf("got %q, %v before the server is done", got, err)
	}
	close(more)
	rest, err := io.ReadAll(resp.Body)
	if err != nil || string(rest) != "second" {
		t.Fatalf("got %q, %v", rest, err)
	}
	b.want(b.get("/"), cache.Hit, "first second")
}

func TestSetCookieIsNotReplayed(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		w.Header().Set("ETag", `"a"`)
		if r.Header.Get("If-None-Match") != "" {
			w.Header().Set("Set-Cookie", "session=new")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Set-Cookie", "session=old")
		fmt.Fprint(w, "page")
	})
	if got := b.get("/").header.Get("Set-Cookie"); got != "session=old" {
		t.Errorf("first answer got Set-Cookie %q", got)
	}
	if got := b.get("/").header.Get("Set-Cookie"); got != "" {
		t.Errorf("a stored answer sets %q", got)
	}
	b.clock.Add(2 * time.Minute)
	got := b.get("/")
	b.want(got, cache.Revalidated, "page")
	if got.header.Get("Set-Cookie") != "session=new" {
		t.Errorf("a 304 that sets a cookie got %q", got.header.Get("Set-Cookie"))
	}
}

func TestStaleWhileRevalidateAsksOnceInTheBackground(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("old", "Cache-Control: max-age=1, stale-while-revalidate=60"))
	b.get("/")
	b.clock.Add(10 * time.Second)
	hold, arrived := make(chan struct{}), make(chan struct{}, 10)
	b.serve(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-hold
		text("new", "Cache-Control: max-age=60")(w, r)
	})
	for range 5 {
		b.want(b.get("/"), cache.Stale, "old")
	}
	<-arrived
	close(hold)
	if err := b.cache.Close(); err != nil { // waits for it
		t.Fatal(err)
	}
	if got := b.requests(); got != 2 {
		t.Errorf("requests got %d, want 2", got)
	}
	b.open()
	b.want(b.get("/"), cache.Hit, "new")
}

func TestRequestAndItsContextAreLeftAlone(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("page", "Cache-Control: max-age=1", `ETag: "a"`))
	b.get("/")
	b.clock.Add(time.Minute)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := b.client.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if len(req.Header) != 0 {
		t.Errorf("the caller's request has become %v", req.Header)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if resp, err := b.client.RoundTrip(req.WithContext(ctx)); err == nil {
		resp.Body.Close()
		t.Error("a cancelled request went through")
	}
}

func TestManyAtOnce(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		_, _ = w.Write(bytes.Repeat([]byte(r.URL.Path), 100))
	})
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range 30 {
				path := fmt.Sprintf("/%d", (i*7+j)%40)
				if got := b.get(path); got.err != nil || got.body != strings.Repeat(path, 100) {
					t.Errorf("%s: got %.40q, %v", path, got.body, got.err)
				}
			}
		})
	}
	wg.Wait()
	stats, err := b.cache.Stats(t.Context())
	if err != nil || stats.Entries != 40 {
		t.Errorf("got %d entries, %v; want 40", stats.Entries, err)
	}
}
