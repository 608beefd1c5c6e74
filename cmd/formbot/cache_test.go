package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/formbot/formbot/session/cache"
)

// fillcache puts three pages of 2,000 bytes into a cache, one of them from the
// host localhost: fillcache FILE.
func fillcache(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fillcache FILE")
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		_, _ = io.WriteString(w, strings.Repeat("0123456789", 200))
	}))
	defer site.Close()
	c, err := cache.Open(context.Background(), cache.Options{Path: ts.MkAbs(args[0])})
	ts.Check(err)
	client := &http.Client{Transport: c.Transport(&http.Transport{})}
	for _, page := range []string{site.URL + "/1", site.URL + "/2", strings.Replace(site.URL, "127.0.0.1", "localhost", 1)} {
		resp, err := client.Get(page)
		ts.Check(err)
		_, err = io.Copy(io.Discard, resp.Body)
		ts.Check(err)
		ts.Check(resp.Body.Close())
	}
	ts.Check(c.Close())
}

// damage writes over a file behind its header: damage FILE.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage FILE")
	}
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR, 0)
	ts.Check(err)
	_, err = f.WriteAt([]byte(strings.Repeat("damage", 600)), 100)
	ts.Check(err)
	ts.Check(f.Close())
}
