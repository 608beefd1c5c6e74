package demosite

import (
	"net/http"
	"strconv"
	"strings"
)

func editForm(c country) *form {
	figure := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	choices := []option{{"", "not known"}}
	for _, cont := range continents {
		choices = append(choices, option{cont.code, cont.name})
	}
	return &form{
		ID: "edit", Action: "/places/default/edit/" + c.Slug(), Button: "Update",
		Fields: []field{
			{Name: "country", Label: "Country", Type: "text", Value: c.Name, ReadOnly: true},
			{Name: "area", Label: "Area", Type: "text", Value: figure(c.Area), Hint: "In square kilometres. Empty: not known."},
			{Name: "population", Label: "Population", Type: "text", Value: figure(c.Population), Hint: "Empty: not known."},
			{Name: "capital", Label: "Capital", Type: "text", Value: c.Capital},
			{Name: "continent", Label: "Continent", Value: c.Continent, Options: choices},
			{Name: "languages", Label: "Languages", Type: "text", Value: c.Languages, Hint: "As in en-GB,cy-GB."},
		},
	}
}

const editIntro = "What you change here everybody sees, until the site is started again."

func (s *Site) editPage(w http.ResponseWriter, r *http.Request) {
	if s.loginFirst(w, r) == nil {
		return
	}
	if c, ok := s.find(w, r); ok {
		s.showForm(w, r, editForm(c), "Edit "+c.Name, editIntro)
	}
}

func (s *Site) edit(w http.ResponseWriter, r *http.Request) {
	if s.loginFirst(w, r) == nil {
		return
	}
	c, ok := s.find(w, r)
	if !ok {
		return
	}
	sent, ok := s.received(w, r)
	if !ok {
		return
	}
	f := editForm(c)
	f.fill(sent)
	if _, ok := s.accept(r, f, sent); ok {
		changeCountry(&c, f, sent)
	}
	if !f.faultless() {
		s.showForm(w, r, f, "Edit "+c.Name, editIntro)
		return
	}
	s.places.set(c, s.opts.Now())
	http.Redirect(w, r, "/places/default/view/"+c.Slug(), http.StatusSeeOther)
}

// changeCountry takes over what was sent, or notes in the form what is wrong with it.
func changeCountry(c *country, f *form, sent values) {
	f.requireAll(sent)
	figure := func(name string) int64 {
		text := strings.ReplaceAll(sent.get(name), ",", "")
		if text == "" {
			return 0
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > 1e12 {
			f.fault(name, "That is not a whole number from 0 to 1,000,000,000,000.")
		}
		return n
	}
	c.Area, c.Population = figure("area"), figure("population")
	c.Capital, c.Languages = sent.get("capital"), sent.get("languages")
	c.Continent = sent.get("continent")
	if c.Continent != "" && continentName(c.Continent) == "" {
		f.fault("continent", "That is not one of the continents.")
	}
}
