package demosite

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// countryFigures has the countries of ISO 3166-1 (and Kosovo) with their capital,
// area in km² and population. What is not known for sure, or disputed, is empty.
// Areas and populations: CIA World Factbook 2014 (public domain).
//
//go:embed countries.csv
var countryFigures string

// country is one place of the site. What is not known is empty or 0.
type country struct {
	ID         int
	Name       string // in English, as CLDR has it
	ISO        string // two letters
	Capital    string
	Area       int64 // km²
	Population int64
	Continent  string // two letters, see continents
	TLD        string // with its dot
	Currency   string // ISO 4217
	Languages  string // BCP 47 tags, with commas between
}

// Slug is the country's part of an address, as in "United-Kingdom-233".
func (c country) Slug() string { return plain(c.Name) + "-" + strconv.Itoa(c.ID) }

// ContinentName is the continent in English.
func (c country) ContinentName() string { return continentName(c.Continent) }

var continents = [...]struct{ code, name string }{
	{"AF", "Africa"}, {"AN", "Antarctica"}, {"AS", "Asia"}, {"EU", "Europe"},
	{"NA", "North America"}, {"OC", "Oceania"}, {"SA", "South America"},
}

func continentName(code string) string {
	for _, c := range continents {
		if c.code == code {
			return c.name
		}
	}
	return ""
}

// loadCountries returns all countries by name, with ids from 1 that leave out up
// to four numbers now and then, for crawlers that count.
func loadCountries() []country {
	rows, err := csv.NewReader(strings.NewReader(countryFigures)).ReadAll()
	if err != nil {
		panic("demosite: countries.csv: " + err.Error())
	}
	var all []country
	for _, row := range rows[1:] {
		all = append(all, describe(row[0], row[1], number(row[2]), number(row[3])))
	}
	slices.SortFunc(all, func(a, b country) int { return cmp.Compare(plain(a.Name), plain(b.Name)) })
	id := 0
	for i := range all {
		id++
		if i%9 == 8 {
			id += 1 + i/9%4
		}
		all[i].ID = id
	}
	return all
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// describe adds what x/text knows of a region.
func describe(iso, capital string, area, population int64) country {
	c := country{ISO: iso, Capital: capital, Area: area, Population: population}
	region, err := language.ParseRegion(iso)
	if err != nil {
		panic("demosite: countries.csv: " + err.Error())
	}
	c.Name = display.Regions(language.English).Name(region)
	c.Continent = continentOf(region)
	if tld, err := region.TLD(); err == nil {
		c.TLD = "." + strings.ToLower(tld.String())
	}
	if unit, ok := currency.FromRegion(region); ok {
		c.Currency = unit.String()
	}
	if tag, err := language.Parse("und-" + iso); err == nil {
		if base, sure := tag.Base(); sure > language.No && base.String() != "und" {
			c.Languages = base.String() + "-" + iso
		}
	}
	return c
}

// continentOf maps the areas of UN M.49 to the seven continents of the book's site.
func continentOf(region language.Region) string {
	if region.String() == "AQ" {
		return "AN" // M.49, as CLDR has it, counts Antarctica to Oceania
	}
	for _, area := range [...]struct {
		m49       int
		continent string
	}{{2, "AF"}, {142, "AS"}, {150, "EU"}, {9, "OC"}, {5, "SA"}, {13, "NA"}, {21, "NA"}, {29, "NA"}} {
		if group, err := language.EncodeM49(area.m49); err == nil && group.Contains(region) {
			return area.continent
		}
	}
	return ""
}

// plain writes a name with letters and digits of ASCII and single hyphens.
func plain(name string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(name) {
		switch {
		case c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			b.WriteRune(c)
		case !unicode.Is(unicode.Mn, c) && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
