package demosite

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Every page that the index links to exists.
func TestHomeLinksWork(t *testing.T) {
	_, c := serve(t, Options{})
	home := c.get("/")
	links := home.Find("a[href]")
	if links.Length() < 20 {
		t.Errorf("the index has %d links, want it to lead everywhere", links.Length())
	}
	links.Each(func(_ int, a *goquery.Selection) {
		switch href := a.AttrOr("href", ""); href {
		case "/trap": // shuts the test out
		case "/leave":
			if p := c.get(href); p.status != 302 {
				t.Errorf("%s is answered %d, want 302", href, p.status)
			}
		default:
			if p := c.get(href); p.status != 200 {
				t.Errorf("%s is answered %d, want 200", href, p.status)
			}
		}
	})
}

func TestNothingIsFetchedFromElsewhere(t *testing.T) {
	_, c := serve(t, Options{})
	for _, path := range []string{"/", "/user/register", "/places/default/view/-1", "/challenge/recaptcha"} {
		if policy := c.get(path).header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s has the policy %q", path, policy)
		}
	}
	if css := c.get("/style.css"); strings.Contains(css.body, "http") || css.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet is %q, or fetches from elsewhere", css.header.Get("Content-Type"))
	}
}

func TestWhatPeopleEnterIsEscaped(t *testing.T) {
	_, c := serve(t, Options{})
	fill := ada(word(t, 0, 0))
	fill["first_name"] = `<script>alert("1")</script>`
	p := c.submit(c.get("/user/register"), "#register", fill)
	if p.path != "/welcome" || p.Find("script").Length() != 0 || p.text("h1") != "Welcome, "+fill["first_name"] {
		t.Errorf("on %s the name is shown as %q with %d scripts", p.path, p.text("h1"), p.Find("script").Length())
	}
}

func TestTheLogKeepsSecrets(t *testing.T) {
	var log bytes.Buffer
	_, c := serve(t, Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	c.get("/user/login?_next=/welcome&token=querysecret")
	c.join()
	for _, secret := range []string{"analytical", "ada@example.com", "querysecret", sessionCookie(t, c)} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q in it:\n%s", secret, &log)
		}
	}
	if want := "method=POST path=/user/register status=303"; !strings.Contains(log.String(), want) {
		t.Errorf("the log lacks %q:\n%s", want, &log)
	}
}

func TestManyAtOnce(t *testing.T) {
	site, c := serve(t, Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mine := newClient(t, c.base)
			for _, path := range []string{"/user/register", "/places/default/index", "/places/default/continent/AF", "/user/login", "/_counts"} {
				resp, err := mine.Get(mine.base + path)
				if err != nil {
					t.Error(err)
					return
				}
				if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("%s is answered %d, want 200", path, resp.StatusCode)
				}
			}
			site.places.set(site.places.list[0], site.started)
		})
	}
	wg.Wait()
	if got := site.Counts()["GET /user/register"]; got != 8 {
		t.Errorf("%d registrations were counted, want 8", got)
	}
}
