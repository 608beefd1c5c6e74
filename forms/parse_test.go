package forms

import (
	"net/url"
	"strings"
	"testing"
)

// parse reads a page at https://example.com/dir/page?old=1.
func parse(t *testing.T, page string) []*Form {
	t.Helper()
	return parseAs(t, page, "")
}

func parseAs(t *testing.T, page, charset string) []*Form {
	t.Helper()
	u, err := url.Parse("https://example.com/dir/page?old=1")
	if err != nil {
		t.Fatal(err)
	}
	list, err := Parse(strings.NewReader(page), Options{URL: u, Charset: charset})
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return list
}

// one reads a page with one form.
func one(t *testing.T, page string) *Form {
	t.Helper()
	list := parse(t, page)
	if len(list) != 1 {
		t.Fatalf("got %d forms, want 1", len(list))
	}
	return list[0]
}
