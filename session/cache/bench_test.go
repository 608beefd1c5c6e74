package cache_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

// page is 20 KB of HTML, each seed's its own, that compresses about as pages do
// (to a fifth).
func page(seed uint64) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	words := strings.Fields(`the of and to in is that for it as was with be by on not he his but at are this have
		from or had an they which one you were her all she there would their we him been has when who will more no
		if out so said what up its about into than them can only other new some could time these two may then do
		first any my now such like our over man me even most made after also did many before must through back years
		country area population capital continent currency phone postal code language neighbours iso index next`)
	var b bytes.Buffer
	b.WriteString("<!DOCTYPE html>\n<title>Country</title>\n<table id=\"places\">\n")
	for b.Len() < 20_000 {
		fmt.Fprintf(&b, "<tr id=\"places_%s__row\"><td class=\"w2p_fl\"><label>%s</label></td><td class=\"w2p_fw\">%d ",
			words[rng.IntN(len(words))], words[rng.IntN(len(words))], rng.IntN(1_000_000))
		for range 12 {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		b.WriteString("</td></tr>\n")
	}
	return b.Bytes()[:20_000]
}

// pages answers without a network, so that a benchmark sees the cache alone.
type pages struct{ body func() []byte }

func (p pages) RoundTrip(req *http.Request) (*http.Response, error) {
	body := p.body()
	h := http.Header{}
	for _, line := range []string{
		"Date: " + time.Now().UTC().Format(http.TimeFormat), "Server: nginx/1.27", "Content-Type: text/html; charset=utf-8",
		"Cache-Control: max-age=86400", "ETag: \"5f3c-1a2b3c\"", "Last-Modified: Mon, 02 Feb 2026 10:00:00 GMT",
		"Vary: Accept-Encoding", "X-Frame-Options: SAMEORIGIN", "Strict-Transport-Security: max-age=31536000",
	} {
		name, value, _ := strings.Cut(line, ": ")
		h.Set(name, value)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}, nil
}

// cpu is the processor time that the process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func fetch(b testing.TB, client http.RoundTripper, url string) {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	req.Header.Set("User-Agent", "formbot/dev (+https://github.com/formbot/formbot)")
	resp, err := client.RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil || n != 20_000 {
		b.Fatal(n, err)
	}
	resp.Body.Close()
}

func openBench(b *testing.B, opts cache.Options) *cache.Cache {
	b.Helper()
	opts.Path = filepath.Join(b.TempDir(), "cache.db")
	c, err := cache.Open(b.Context(), opts)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// BenchmarkHit is a page of 20 KB from a cache of 1,000; cpu-µs/op is the figure
// that counts (at most 60).
func BenchmarkHit(b *testing.B) {
	seed := uint64(0)
	c := openBench(b, cache.Options{})
	client := c.Transport(pages{func() []byte { seed++; return page(seed) }})
	const n = 1000
	for i := range n {
		fetch(b, client, fmt.Sprintf("http://example.com/places/view/%d", i))
	}
	b.ReportAllocs()
	start, i := cpu(), 0
	for b.Loop() {
		fetch(b, client, fmt.Sprintf("http://example.com/places/view/%d", i%n))
		i++
	}
	b.ReportMetric(float64((cpu()-start).Nanoseconds())/1000/float64(i), "cpu-µs/op")
}

// BenchmarkStore keeps pages of 20 KB (at most 250 cpu-µs/op), what the server
// costs included.
func BenchmarkStore(b *testing.B) {
	bodies := make([][]byte, 64)
	for i := range bodies {
		bodies[i] = page(uint64(i))
	}
	c := openBench(b, cache.Options{})
	i := 0
	client := c.Transport(pages{func() []byte { return bodies[i%len(bodies)] }})
	b.ReportAllocs()
	start := cpu()
	for b.Loop() {
		fetch(b, client, fmt.Sprintf("http://example.com/places/view/%d", i))
		i++
	}
	b.ReportMetric(float64((cpu()-start).Nanoseconds())/1000/float64(i), "cpu-µs/op")
}

// BenchmarkStats reads the counters of a cache of 100,000 pages of 20 KB in one
// file. Filling it takes a minute, so it asks for FORMBOT_BENCH_LARGE=1.
func BenchmarkStats(b *testing.B) {
	n := 1000
	if os.Getenv("FORMBOT_BENCH_LARGE") != "" {
		n = 100_000
	}
	bodies := make([][]byte, 64)
	for i := range bodies {
		bodies[i] = page(uint64(i))
	}
	c := openBench(b, cache.Options{})
	i := 0
	client := c.Transport(pages{func() []byte { return bodies[i%len(bodies)] }})
	for ; i < n; i++ {
		fetch(b, client, fmt.Sprintf("http://example.com/places/view/%d", i))
	}
	for b.Loop() {
		stats, err := c.Stats(b.Context())
		if err != nil || stats.Entries != int64(n) || stats.BodyBytes != int64(n)*20_000 {
			b.Fatal(stats, err)
		}
	}
	stats, err := c.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(stats.FileBytes)/(1<<20), "MiB-file")
}
