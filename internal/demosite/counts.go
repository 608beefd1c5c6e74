package demosite

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// maxCounted is how many different requests are counted apart; the rest are
// counted as "METHOD (other)".
const maxCounted = 10_000

// counter counts requests by method and path.
type counter struct {
	mu sync.Mutex // guards by
	by map[string]int
}

func newCounter() *counter { return &counter{by: map[string]int{}} }

func (c *counter) add(method, path string) {
	if path == "/_counts" {
		return
	}
	known := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	if !slices.Contains(known, method) {
		method = "OTHER"
	}
	key := method + " " + path
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.by[key]; !ok && (len(c.by) >= maxCounted || len(path) > 1000) {
		key = method + " (other)"
	}
	c.by[key]++
}

func (c *counter) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.by)
}

// countsPage answers the counters as a JSON object. It does not count itself.
func (s *Site) countsPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(s.Counts()) // see show
}
