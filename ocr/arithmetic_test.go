package ocr

import (
	"strings"
	"testing"
)

func TestEvaluate(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int64
	}{
		{"7x1=?", 7},
		{"7", 7},
		{"12+30=?", 42},
		{"12-30=?", -18},
		{"-3+5", 2},
		{"2+3x4", 14},
		{"2x3+4", 10},
		{"2x3-4x5", -14},
		{"1-2-3", -4},
		{"1-2+3", 2},
		{"-2x3", -6},
		{"0x9", 0},
		{"5-5", 0},
		{"3 × 4 = ?", 12},
		{"3*4", 12},
		{"3·4", 12},
		{"3X4=", 12},
		{"9−4", 5},
		{"9–4=?", 5},
		{"7x1=7", 7},   // ? read as 7
		{"7x1?", 7},    // = not read
		{"lO+O=?", 10}, // look-alikes
		{"S+B", 13},
		{"007", 7},
		{"9223372036854775807", 9223372036854775807},
		{"9223372036854775806+1", 9223372036854775807},
	} {
		got, ok := Evaluate(tt.text)
		if !ok || got != tt.want {
			t.Errorf("%q: got %d, %v; want %d", tt.text, got, ok, tt.want)
		}
	}
	for _, text := range []string{
		"", "?", "=?", "x", "7x", "x7", "+7", "7+", "7+-3", "7++3", "7xx3", "--7", "-", "7/2", "(7)", "seven", "7.5", "7\x00", "\xff",
		"9223372036854775808", "9223372036854775807+1", "4294967296x4294967296", "-9223372036854775807-2",
		strings.Repeat("9", 60), strings.Repeat("1+", 1000) + "1",
	} {
		if got, ok := Evaluate(text); ok {
			t.Errorf("%q: got %d, want none", text, got)
		}
	}
}

func FuzzEvaluate(f *testing.F) {
	for _, s := range []string{"7x1=?", "0\v", "7? ", "-12+3x4", "lO×S=", "9223372036854775807+1", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := Evaluate(text)
		if !ok {
			return
		}
		if again, ok := Evaluate(text + "=?"); !ok || again != v {
			t.Errorf("%q is %d, but with =? it is %d, %v", text, v, again, ok)
		}
	})
}
