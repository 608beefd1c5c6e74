package forms

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	small := Limits{MaxBytes: 2000, MaxTags: 100, MaxForms: 3, MaxFields: 5, MaxOptions: 4}
	tests := []struct{ what, page string }{
		{"bytes", strings.Repeat("x", 2001)},
		{"tags", strings.Repeat("<b>", 101)},
		{"forms", strings.Repeat("<form></form>", 4)},
		{"fields", "<form>" + strings.Repeat("<input>", 6)},
		{"options", "<form><select>" + strings.Repeat("<option>", 5)},
	}
	for _, tt := range tests {
		err := parseLimited(tt.page, small)
		var le *LimitError
		if !errors.As(err, &le) || le.What != tt.what || !strings.Contains(err.Error(), tt.what) {
			t.Errorf("%s: got %v", tt.what, err)
		}
	}
	var le *LimitError
	if err := parseLimited(strings.Repeat("<div>", 1000), Limits{}); !errors.As(err, &le) || le.What != "nested elements" {
		t.Errorf("nesting: got %v", err)
	}
	fits := "<form><input><input><select><option><option></select></form>"
	if err := parseLimited(fits, small); err != nil {
		t.Errorf("a page within the limits: %v", err)
	}
}

func parseLimited(page string, lim Limits) error {
	_, err := Parse(strings.NewReader(page), Options{URL: &url.URL{Scheme: "https", Host: "example.com"}, Limits: lim})
	return err
}

func TestParseErrors(t *testing.T) {
	if _, err := Parse(strings.NewReader(""), Options{}); err == nil || !strings.Contains(err.Error(), "URL") {
		t.Errorf("no URL: got %v", err)
	}
	_, err := Parse(strings.NewReader(""), Options{URL: &url.URL{Scheme: "https", Host: "example.com"}, Charset: "klingon"})
	if err == nil || !strings.Contains(err.Error(), "klingon") {
		t.Errorf("unknown charset: got %v", err)
	}
}
