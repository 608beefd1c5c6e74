package ocr

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/formbot/formbot/internal/strictyaml"
)

// recipeFile is a recipe as its YAML has it.
type recipeFile struct {
	Name        scalar `yaml:"name"`
	Description scalar `yaml:"description"`
	Steps       []Step `yaml:"steps"`
	PSM         *psm   `yaml:"psm"`
	Language    scalar `yaml:"language"`
	Charset     scalar `yaml:"charset"`
	Case        scalar `yaml:"case"`
}

// ParseRecipe reads a recipe from YAML:
//
//	name: book
//	description: Pure black lower-case words on a picture
//	steps:
//	  - grayscale: {}
//	  - threshold: {value: 1}
//	psm: 13
//	language: eng
//	charset: a-z
//	case: keep
//
// An unknown key, step or parameter and a value out of its range are errors that give the line. The given name is the
// file's, for messages, and the recipe's where data has none. Fields that are left out have their defaults filled in.
func ParseRecipe(name string, data []byte) (*Recipe, error) {
	var f recipeFile
	if err := strictyaml.Decode("recipe", name, data, &f); err != nil {
		return nil, err
	}
	at := func(path string, err error) error {
		return strictyaml.At("recipe", name, data, path, "%s", err)
	}
	r := Recipe{
		Name:        string(f.Name),
		Description: string(f.Description),
		Steps:       f.Steps,
		Language:    string(f.Language),
		Charset:     string(f.Charset),
		Case:        Case(f.Case),
	}
	if r.Name == "" {
		r.Name = name
	}
	if f.PSM != nil {
		if r.PSM = int(*f.PSM); r.PSM == 0 {
			return nil, at("$.psm", errors.New("psm must be 3 to 11 or 13, not 0"))
		}
	}
	r = r.withDefaults()
	if _, err := r.compile(); err != nil {
		var fe *fieldError
		if errors.As(err, &fe) {
			return nil, at(fe.path, err)
		}
		return nil, at("$", err)
	}
	return &r, nil
}

// UnmarshalYAML reads a step: its name, or a mapping from its name to its parameters.
func (s *Step) UnmarshalYAML(node ast.Node) error {
	key, value := node, ast.Node(nil)
	if pairs, ok := mapping(node); ok {
		if len(pairs) != 1 {
			return strictyaml.NodeErrorf(node,
				"want one step, such as \"threshold: {value: 1}\", got %d keys: start each step with a hyphen", len(pairs))
		}
		key, value = pairs[0].Key, pairs[0].Value
	}
	name, err := scalarText(key)
	if err != nil {
		return err
	}
	// The whole recipe is checked later; only here the line is known.
	kind, err := findStepKind(name)
	if err != nil {
		return strictyaml.NodeErrorf(key, "%s", err)
	}
	places := map[string]ast.Node{}
	params, err := stepParams(name, value, places)
	if err != nil {
		return err
	}
	if params, err = kind.check(params); err != nil {
		var pe *paramError
		if errors.As(err, &pe) {
			key = places[pe.param]
		}
		return strictyaml.NodeErrorf(key, "%s", err)
	}
	step := Step{name, params}
	if _, err := step.compile(); err != nil {
		return strictyaml.NodeErrorf(key, "%s", err)
	}
	*s = step
	return nil
}

// stepParams reads the parameters of a step, nil when there are none, and notes where each stands.
func stepParams(step string, value ast.Node, places map[string]ast.Node) (map[string]any, error) {
	if value == nil || value.Type() == ast.NullType {
		return nil, nil
	}
	pairs, ok := mapping(value)
	if !ok {
		return nil, strictyaml.NodeErrorf(value, "want the parameters of step %q, such as {value: 1}", step)
	}
	var params map[string]any
	for _, pair := range pairs {
		name, err := scalarText(pair.Key)
		if err != nil {
			return nil, err
		}
		v, err := scalarValue(pair.Value)
		if err != nil {
			return nil, err
		}
		if params == nil {
			params = make(map[string]any, len(pairs))
		}
		params[name], places[name] = v, pair.Key
	}
	return params, nil
}

// mapping returns the pairs of a mapping; the parser has a type of its own for one pair.
func mapping(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// scalarValue returns a single value: a number, a text, true or false.
func scalarValue(node ast.Node) (any, error) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return n.Value, nil
	case *ast.FloatNode:
		return n.Value, nil
	case *ast.BoolNode:
		return n.Value, nil
	case *ast.StringNode:
		return n.Value, nil
	}
	return nil, strictyaml.NodeErrorf(node, "want a single value")
}

// scalarText returns a single value as it is written.
func scalarText(node ast.Node) (string, error) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, nil
	}
	return "", strictyaml.NodeErrorf(node, "want a text")
}

// scalar is a text that need not be quoted when it looks like a number: "charset: 0123456789".
type scalar string

// UnmarshalYAML takes any single value as it is written.
func (s *scalar) UnmarshalYAML(node ast.Node) error {
	text, err := scalarText(node)
	*s = scalar(text)
	return err
}

// psm is a page segmentation mode; the parser by itself would take 7.5 for 7.
type psm int

// UnmarshalYAML takes a whole number.
func (p *psm) UnmarshalYAML(node ast.Node) error {
	if v, err := scalarValue(node); err == nil {
		if n, ok := toFloat(v); ok && n == math.Trunc(n) && math.Abs(n) < 1000 {
			*p = psm(n)
			return nil
		}
	}
	return strictyaml.NodeErrorf(node, "psm must be 3 to 11 or 13, not %s", node)
}

// YAML writes the recipe in the form that [ParseRecipe] reads. The recipe must be valid.
func (r *Recipe) YAML() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	full := r.withDefaults()
	var b strings.Builder
	line := func(key, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, quoteYAML(text))
		}
	}
	line("name", full.Name)
	line("description", full.Description)
	b.WriteString("steps:")
	if len(full.Steps) == 0 {
		b.WriteString(" []")
	}
	b.WriteString("\n")
	for _, s := range full.Steps {
		fmt.Fprintf(&b, "  - %s: {%s}\n", s.Name, s.params())
	}
	fmt.Fprintf(&b, "psm: %d\n", full.PSM)
	line("language", full.Language)
	line("charset", full.Charset)
	line("case", string(full.Case))
	return []byte(b.String()), nil
}

// params writes the step's parameters as they stand in YAML, in their kind's order: "height: 36, filter: area".
func (s Step) params() string {
	kind, err := findStepKind(s.Name)
	if err != nil {
		return ""
	}
	var parts []string
	for _, p := range kind.Params {
		v, ok := s.Params[p.Name]
		if !ok {
			continue
		}
		// As its parameter's type: a Go caller may have given an int for a number.
		if typed, err := p.check(v); err == nil {
			v = typed
		}
		if f, ok := v.(float64); ok {
			v = decimal(f)
		}
		parts = append(parts, fmt.Sprintf("%s: %v", p.Name, v))
	}
	return strings.Join(parts, ", ")
}

var plainScalar = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_/.()+-]*( [a-zA-Z0-9_/.()+-]+)*$`)

// quoteYAML writes a text so that YAML reads it as that text. The escapes of Go are YAML's too.
func quoteYAML(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return strconv.Quote(s)
	}
	if plainScalar.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
