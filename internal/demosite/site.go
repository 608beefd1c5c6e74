// Package demosite is the built-in practice site.
package demosite

import (
	"log/slog"
	"net/http"
	"time"
)

// Options configures a Site. The zero value works.
type Options struct {
	Seed       uint64           // which CAPTCHAs are shown, in which order
	Now        func() time.Time // the clock; zero: time.Now
	CaptchaTTL time.Duration    // how long a form, its key and its CAPTCHA can be answered; zero: 10 minutes
	SessionTTL time.Duration    // how long a session lives after its last request; zero: 24 hours
	BanTime    time.Duration    // how long the trap shuts an address out; zero: 1 minute
	CrawlDelay time.Duration    // Crawl-delay of robots.txt, rounded to seconds; zero: none
	Logger     *slog.Logger     // one line per request: method, path, status; zero: none
}

// Site is the practice site: an http.Handler, safe for concurrent use.
type Site struct{ opts Options }

// New makes a site with nobody registered.
func New(opts Options) *Site { return &Site{opts: opts} }

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// Counts returns how often each "METHOD /path" was asked for.
func (s *Site) Counts() map[string]int { return map[string]int{} }

// Captcha returns the n-th CAPTCHA (from 0) that a site with this seed shows,
// as PNG, and the word on it.
func Captcha(seed uint64, n int) (text string, png []byte, err error) { return "", nil, nil }
