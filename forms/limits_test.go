package forms

import (
	"errors"
	"net/url"
	"runtime"
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

// Pages made to exhaust a parser are refused by a limit that is named, or else
// handled, and cost no more than 256 MiB all told: what is allocated, not what is
// held at once, since that does not depend on the garbage collector.
func TestHostilePages(t *testing.T) {
	const million, mebibyte = 1_000_000, 1 << 20
	tests := []struct{ name, page, limit string }{
		{"nested div", strings.Repeat("<div>", mebibyte/5), "nested elements"},
		{"nested fieldset", strings.Repeat("<fieldset disabled>", mebibyte/19), "nested elements"},
		{"nested label", "<form>" + strings.Repeat("<label>", mebibyte/7), "nested elements"},
		{"nested svg", strings.Repeat("<svg><title>", mebibyte/12), "nested elements"},
		{"nested b", strings.Repeat("<b>", mebibyte/3), "tags"},
		{"nested tables", strings.Repeat("<table>", mebibyte/7), ""},
		{"nested forms", strings.Repeat("<form>", mebibyte/6), ""},
		{"nested templates in SVG", "<svg><foreignObject>" + strings.Repeat("<template>", mebibyte/10), ""},
		{"comments", strings.Repeat("<!--", mebibyte/4), ""},
		{"raw text", strings.Repeat("<title>", mebibyte/7), ""},
		{"fields", "<form>" + strings.Repeat("<input name=a>", million), "tags"},
		{"fewer fields", "<form>" + strings.Repeat("<input name=a>", 200_000), "fields"},
		{"options", "<form><select>" + strings.Repeat("<option>a", million), "tags"},
		{"fewer options", "<form><select>" + strings.Repeat("<option>a", 200_000), "options"},
		{"forms", strings.Repeat("<form></form>", 100_000), "forms"},
		{"misnested fields", "<div><form></div>" + strings.Repeat("<b><p><input name=a></b></p>", 19_000), ""},
		{"fields of one form", strings.Repeat("<form id=f></form>", 990) + strings.Repeat("<input form=f>", 19_000), ""},
		{"labels", "<form>" + strings.Repeat("<input aria-labelledby='a b c d e'>", 10_000) + strings.Repeat("<p id=a>x</p>", 10_000), ""},
		{"text", strings.Repeat("x", 16*mebibyte), ""},
		{"more text", strings.Repeat("x", 16*mebibyte+1), "bytes"},
		{"attributes", "<form><input " + strings.Repeat("a=b ", mebibyte/4) + ">", ""},
	}
	for _, tt := range tests {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := parseLimited(tt.page, Limits{})
		runtime.ReadMemStats(&after)
		var le *LimitError
		switch {
		case tt.limit == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.limit != "" && (!errors.As(err, &le) || le.What != tt.limit || !strings.Contains(err.Error(), tt.limit)):
			t.Errorf("%s: got %v, want the limit of %s", tt.name, err, tt.limit)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 256*mebibyte {
			t.Errorf("%s: %d MiB allocated", tt.name, spent/mebibyte)
		} else {
			t.Logf("%s: %d MiB", tt.name, spent/mebibyte)
		}
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
