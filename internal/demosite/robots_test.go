package demosite

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestRobots(t *testing.T) {
	_, c := serve(t, Options{CrawlDelay: 5 * time.Second})
	p := c.get("/robots.txt")
	if got := p.header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("robots.txt is %q", got)
	}
	for _, want := range []string{"User-agent: BadCrawler\nDisallow: /\n", "User-agent: *\nCrawl-delay: 5\nDisallow: /trap\n", "Sitemap: " + c.base + "/sitemap.xml\n"} {
		if !strings.Contains(p.body, want) {
			t.Errorf("robots.txt lacks %q:\n%s", want, p.body)
		}
	}
	_, c = serve(t, Options{})
	if p := c.get("/robots.txt"); strings.Contains(p.body, "Crawl-delay") {
		t.Errorf("robots.txt asks for a delay that nobody set:\n%s", p.body)
	}
}

func TestSitemap(t *testing.T) {
	clock := newClock()
	site, c := serve(t, Options{Now: clock.now})
	c.join()
	clock.pass(time.Hour)
	c.submit(c.get("/places/default/edit/-1"), "#edit", map[string]string{"capital": "Kabul"})
	var document struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string    `xml:"loc"`
			LastMod time.Time `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(c.get("/sitemap.xml").body), &document); err != nil {
		t.Fatal(err)
	}
	if len(document.URLs) != len(site.places.list) {
		t.Fatalf("the sitemap has %d addresses, want %d", len(document.URLs), len(site.places.list))
	}
	for i, u := range document.URLs {
		want := site.started
		if i == 0 {
			want = clock.now()
		}
		if !u.LastMod.Equal(want) {
			t.Errorf("%s was changed at %v, want %v", u.Loc, u.LastMod, want)
		}
		if i%50 == 0 {
			if p := c.read(c.Get(u.Loc)); p.status != 200 {
				t.Errorf("%s is answered %d, want 200", u.Loc, p.status)
			}
		}
	}
}

// ask sends a request as from an address and returns the answer.
func ask(site *Site, method, from, path string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, http.NoBody)
	req.RemoteAddr = from
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, req)
	return answer
}

func TestTrapShutsOutForAMinute(t *testing.T) {
	clock := newClock()
	site := New(Options{Now: clock.now})
	const eve, bob = "192.0.2.1:1111", "192.0.2.2:2222"
	if answer := ask(site, "HEAD", eve, "/trap/deeper"); answer.Code != http.StatusForbidden {
		t.Errorf("the trap answers %d, want 403", answer.Code)
	}
	clock.pass(500 * time.Millisecond)
	answer := ask(site, "GET", "192.0.2.1:9999", "/")
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") != "60" {
		t.Errorf("then it is %d with Retry-After %q, want 429 and 60", answer.Code, answer.Header().Get("Retry-After"))
	}
	if !strings.Contains(answer.Body.String(), "robots.txt forbids") {
		t.Errorf("the page does not say why:\n%s", answer.Body)
	}
	for _, open := range []string{"/robots.txt", "/_counts"} {
		if answer := ask(site, "GET", eve, open); answer.Code != 200 {
			t.Errorf("%s is answered %d to who is shut out, want 200", open, answer.Code)
		}
	}
	if answer := ask(site, "GET", bob, "/"); answer.Code != 200 {
		t.Errorf("another address is answered %d, want 200", answer.Code)
	}
	clock.pass(59*time.Second + 499*time.Millisecond)
	if answer := ask(site, "GET", eve, "/"); answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") != "1" {
		t.Errorf("a millisecond before the minute is over it is %d, Retry-After %q; want 429 and 1", answer.Code, answer.Header().Get("Retry-After"))
	}
	clock.pass(time.Millisecond)
	if answer := ask(site, "GET", eve, "/"); answer.Code != 200 {
		t.Errorf("after the minute it is %d, want 200", answer.Code)
	}
	if got := site.Counts()["GET /"]; got != 4 {
		t.Errorf("%d requests for / were counted, want all 4", got)
	}
}

func TestPlainly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "1 second", 59 * time.Second: "59 seconds", time.Minute: "1 minute", 90 * time.Second: "90 seconds", 2 * time.Minute: "2 minutes",
	} {
		if got := plainly(d); got != want {
			t.Errorf("plainly(%v) = %q, want %q", d, got, want)
		}
	}
}
