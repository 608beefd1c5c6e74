package demosite

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Following "next" from the first page finds every country once, and ends on a
// page that leads to itself.
func TestIndexLeadsToAll(t *testing.T) {
	site, c := serve(t, Options{})
	seen := map[string]bool{}
	path := "/places/default/index"
	for pages := 1; ; pages++ {
		p := c.get(path)
		links := p.Find("#results a")
		if n := links.Length(); n != perPage && p.attr("a[rel=next]", "href") != path {
			t.Errorf("%s lists %d countries, want %d", path, n, perPage)
		}
		links.Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); seen[href] {
				t.Errorf("%s is listed twice", href)
			} else {
				seen[href] = true
			}
		})
		if got := p.Find("a[rel=prev]").Length(); (got == 0) != (pages == 1) {
			t.Errorf("%s has %d links to a previous page", path, got)
		}
		next := p.attr("a[rel=next]", "href")
		if next == path {
			break
		}
		if path = next; pages > 100 {
			t.Fatal("the index does not end")
		}
	}
	if len(seen) != len(site.places.list) {
		t.Errorf("the index leads to %d countries, want %d", len(seen), len(site.places.list))
	}
}

func TestPlaces(t *testing.T) {
	_, c := serve(t, Options{})
	uk := c.get("/places/default/iso/gb")
	if !strings.HasPrefix(uk.path, "/places/default/view/United-Kingdom-") {
		t.Fatalf("the code gb leads to %s, want the United Kingdom", uk.path)
	}
	for selector, want := range map[string]string{
		"#places_country__row .w2p_fw":        "United Kingdom",
		"tr#places_area__row td:nth-child(2)": "243,610 square kilometres",
		"#places_population__row .w2p_fw":     "63,742,977",
		"#places_continent__row .w2p_fw":      "Europe",
	} {
		if got := uk.text(selector); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	if c.get("/places/default/iso/AX").Find("#places_area__row").Length() != 0 {
		t.Error("an area that is not known has a row")
	}
	if n := c.get("/places/default/continent/EU").Find("#results a").Length(); n < 45 || n > 60 {
		t.Errorf("Europe has %d countries", n)
	}
}

func TestNumbersAlone(t *testing.T) {
	_, c := serve(t, Options{})
	if got := c.get("/places/default/view/-1").text("#places_country__row .w2p_fw"); got != "Afghanistan" {
		t.Errorf("/view/-1 is %q, want Afghanistan", got)
	}
	found, misses, longest := 0, 0, 0
	for id := 1; misses < 5; id++ {
		if c.get("/places/default/view/-"+strconv.Itoa(id)).status == 200 {
			found, misses = found+1, 0
			continue
		}
		misses++
		if misses < 5 {
			longest = max(longest, misses)
		}
	}
	if found != 250 || longest != 4 {
		t.Errorf("counting up finds %d countries with gaps of up to %d, want 250 and 4", found, longest)
	}
}

func TestPlacesNotFound(t *testing.T) {
	_, c := serve(t, Options{})
	for _, path := range []string{
		"/places/default/view/Nowhere-100000", "/places/default/view/x", "/places/default/view/-01",
		"/places/default/index/25", "/places/default/index/-1", "/places/default/index/01", "/places/default/index/x",
		"/places/default/iso/ZZ", "/places/default/continent/XX", "/places", "/nowhere",
	} {
		if p := c.get(path); p.status != 404 || p.text(".note") == "" {
			t.Errorf("%s is answered %d %q, want 404 and a sentence", path, p.status, p.text(".note"))
		}
	}
}

func TestQuantity(t *testing.T) {
	for n, want := range map[int64]string{0: "", 7: "7", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := quantity(n, ""); got != want {
			t.Errorf("quantity(%d) = %q, want %q", n, got, want)
		}
	}
}
