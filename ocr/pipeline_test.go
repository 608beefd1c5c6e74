package ocr

import (
	"strings"
	"testing"
)

// Steps for glyphs must come after one that finds them, with none between that puts them together.
func TestStepOrder(t *testing.T) {
	tests := []struct {
		steps string
		fault string // empty: none
	}{
		{"[segment, normalise, assemble, border]", ""},
		{"[segment, segment, assemble]", ""},
		{"[segment, border, segment, normalise]", ""},
		{"[threshold, normalise]", `step 2: step "normalise": the picture is in one piece: put a step "segment" before it`},
		{"[segment, border, assemble]", `step 3: step "assemble": the picture is in one piece`},
		{"[segment, assemble, assemble]", `step 3: step "assemble": the picture is in one piece`},
	}
	for _, tt := range tests {
		_, err := ParseRecipe("order.yaml", []byte("steps: "+tt.steps))
		switch {
		case tt.fault == "" && err != nil:
			t.Errorf("%s: %v", tt.steps, err)
		case tt.fault != "" && (err == nil || !strings.Contains(err.Error(), tt.fault)):
			t.Errorf("%s: got %v, want %s", tt.steps, err, tt.fault)
		}
	}
	// The recipes of a cascade go on from the steps that all have.
	if _, err := ParseRecipe("c.yaml", []byte("steps: [segment]\ncascade: [{steps: [normalise]}, {steps: [assemble]}]")); err != nil {
		t.Error(err)
	}
	_, err := ParseRecipe("c.yaml", []byte("steps: [segment, assemble]\ncascade: [{steps: [normalise]}]"))
	if err == nil || !strings.Contains(err.Error(), `cascade 1: step 1: step "normalise"`) {
		t.Errorf("got %v", err)
	}
}
