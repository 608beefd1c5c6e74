package demosite

import (
	"encoding/xml"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func (s *Site) routeRobots() {
	s.mux.HandleFunc("GET /robots.txt", s.robots)
	s.mux.HandleFunc("GET /sitemap.xml", s.sitemap)
	s.mux.HandleFunc("/trap", s.trap)
	s.mux.HandleFunc("/trap/", s.trap)
}

// base is the address that the client asked this site by.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func (s *Site) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	delay := ""
	if seconds := int(s.opts.CrawlDelay.Round(time.Second) / time.Second); seconds > 0 {
		delay = fmt.Sprintf("Crawl-delay: %d\n", seconds)
	}
	_, _ = fmt.Fprintf(w, `# section 1: a robot that is not welcome
User-agent: BadCrawler
Disallow: /

# section 2: all others; whoever goes to /trap is shut out for a while
User-agent: *
%sDisallow: /trap

# section 3
Sitemap: %s/sitemap.xml
`, delay, base(r)) // see show
}

// sitemap lists the page of each country.
func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) {
	type entry struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	}
	var document struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []entry  `xml:"url"`
	}
	for _, c := range s.places.list {
		_, edited, _ := s.places.get(c.ID)
		if edited.IsZero() {
			edited = s.started
		}
		document.URLs = append(document.URLs, entry{
			Loc:     base(r) + "/places/default/view/" + c.Slug(),
			LastMod: edited.UTC().Format(time.RFC3339),
		})
	}
	text, err := xml.MarshalIndent(document, "", " ")
	if err != nil {
		http.Error(w, "the sitemap could not be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, _ = fmt.Fprintf(w, "%s%s\n", xml.Header, text) // see show
}

// trap shuts out whoever comes: robots.txt forbids it.
func (s *Site) trap(w http.ResponseWriter, r *http.Request) {
	s.bans.put(address(r), struct{}{}, s.opts.BanTime)
	w.Header().Set("Cache-Control", "no-store")
	s.say(w, r, http.StatusForbidden, "You are in the trap", fmt.Sprintf(
		"robots.txt forbids this page. Your address %s is shut out for %s.", address(r), plainly(s.opts.BanTime)))
}

// turnAway answers a request from a shut-out address and returns true; other
// requests it leaves alone. What explains the ban stays open.
func (s *Site) turnAway(w http.ResponseWriter, r *http.Request) bool {
	switch r.URL.Path {
	case "/robots.txt", "/_counts", "/style.css":
		return false
	}
	_, until, banned := s.bans.get(address(r))
	if !banned {
		return false
	}
	left := max(time.Second, (until.Sub(s.opts.Now()) + time.Second - 1).Truncate(time.Second))
	w.Header().Set("Retry-After", strconv.Itoa(int(left/time.Second)))
	w.Header().Set("Cache-Control", "no-store")
	s.say(w, r, http.StatusTooManyRequests, "Shut out", fmt.Sprintf(
		"Your address %s asked for /trap, which robots.txt forbids. It is shut out for another %s.", address(r), plainly(left)))
	return true
}

// address is the client's, without its port.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// plainly writes a duration as people do: "1 minute", "59 seconds".
func plainly(d time.Duration) string {
	n, unit := int(d.Round(time.Second)/time.Second), "second"
	if n >= 60 && n%60 == 0 {
		n, unit = n/60, "minute"
	}
	if n != 1 {
		unit += "s"
	}
	return strings.Join([]string{strconv.Itoa(n), unit}, " ")
}
