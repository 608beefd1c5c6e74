package demosite

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// perPage is how many countries an index page lists.
const perPage = 10

// places is the book of countries. An edit changes it for everybody.
type places struct {
	list []country // as they were at the start, by name; never changed

	mu    sync.RWMutex // guards edits
	edits map[int]edit // by country id
}

// edit is a country as it was left by the last who changed it.
type edit struct {
	country country
	at      time.Time
}

func newPlaces() *places { return &places{list: loadCountries(), edits: map[int]edit{}} }

// get returns a country as it is now, and when it was edited (zero: never).
func (p *places) get(id int) (c country, edited time.Time, ok bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if e, ok := p.edits[id]; ok {
		return e.country, e.at, true
	}
	i, ok := slices.BinarySearchFunc(p.list, id, func(c country, id int) int { return c.ID - id })
	if !ok {
		return country{}, time.Time{}, false
	}
	return p.list[i], time.Time{}, true
}

func (p *places) set(c country, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.edits[c.ID] = edit{c, at}
}

func (s *Site) routePlaces() {
	s.mux.HandleFunc("GET /places/default/index", s.placesIndex)
	s.mux.HandleFunc("GET /places/default/index/{page}", s.placesIndex)
	s.mux.HandleFunc("GET /places/default/view/{slug}", s.placesView)
	s.mux.HandleFunc("GET /places/default/edit/{slug}", s.editPage)
	s.mux.HandleFunc("POST /places/default/edit/{slug}", s.edit)
	s.mux.HandleFunc("GET /places/default/iso/{iso}", s.placesISO)
	s.mux.HandleFunc("GET /places/default/continent/{code}", s.placesContinent)
}

// placesIndex lists ten countries. Its first page links to no previous one; its
// last one's next page is itself, for crawlers that follow "next" without a thought.
func (s *Site) placesIndex(w http.ResponseWriter, r *http.Request) {
	last := (len(s.places.list) - 1) / perPage
	page := 0
	if text := r.PathValue("page"); text != "" {
		var err error
		if page, err = strconv.Atoi(text); err != nil || page < 0 || page > last || strconv.Itoa(page) != text {
			s.say(w, r, http.StatusNotFound, "Not found", fmt.Sprintf("The index has pages 0 to %d.", last))
			return
		}
	}
	s.show(w, r, http.StatusOK, "index.html", fmt.Sprintf("Countries, page %d", page), map[string]any{
		"Page": page, "Last": last, "Next": min(page+1, last), "Previous": page - 1,
		"Countries": s.places.list[page*perPage : min(len(s.places.list), (page+1)*perPage)],
	})
}

// find returns the country of an address NAME-ID. As on the book's site the id
// alone counts, so /view/-1 works too.
func (s *Site) find(w http.ResponseWriter, r *http.Request) (country, bool) {
	slug := r.PathValue("slug")
	digits := slug[strings.LastIndexByte(slug, '-')+1:]
	if id, err := strconv.Atoi(digits); err == nil && strconv.Itoa(id) == digits {
		if c, _, ok := s.places.get(id); ok {
			return c, true
		}
	}
	s.say(w, r, http.StatusNotFound, "Not found", "There is no country with this number.")
	return country{}, false
}

func (s *Site) placesView(w http.ResponseWriter, r *http.Request) {
	if c, ok := s.find(w, r); ok {
		s.show(w, r, http.StatusOK, "view.html", c.Name, viewOf(c))
	}
}

// view is a country's page: the rows that have a value.
type view struct {
	country
	Rows []row
}

type row struct{ Name, Label, Value, Link string }

func viewOf(c country) view {
	rows := []row{
		{Name: "country", Label: "Country", Value: c.Name},
		{Name: "area", Label: "Area", Value: quantity(c.Area, " square kilometres")},
		{Name: "population", Label: "Population", Value: quantity(c.Population, "")},
		{Name: "iso", Label: "ISO", Value: c.ISO},
		{Name: "capital", Label: "Capital", Value: c.Capital},
		{Name: "continent", Label: "Continent", Value: c.ContinentName(), Link: "/places/default/continent/" + c.Continent},
		{Name: "tld", Label: "Top-level domain", Value: c.TLD},
		{Name: "currency_code", Label: "Currency code", Value: c.Currency},
		{Name: "languages", Label: "Languages", Value: c.Languages},
	}
	return view{c, slices.DeleteFunc(rows, func(r row) bool { return r.Value == "" })}
}

// quantity writes a number with commas, as in "244,820 square kilometres"; 0 is "".
func quantity(n int64, unit string) string {
	if n == 0 {
		return ""
	}
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits + unit
}

// placesISO sends a client from a country's code to its page.
func (s *Site) placesISO(w http.ResponseWriter, r *http.Request) {
	for _, c := range s.places.list {
		if strings.EqualFold(c.ISO, r.PathValue("iso")) {
			http.Redirect(w, r, "/places/default/view/"+c.Slug(), http.StatusFound)
			return
		}
	}
	s.say(w, r, http.StatusNotFound, "Not found", "No country has this code.")
}

func (s *Site) placesContinent(w http.ResponseWriter, r *http.Request) {
	code := strings.ToUpper(r.PathValue("code"))
	name := continentName(code)
	if name == "" {
		s.say(w, r, http.StatusNotFound, "Not found", "No continent has this code.")
		return
	}
	var in []country
	for _, c := range s.places.list {
		if now, _, ok := s.places.get(c.ID); ok && now.Continent == code {
			in = append(in, now)
		}
	}
	s.show(w, r, http.StatusOK, "continent.html", name, map[string]any{"Name": name, "Countries": in})
}
