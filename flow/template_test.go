package flow

import "testing"

func TestExpand(t *testing.T) {
	values := map[string]string{"a": "1", "b_2": "${a}"}
	tests := map[string]string{
		"":              "",
		"plain":         "plain",
		"${a}":          "1",
		"x${a}y${a}z":   "x1y1z",
		"${b_2}":        "${a}", // values are not templates
		"$${a}":         "${a}",
		"$$${a}":        "$${a}",
		"$${a} ${a}":    "${a} 1",
		"$5 and 5$":     "$5 and 5$",
		"$$":            "$$",
		"{a}":           "{a}",
		"${a}${b_2}$${": "1${a}${",
	}
	for in, want := range tests {
		if _, err := parseTemplate(in); err != nil {
			t.Errorf("parseTemplate(%q): %v", in, err)
		}
		if got := expand(in, values); got != want {
			t.Errorf("expand(%q) = %q, want %q", in, got, want)
		}
	}
}
