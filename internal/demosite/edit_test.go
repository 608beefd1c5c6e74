package demosite

import (
	"strings"
	"testing"
)

func TestEdit(t *testing.T) {
	_, c := serve(t, Options{})
	if p := c.get("/places/default/edit/-1"); p.path != "/user/login" || p.attr("input[name=_next]", "value") != "/places/default/edit/-1" {
		t.Fatalf("editing without a login leads to %s, want the login and back", p.path)
	}
	c.join()
	form := c.get("/places/default/edit/-1")
	for name, want := range map[string]string{"country": "Afghanistan", "area": "652230", "population": "31822848"} {
		if got := form.attr("#edit input[name="+name+"]", "value"); got != want {
			t.Errorf("the form has %s %q, want %q", name, got, want)
		}
	}
	if got := form.attr("#edit select option[selected]", "value"); got != "AS" {
		t.Errorf("the form has continent %q, want AS", got)
	}
	p := c.submit(form, "#edit", map[string]string{
		"population": "31,822,849", "area": "", "capital": "<b>Kabul</b>", "continent": "AS", "languages": "ps-AF,fa-AF", "country": "Forged",
	})
	if p.path != "/places/default/view/Afghanistan-1" {
		t.Fatalf("the edit ended on %s, want the country's page:\n%s", p.path, p.body)
	}
	for _, p := range []page{p, newClient(t, c.base).get("/places/default/view/-1")} {
		for row, want := range map[string]string{
			"population": "31,822,849", "area": "", "capital": "<b>Kabul</b>", "languages": "ps-AF,fa-AF", "country": "Afghanistan",
		} {
			if got := p.text("#places_" + row + "__row .w2p_fw"); got != want {
				t.Errorf("the page shows %s %q, want %q", row, got, want)
			}
		}
	}
}

func TestEditFaults(t *testing.T) {
	_, c := serve(t, Options{})
	c.join()
	good := func() map[string]string {
		return map[string]string{"population": "5", "area": "6", "capital": "x", "continent": "EU", "languages": ""}
	}
	for _, tt := range []struct{ field, value, want string }{
		{"population", "many", "whole number"},
		{"population", "-1", "whole number"},
		{"area", "1000000000001", "whole number"},
		{"continent", "XX", "continents"},
		{"capital", strings.Repeat("x", 201), "more than 200"},
	} {
		fill := good()
		fill[tt.field] = tt.value
		p := c.submit(c.get("/places/default/edit/-2"), "#edit", fill)
		if got := p.text("#" + tt.field + "__error"); !strings.Contains(got, tt.want) {
			t.Errorf("%s=%.20q gives %q, want %q in it", tt.field, tt.value, got, tt.want)
		}
		if p.attr("#edit input[name=country]", "value") == "" {
			t.Errorf("%s=%.20q: the country's name is lost from the form", tt.field, tt.value)
		}
	}
	form := c.get("/places/default/edit/-2")
	c.submit(form, "#edit", good())
	if p := c.submit(form, "#edit", good()); !strings.Contains(p.text("#edit__error"), "already sent") {
		t.Errorf("a used key gives %q, want that the form was already sent", p.text("#edit__error"))
	}
	if p := newClient(t, c.base).post("/places/default/edit/-2", nil); p.path != "/user/login" {
		t.Errorf("an edit without a login ended on %s, want the login", p.path)
	}
}
