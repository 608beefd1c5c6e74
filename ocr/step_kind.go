package ocr

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/formbot/formbot/internal/strictyaml"
)

// StepKind describes a kind of step that a recipe may have.
type StepKind struct {
	Name string
	// Doc is one sentence.
	Doc string
	// Source is where the method is described.
	Source string
	// Params are what it takes, in the order in which they are written.
	Params []Param

	// build makes a step of arguments that fit Params. It is called once for a recipe, and its result from several
	// goroutines, each with its own picture.
	build func(args) (stepFunc, error)
}

// stepFunc changes a picture. It returns ErrNoInk when nothing is left to read.
type stepFunc func(*picture) error

// StepKinds returns all kinds of steps: those that choose what is ink first, then those that clean, cut and scale.
//
// To add one, write its file and name it here.
func StepKinds() []StepKind {
	return []StepKind{
		grayscaleStep(),
		thresholdStep(),
		invertStep(),
		despeckleStep(),
		cropStep(),
		scaleStep(),
		borderStep(),
	}
}

// findStepKind returns the kind of that name, or an error that names the nearest.
func findStepKind(name string) (StepKind, error) {
	if name == "" {
		return StepKind{}, errors.New("a step has no name")
	}
	kinds := StepKinds()
	names := make([]string, len(kinds))
	for i, k := range kinds {
		if k.Name == name {
			return k, nil
		}
		names[i] = k.Name
	}
	return StepKind{}, fmt.Errorf("unknown step %q%s", name, hint(name, names))
}

// hint ends a message about an unknown name: the nearest of those that there are, or all of them.
func hint(name string, names []string) string {
	if near := strictyaml.Nearest(name, names); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	if len(names) == 0 {
		return ""
	}
	return " (there are: " + strings.Join(slices.Sorted(slices.Values(names)), ", ") + ")"
}

// param returns the parameter of that name, or an error that names the nearest.
func (k StepKind) param(name string) (Param, error) {
	names := make([]string, len(k.Params))
	for i, p := range k.Params {
		if p.Name == name {
			return p, nil
		}
		names[i] = p.Name
	}
	if len(names) == 0 {
		return Param{}, fmt.Errorf("step %q takes no parameters, and has %q", k.Name, name)
	}
	return Param{}, fmt.Errorf("step %q has no parameter %q%s", k.Name, name, hint(name, names))
}

// paramError is a fault in one parameter of a step.
type paramError struct {
	param string
	err   error
}

func (e *paramError) Error() string { return e.err.Error() }
func (e *paramError) Unwrap() error { return e.err }

// compile checks the step and makes it ready to run.
func (s Step) compile() (stepFunc, error) {
	kind, err := findStepKind(s.Name)
	if err != nil {
		return nil, err
	}
	given, err := kind.check(s.Params)
	if err != nil {
		return nil, err
	}
	values := make(args, len(kind.Params))
	for _, p := range kind.Params {
		values[p.Name] = p.Default
	}
	maps.Copy(values, given)
	run, err := kind.build(values)
	if err != nil {
		return nil, fmt.Errorf("step %q: %w", kind.Name, err)
	}
	return run, nil
}

// check returns params with each value of its parameter's type, nil when there are none, or a *paramError.
func (k StepKind) check(params map[string]any) (map[string]any, error) {
	if len(params) == 0 {
		return nil, nil
	}
	typed := make(map[string]any, len(params))
	// Sorted, so that of two faults the same one is always reported.
	for _, name := range slices.Sorted(maps.Keys(params)) {
		p, err := k.param(name)
		if err != nil {
			return nil, &paramError{name, err}
		}
		if typed[name], err = p.check(params[name]); err != nil {
			return nil, &paramError{name, fmt.Errorf("step %q: %w", k.Name, err)}
		}
	}
	return typed, nil
}
