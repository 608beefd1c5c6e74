package ocr

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestParseCharset(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a-e", "abcde"},
		{"0-3x", "0123x"},
		{"-a", "-a"},
		{"a-", "-a"},
		{"a-c-", "-abc"},
		{`a\-c`, "-ac"},
		{`\\`, `\`},
		{"+=?", "+=?"},
		{"à-ã", "àáâã"},
	}
	for _, tt := range tests {
		set, err := parseCharset(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		if got := string(slices.Sorted(maps.Keys(set))); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
	if set, err := parseCharset(""); set != nil || err != nil {
		t.Errorf("empty: %v, %v; want nil, which allows all", set, err)
	}
}

func TestParseCharsetErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"z-a", "runs backwards"},
		{"a b", "spaces"},
		{"a\n", "spaces and control"},
		{`a\`, `single \`},
		{"\x01-\U0010ffff", "control"},
		{"!-\U0010ffff", "more than"},
		{"a\xff", "not UTF-8"},
	}
	for _, tt := range tests {
		if _, err := parseCharset(tt.in); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want one with %q", tt.in, err, tt.want)
		}
	}
}

func TestCharsetFit(t *testing.T) {
	tests := []struct {
		charset string
		cases   Case
		in      string
		want    string
		whole   bool
	}{
		{"", CaseKeep, "Wa-tch|", "Wa-tch|", true},
		{"", CaseFold, "WaTch", "watch", true},
		{"a-z", CaseKeep, "Watch", "watch", true},
		{"a-z", CaseKeep, "w0r1d", "world", true},
		{"a-z", CaseKeep, "he||o.", "hello", false},
		{"a-z", CaseKeep, "ﬁsh", "fish", true},
		{"a-z", CaseKeep, "café", "cafe", true},
		{"a-zé", CaseKeep, "café", "café", true},
		{"0-9", CaseKeep, "O1lS", "0115", true},
		{"0-9A-F", CaseFold, "aBoG", "AB06", true},
		{"a-zA-Z", CaseKeep, "aB", "aB", true},
		{"a-zA-Z", CaseFold, "aB", "ab", true},
		{"0-9o", CaseKeep, "0oO", "0oo", true}, // both are there, so neither is changed
		{"a-z", CaseKeep, "日..", "", false},
	}
	for _, tt := range tests {
		set, err := parseCharset(tt.charset)
		if err != nil {
			t.Fatal(err)
		}
		got, whole := set.fit(tt.in, tt.cases)
		if got != tt.want || whole != tt.whole {
			t.Errorf("%q onto %q (%s): got %q, %v; want %q, %v", tt.in, tt.charset, tt.cases, got, whole, tt.want, tt.whole)
		}
	}
}
