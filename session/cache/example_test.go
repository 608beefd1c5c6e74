package cache_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/formbot/formbot/session/cache"
)

// A page is fetched twice; the second time it comes from the file.
func Example() {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		fmt.Fprint(w, "a page")
	}))
	defer site.Close()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	c, err := cache.Open(context.Background(), cache.Options{Path: filepath.Join(dir, "cache.db")})
	if err != nil {
		panic(err)
	}
	defer c.Close()
	client := &http.Client{Transport: c.Transport(nil)}

	for range 2 {
		var told cache.Report
		ctx := cache.WithReport(context.Background(), &told)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, site.URL, nil)
		if err != nil {
			panic(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			panic(err)
		}
		resp.Body.Close()
		fmt.Printf("%s: %s\n", told.Verdict, body)
	}
	// Output:
	// miss: a page
	// hit: a page
}
