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
	// Group says what it is for.
	Group StepGroup
	// Params are what it takes, in the order in which they are written.
	Params []Param
	// OneOf names parameters of which exactly one must be given a value other than its default; usually there are none.
	OneOf []string

	// build makes a step of arguments that fit Params. It is called once for a recipe, and its result from several
	// goroutines, each with its own picture.
	build func(args) (stepFunc, error)
}

// StepGroup says what kinds of steps are for. A recipe usually takes them in this order, which nothing forces.
type StepGroup string

// The groups of steps.
const (
	GroupChannel   StepGroup = "channel"
	GroupLevel     StepGroup = "level"
	GroupSmooth    StepGroup = "smooth"
	GroupScale     StepGroup = "scale"
	GroupThreshold StepGroup = "threshold"
	GroupShape     StepGroup = "shape"
	GroupClean     StepGroup = "clean"
	GroupGeometry  StepGroup = "geometry"
	GroupGlyph     StepGroup = "glyph"
)

// Doc says what the group's steps are for, in one phrase.
func (g StepGroup) Doc() string {
	switch g {
	case GroupChannel:
		return "colours become gray levels, dark where ink is"
	case GroupLevel:
		return "gray levels are made even, or turned round"
	case GroupSmooth:
		return "noise is evened out"
	case GroupScale:
		return "more pixels or fewer"
	case GroupThreshold:
		return "gray levels become ink and ground"
	case GroupShape:
		return "ink becomes thicker, thinner or smoother"
	case GroupClean:
		return "what is no character goes"
	case GroupGeometry:
		return "the picture is cut, framed or turned"
	case GroupGlyph:
		return "character by character"
	}
	return ""
}

// stepFunc changes a picture. It returns ErrNoInk when nothing is left to read.
type stepFunc func(*picture) error

// stepKinds makes the kinds of steps, by group. To add one, write its file and name it here.
var stepKinds = []struct {
	name string
	make func() StepKind
}{
	{"grayscale", grayscaleStep},
	{"channel", channelStep},
	{"hue", hueStep},
	{"background", backgroundStep},
	{"dominant", dominantStep},

	{"flatten", flattenStep},
	{"stretch", stretchStep},
	{"invert", invertStep},

	{"median", medianStep},
	{"gaussian", gaussianStep},
	{"bilateral", bilateralStep},

	{"scale", scaleStep},

	{"threshold", thresholdStep},
	{"sauvola", sauvolaStep},
	{"adaptive", adaptiveStep},
	{"hysteresis", hysteresisStep},

	{"erode", erodeStep},
	{"dilate", dilateStep},
	{"open", openStep},
	{"close", closeStep},

	{"runlines", runLinesStep},
	{"houghlines", houghLinesStep},
	{"despeckle", despeckleStep},

	{"frame", frameStep},
	{"crop", cropStep},
	{"border", borderStep},
	{"deskew", deskewStep},
	{"shear", shearStep},

	{"segment", segmentStep},
	{"normalise", normaliseStep},
	{"assemble", assembleStep},
}

// StepKinds returns all kinds of steps, by their groups. What it returns belongs to the caller.
func StepKinds() []StepKind {
	kinds := make([]StepKind, len(stepKinds))
	for i, k := range stepKinds {
		kinds[i] = k.make()
	}
	return kinds
}

// String writes the step as a recipe's YAML has it, such as "scale: {height: 36, filter: area}".
func (s Step) String() string {
	if params := s.params(); params != "" {
		return s.Name + ": {" + params + "}"
	}
	return s.Name
}

// Check reports the first fault of a step: its name, a parameter that there is not, a value out of its range.
func (s Step) Check() error {
	_, err := s.compile()
	return err
}

// findStepKind returns the kind of that name, or an error that names the nearest.
func findStepKind(name string) (StepKind, error) {
	if name == "" {
		return StepKind{}, errors.New("a step has no name")
	}
	names := make([]string, len(stepKinds))
	for i, k := range stepKinds {
		if k.name == name {
			return k.make(), nil
		}
		names[i] = k.name
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
	return kind.guard(run), nil
}

// guard makes a step put the picture together first when it does not work on glyphs.
func (k StepKind) guard(run stepFunc) stepFunc {
	if k.Group == GroupGlyph {
		return func(p *picture) error {
			if err := run(p); err != nil {
				return wrapStep(k.Name, err)
			}
			return nil
		}
	}
	return func(p *picture) error {
		if p.glyphs != nil {
			if err := p.settle(); err != nil {
				return err
			}
		}
		return run(p)
	}
}

// wrapStep names the step in an error, but for ErrNoInk, which is no fault of the step.
func wrapStep(name string, err error) error {
	if errors.Is(err, ErrNoInk) {
		return err
	}
	return fmt.Errorf("step %q: %w", name, err)
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
