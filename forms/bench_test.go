package forms

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// benchPage is a page of some 97 KB with 42 controls in three forms and one outside
// of them, the rest being the prose, lists and tables that pages are made of.
func benchPage() []byte {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><title>Register</title><meta charset=utf-8></head><body><input type=checkbox id=menu><form action=/search><input name=q><button>Search</button></form>`)
	filler := func(n int) {
		for i := range n {
			fmt.Fprintf(&b, `<div class="row item-%d"><h3>Heading %d</h3><p>Some words about <a href="/thing/%d?from=list">a thing</a>, with <em>stress</em> &amp; more words to read.</p><ul><li>one</li><li>two</li></ul></div>`, i, i, i)
		}
	}
	filler(230)
	b.WriteString(`<div><form id=register method=post action=/register><input type=hidden name=_formkey value=k>`)
	for i := range 30 {
		fmt.Fprintf(&b, `<div class=field><label for=f%d>Field %d</label><input id=f%d name=field_%d value="v" required></div>`, i, i, i, i)
	}
	b.WriteString(`<select name=country>`)
	for i := range 60 {
		fmt.Fprintf(&b, `<option value=%d>Country %d</option>`, i, i)
	}
	b.WriteString(`</select><textarea name=about></textarea><button>Go</button></form></div>`)
	filler(230)
	b.WriteString(`<form method=post action=/news><input name=mail><input type=checkbox name=a><input type=checkbox name=b><input type=radio name=r><input type=submit><input type=hidden name=z></form></body></html>`)
	return []byte(b.String())
}

// BenchmarkHTMLParse is the yardstick for BenchmarkParse: the parser alone.
func BenchmarkHTMLParse(b *testing.B) {
	page := benchPage()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := html.Parse(bytes.NewReader(page)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParse parses the same page and extracts its forms.
func BenchmarkParse(b *testing.B) {
	page := benchPage()
	opts := Options{URL: &url.URL{Scheme: "https", Host: "example.com", Path: "/register"}}
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := Parse(bytes.NewReader(page), opts); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseRatio takes both in turn and reports how many times the parser's
// own cost Parse takes: processor time, garbage collection with it, and the
// median of each, so that a busy machine does not tell.
func BenchmarkParseRatio(b *testing.B) {
	opts := Options{URL: &url.URL{Scheme: "https", Host: "example.com", Path: "/register"}}
	for _, page := range []struct {
		name string
		html []byte
	}{{"whole", benchPage()}, {"misnested", misnested(benchPage())}} {
		b.Run(page.name, func(b *testing.B) {
			var alone, whole []time.Duration
			for b.Loop() {
				alone = append(alone, processorTime(b, func() error {
					_, err := html.Parse(bytes.NewReader(page.html))
					return err
				}))
				whole = append(whole, processorTime(b, func() error {
					_, err := Parse(bytes.NewReader(page.html), opts)
					return err
				}))
			}
			b.ReportMetric(median(whole)/median(alone), "x-html.Parse")
		})
	}
}

// misnested is the page with its largest form across the tags around it.
func misnested(page []byte) []byte {
	return bytes.ReplaceAll(page, []byte("action=/register>"), []byte("action=/register></div>"))
}

// processorTime is what a few runs of f cost all of this process.
func processorTime(b *testing.B, f func() error) time.Duration {
	b.Helper()
	start := used(b)
	for range 4 {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	return used(b) - start
}

func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2])
}

// The yardsticks above are worth something only on such a page.
func TestBenchPage(t *testing.T) {
	page := benchPage()
	controls := 0
	for _, f := range parse(t, string(page)) {
		controls += len(f.Fields)
	}
	if controls != 42 || len(page) < 90_000 || len(page) > 104_000 {
		t.Errorf("%d controls in %d bytes, want 42 in some 97 KB", controls, len(page))
	}
}
