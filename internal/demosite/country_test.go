package demosite

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCountries(t *testing.T) {
	byISO := map[string]country{}
	slugs, last := map[string]bool{}, 0
	for _, c := range loadCountries() {
		byISO[c.ISO] = c
		if c.Name == "" || c.Continent == "" || len(c.ISO) != 2 {
			t.Errorf("%+v lacks its name, code or continent", c)
		}
		if c.ID <= last || c.ID-last > 5 {
			t.Errorf("%s has number %d after %d, want a gap of four at most", c.Name, c.ID, last)
		}
		last = c.ID
		if slugs[c.Slug()] {
			t.Errorf("%s comes twice", c.Slug())
		}
		slugs[c.Slug()] = true
	}
	if len(slugs) < 240 || last == len(slugs) {
		t.Errorf("%d countries with numbers to %d, want some 250 and gaps", len(slugs), last)
	}
	uk := byISO["GB"]
	uk.ID = 0
	want := country{Name: "United Kingdom", ISO: "GB", Capital: "London", Area: 243610, Population: 63742977,
		Continent: "EU", TLD: ".uk", Currency: "GBP", Languages: "en-GB"}
	if diff := cmp.Diff(want, uk); diff != "" {
		t.Errorf("the United Kingdom differs (-want +got):\n%s", diff)
	}
	for iso, continent := range map[string]string{"AQ": "AN", "BR": "SA", "CA": "NA", "CU": "NA", "EG": "AF", "FJ": "OC", "JP": "AS", "MX": "NA"} {
		if got := byISO[iso].Continent; got != continent {
			t.Errorf("%s is in %q, want %q", iso, got, continent)
		}
	}
	if got := byISO["XK"].TLD; got != "" {
		t.Errorf("Kosovo has the domain %q, want none", got)
	}
}

func TestPlain(t *testing.T) {
	for name, want := range map[string]string{
		"Åland Islands":           "Aland-Islands",
		"Côte d’Ivoire":           "Cote-d-Ivoire",
		"Cocos (Keeling) Islands": "Cocos-Keeling-Islands",
		"Antigua & Barbuda":       "Antigua-Barbuda",
		"U.S. Outlying Islands":   "U-S-Outlying-Islands",
		"São Tomé & Príncipe":     "Sao-Tome-Principe",
	} {
		if got := plain(name); got != want {
			t.Errorf("plain(%q) = %q, want %q", name, got, want)
		}
	}
}
