package ocr

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Param describes one parameter of a [StepKind].
type Param struct {
	Name string
	Kind ParamKind
	// Doc is one phrase.
	Doc string
	// Unit is that of a number, such as "px"; empty for ratios, counts and words.
	Unit string
	// Min and Max bound a number, both inclusive.
	Min, Max float64
	// Words are what it may be if it is not a number.
	Words []string
	// Default is what it is when left out: an int, a float64 or a string, as its Kind says.
	Default any
	// Try are values worth trying in a search for a recipe, from few to many. They are of the type of Default and need
	// not hold it. Empty means that the default is as good as any.
	Try []any
}

// ParamKind is the type of a [Param].
type ParamKind string

// The kinds of parameters.
const (
	ParamInt    ParamKind = "integer" // an int from Min to Max, or one of Words
	ParamNumber ParamKind = "number"  // a float64 from Min to Max, or one of Words
	ParamWord   ParamKind = "word"    // one of Words
)

// Wants says in words what the parameter may be, such as "a whole number from 1 to 255, or otsu".
func (p Param) Wants() string {
	var parts []string
	unit := ""
	if p.Unit != "" {
		unit = " " + p.Unit
	}
	switch p.Kind {
	case ParamInt:
		parts = append(parts, fmt.Sprintf("a whole number from %s to %s%s", decimal(p.Min), decimal(p.Max), unit))
	case ParamNumber:
		parts = append(parts, fmt.Sprintf("a number from %s to %s%s", decimal(p.Min), decimal(p.Max), unit))
	}
	parts = append(parts, p.Words...)
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " or " + parts[last]
	}
	return parts[0]
}

// check returns v as the parameter's type, or says what is wanted instead.
func (p Param) check(v any) (any, error) {
	wrong := fmt.Errorf("%s must be %s, not %v", p.Name, p.Wants(), quoteIfText(v))
	if s, ok := v.(string); ok {
		if slices.Contains(p.Words, s) {
			return s, nil
		}
		return nil, fmt.Errorf("%w%s", wrong, didYouMean(s, p.Words))
	}
	n, ok := toFloat(v)
	if !ok || p.Kind == ParamWord || !(n >= p.Min && n <= p.Max) {
		return nil, wrong
	}
	if p.Kind == ParamNumber {
		return n, nil
	}
	if n != math.Trunc(n) {
		return nil, wrong
	}
	return int(n), nil
}

// decimal writes a number without an exponent, as YAML is written by hand.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func didYouMean(s string, words []string) string {
	if h := hint(s, words); strings.Contains(h, "mean") {
		return h
	}
	return ""
}

func quoteIfText(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	return fmt.Sprint(v)
}

// toFloat takes the number types that YAML, JSON and Go callers come with.
func toFloat(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

// args are a step's arguments by name, each of its parameter's type.
type args map[string]any

func (a args) int(name string) int           { return a[name].(int) }
func (a args) number(name string) float64    { return a[name].(float64) }
func (a args) word(name string) string       { return a[name].(string) }
func (a args) isWord(name, word string) bool { return a[name] == word }
