package strictyaml

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
)

type step struct {
	Form string            `yaml:"form"`
	Fill map[string]string `yaml:"fill"`
	Wait time.Duration     `yaml:"wait"`
	Own  own               `yaml:"own"`
}

type Base struct {
	Name string `yaml:"name"`
}

type flow struct {
	Base     `yaml:",inline"`
	Attempts int              `yaml:"attempts"`
	Steps    []*step          `yaml:"steps"`
	Inputs   map[string]*step `yaml:"inputs"`
}

type own struct{ v string }

func (o *own) UnmarshalYAML(node ast.Node) error {
	if node.Type() != ast.StringType {
		return NodeErrorf(node, "want one word")
	}
	o.v = node.GetToken().Value
	return nil
}

func TestDecodeErrors(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"unknown key", "name: a\natempts: 3\n", `parse flow "x.yaml" line 2: unknown key "atempts" (did you mean "attempts"?)`},
		{"unknown nested", "steps:\n  - form: a\n    fil: {}\n", `parse flow "x.yaml" line 3: unknown key "fil" (did you mean "fill"?)`},
		{"first of two", "zzz: 1\nyyy: 2\n", `parse flow "x.yaml" line 1: unknown key "zzz" (there are: attempts, inputs, name, steps)`},
		{"in a map of structs", "inputs:\n  a: {fom: x}\n", `parse flow "x.yaml" line 2: unknown key "fom" (did you mean "form"?)`},
		{"wrong type", "attempts: many\n", `parse flow "x.yaml" line 1: want a whole number, got a text`},
		{"fraction", "attempts: 7.5\n", `parse flow "x.yaml" line 1: want a whole number, got 7.5`},
		{"list for text", "name: [a]\n", `parse flow "x.yaml" line 1: want a text, got a list`},
		{"duplicate", "name: a\nname: b\n", `parse flow "x.yaml" line 2: mapping key "name" already defined at [1:1]`},
		{"two documents", "name: a\n---\nname: b\n", `parse flow "x.yaml": holds several documents (---): write one file for each`},
		{"empty", "# nothing\n", `parse flow "x.yaml": is empty`},
		{"own type", "steps:\n  - own: [1]\n", `parse flow "x.yaml" line 2: want one word`},
		{"syntax", "name: [a\n", `parse flow "x.yaml" line 1: `},
		{"tab", "steps:\n\t- form: a\n", `parse flow "x.yaml" line 2: `},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Decode("flow", "x.yaml", []byte(tt.in), new(flow))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error = %v, want an *Error", err)
			}
			if !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
		})
	}
}

func TestDecodeRefusesDeepNesting(t *testing.T) {
	for _, unit := range []string{"[", "{a: ", "- ", "? ", "{", "[{a: "} {
		err := Decode("flow", "x.yaml", []byte("\n"+strings.Repeat(unit, 100_000)), new(flow))
		var e *Error
		if !errors.As(err, &e) || e.Line != 2 || !strings.Contains(e.Msg, "nested deeper") {
			t.Errorf("Decode(%q × 100,000) = %v, want nested too deep at line 2", unit, err)
		}
	}
}

func TestDecodeTakesBracketsInTexts(t *testing.T) {
	var b strings.Builder
	b.WriteString("steps:\n")
	for range 300 {
		b.WriteString("  - {form: '[name^=\"a\"', fill: {a: \"[\", b: a[1, c: it's [}}\n")
	}
	if err := Decode("flow", "x.yaml", []byte(b.String()), new(flow)); err != nil && strings.Contains(err.Error(), "nested") {
		t.Error(err)
	}
}

func TestDecodeGood(t *testing.T) {
	var f flow
	err := Decode("flow", "x.yaml", []byte("name: a\nattempts: 3\nsteps:\n- form: '#r'\n  wait: 2s\n  own: hi\n  fill: {a: b}\n"), &f)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "a" || f.Attempts != 3 || f.Steps[0].Wait != 2*time.Second || f.Steps[0].Own.v != "hi" || f.Steps[0].Fill["a"] != "b" {
		t.Errorf("got %+v", f)
	}
}

func TestAt(t *testing.T) {
	data := []byte("name: a\nsteps:\n  - form: x\n  - form: y\n    fill:\n      a: b\n")
	tests := []struct {
		path string
		line int
	}{
		{"$.name", 1}, {"$.steps[1].form", 4}, {"$.steps[1].fill", 6}, {"$.steps[1].fill.a", 6}, {"$.steps[0].nothing", 3}, {"$.none", 0},
	}
	for _, tt := range tests {
		var e *Error
		if !errors.As(At("flow", "f", data, tt.path, "no"), &e) || e.Line != tt.line {
			t.Errorf("At(%s) = line %d, want %d", tt.path, e.Line, tt.line)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"threshold", "crop", "border", "psm"}
	for in, want := range map[string]string{"thresold": "threshold", "Crop": "crop", "boarder": "border", "pms": "psm", "zzz": "", "": ""} {
		if got := Nearest(in, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name: a\nsteps:\n- form: '#r'\n  fill: {a: b}\n"))
	f.Add([]byte("a: &x [*x, *x]\n"))
	f.Add([]byte("<<: {name: a}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v flow
		err := Decode("flow", "fuzz", data, &v)
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("error of type %T: %v", err, err)
		}
	})
}
