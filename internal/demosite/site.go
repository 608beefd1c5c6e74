// Package demosite is the built-in practice site: a small web site in the manner
// of the exercises of the book "Web Scraping with Python", to run flows, crawls
// and refusals against without a network.
//
//	site := demosite.New(demosite.Options{Seed: 7})
//	http.ListenAndServe("127.0.0.1:8080", site)
//
// Its pages list countries, take registrations behind a CAPTCHA, logins with a
// form key that works once, and edits behind the login; others are traps on
// purpose. The index page says what each is for. All of it is in memory, bounded,
// and gone when the process ends: it is for practising on, on one's own machine,
// and keeps nobody's data.
//
// Names, currencies, continents and domains of the countries are from CLDR and
// ISO 3166 as golang.org/x/text has them, areas and populations from the CIA
// World Factbook of 2014, which is in the public domain.
package demosite

import (
	"bytes"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Options configures a Site. The zero value works.
type Options struct {
	// Seed decides which CAPTCHAs are shown, in which order. Sessions and form
	// keys are random all the same.
	Seed uint64
	// Now is the clock; zero: time.Now.
	Now func() time.Time
	// CaptchaTTL is how long a form, its key and its CAPTCHA can be answered;
	// zero: 10 minutes.
	CaptchaTTL time.Duration
	// SessionTTL is how long a session lives after its last request; zero: 24 hours.
	SessionTTL time.Duration
	// BanTime is how long the trap shuts an address out; zero: 1 minute.
	BanTime time.Duration
	// CrawlDelay is what robots.txt asks for, in whole seconds; zero: nothing.
	CrawlDelay time.Duration
	// Logger gets a line per request: method, path without the query, status;
	// zero: none. No form value and no cookie is logged.
	Logger *slog.Logger
}

// How much the site keeps at most. What was used longest ago goes first.
const (
	maxUsers    = 10_000
	maxSessions = 10_000
	maxBans     = 10_000
	maxBody     = 64 << 10 // bytes of a form
)

// Site is the practice site: an http.Handler, safe for concurrent use.
type Site struct {
	opts     Options
	started  time.Time
	mux      *http.ServeMux
	pages    map[string]*template.Template
	counts   *counter
	captchas atomic.Uint64 // how many were shown
	sessions *sessions
	users    *users
	places   *places
	bans     *shelf[struct{}]
}

// New makes a site with nobody registered.
func New(opts Options) *Site {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.CaptchaTTL = positive(opts.CaptchaTTL, 10*time.Minute)
	opts.SessionTTL = positive(opts.SessionTTL, 24*time.Hour)
	opts.BanTime = positive(opts.BanTime, time.Minute)
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Site{
		opts:     opts,
		started:  opts.Now(),
		mux:      http.NewServeMux(),
		pages:    parsePages(),
		counts:   newCounter(),
		sessions: newSessions(opts),
		users:    newUsers(opts),
		places:   newPlaces(),
		bans:     newShelf[struct{}](maxBans, opts.Now),
	}
	s.route()
	return s
}

func positive(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

func (s *Site) route() {
	s.mux.HandleFunc("GET /{$}", s.home)
	s.mux.HandleFunc("GET /style.css", s.stylesheet)
	s.mux.HandleFunc("GET /_counts", s.countsPage)
	s.mux.HandleFunc("/", s.notFound)
	s.routePlaces()
	s.routeRobots()
	s.routeUsers()
	s.routeJoin()
	s.routeRefusals()
}

// ServeHTTP counts a request, turns shut-out addresses away and answers the rest.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.counts.add(r.Method, r.URL.Path)
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	// The widgets of /challenge/ name scripts of their vendors; nothing is to be
	// fetched from anywhere.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-cache")
	header.Set("Vary", "Cookie")
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	answer := &recorder{ResponseWriter: w, status: http.StatusOK}
	if !s.turnAway(answer, r) {
		s.mux.ServeHTTP(answer, r)
	}
	s.opts.Logger.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", answer.status)
}

// Counts returns how often each "METHOD /path" was asked for since the start.
func (s *Site) Counts() map[string]int { return s.counts.all() }

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// frame is what every page's template gets.
type frame struct {
	Title string
	User  *user // who is logged in, or nil
	Data  any
}

// show answers with a page. The template is executed before anything is sent, so
// that a fault in it is a clean 500.
func (s *Site) show(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	var page bytes.Buffer
	err := s.pages[name].ExecuteTemplate(&page, "layout.html", frame{title, s.currentUser(r), data})
	if err != nil {
		s.opts.Logger.ErrorContext(r.Context(), "page not drawn", "page", name, "error", err)
		http.Error(w, "the page could not be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the client has gone: nobody is left to tell
}

// note is a page of one message.
type note struct{ Heading, Text string }

func (s *Site) say(w http.ResponseWriter, r *http.Request, status int, heading, text string) {
	s.show(w, r, status, "note.html", heading, note{heading, text})
}

func (s *Site) home(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "home.html", "formbot's practice site", len(s.places.list))
}

func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	s.say(w, r, http.StatusNotFound, "Not found", "There is no such page here.")
}
