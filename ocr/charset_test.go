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
	}{
		{"", CaseKeep, "Wa-tch|", "Wa-tch|"},
		{"", CaseFold, "WaTch", "watch"},
		{"a-z", CaseKeep, "Watch", "watch"},
		{"a-z", CaseKeep, "w0r1d", "world"},
		{"a-z", CaseKeep, "he||o.", "hello"},
		{"a-z", CaseKeep, "ﬁsh", "fish"},
		{"a-z", CaseKeep, "café", "cafe"},
		{"a-zé", CaseKeep, "café", "café"},
		{"0-9", CaseKeep, "O1lS", "0115"},
		{"0-9A-F", CaseFold, "aBoG", "AB06"},
		{"a-zA-Z", CaseKeep, "aB", "aB"},
		{"a-zA-Z", CaseFold, "aB", "ab"},
		{"0-9o", CaseKeep, "0oO", "0oo"}, // both are there, so neither is changed
		{"a-z", CaseKeep, "日..", ""},
	}
	for _, tt := range tests {
		set, err := parseCharset(tt.charset)
		if err != nil {
			t.Fatal(err)
		}
		if got := set.fit(tt.in, tt.cases); got != tt.want {
			t.Errorf("%q onto %q (%s): got %q, want %q", tt.in, tt.charset, tt.cases, got, tt.want)
		}
	}
}
