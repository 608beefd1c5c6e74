package ocr

import (
	"errors"
	"fmt"
	"math"

	"github.com/goccy/go-yaml/ast"

	"github.com/formbot/formbot/internal/strictyaml"
)

// recipeFile is a recipe as its YAML has it.
type recipeFile struct {
	Name        scalar            `yaml:"name"`
	Description scalar            `yaml:"description"`
	Steps       []Step            `yaml:"steps"`
	Recognise   scalar            `yaml:"recognise"`
	PSM         *psm              `yaml:"psm"`
	Language    scalar            `yaml:"language"`
	Charset     scalar            `yaml:"charset"`
	Case        scalar            `yaml:"case"`
	Confusables map[scalar]scalar `yaml:"confusables"`
	Length      *lengthRange      `yaml:"length"`
	Words       []scalar          `yaml:"words"`
	WordList    scalar            `yaml:"word_list"`
	Answer      scalar            `yaml:"answer"`
	Accept      *acceptFile       `yaml:"accept"`
	Cascade     []recipeFile      `yaml:"cascade"`
}

type acceptFile struct {
	Confidence *decimalNumber `yaml:"confidence"`
}

// ParseRecipe reads a recipe from YAML:
//
//	name: shop
//	description: Six characters, dark on a light ground
//	steps:
//	  - grayscale: {}
//	  - threshold: {value: otsu}
//	psm: 7
//	language: eng
//	charset: a-z0-9
//	case: fold
//	confusables: {é: e}
//	length: 6            # or {min: 4, max: 6}
//	word_list: words.txt # or words: [watch, flight]
//	answer: text         # or arithmetic
//	accept: {confidence: 0.9}
//	cascade:
//	  - psm: 8
//	  - steps:
//	      - scale: {factor: 2}
//	    psm: 13
//
// An unknown key, step or parameter and a value out of its range are errors that give the line. The given name is the
// file's, for messages, and the recipe's where data has none. Fields that are left out have their defaults filled in, but
// not those of a cascade's recipes, which have them from the whole. No file is opened: a word list's path stays as it is.
func ParseRecipe(name string, data []byte) (*Recipe, error) {
	var f recipeFile
	if err := strictyaml.Decode("recipe", name, data, &f); err != nil {
		return nil, err
	}
	r, err := f.recipe("$")
	if err == nil {
		if r.Name == "" {
			r.Name = name
		}
		r = r.withDefaults()
		err = r.check()
	}
	if err != nil {
		var fe *fieldError
		if !errors.As(err, &fe) {
			fe = &fieldError{"$", err}
		}
		return nil, strictyaml.At("recipe", name, data, fe.path, "%s", err)
	}
	return &r, nil
}

// recipe translates what is written at path. A zero that was written is not left to mean a default.
func (f recipeFile) recipe(path string) (Recipe, error) {
	r := Recipe{
		Name:        string(f.Name),
		Description: string(f.Description),
		Steps:       f.Steps,
		Recognise:   Recognise(f.Recognise),
		Language:    string(f.Language),
		Charset:     string(f.Charset),
		Case:        Case(f.Case),
		WordList:    string(f.WordList),
		Answer:      Answer(f.Answer),
	}
	if f.PSM != nil {
		if r.PSM = int(*f.PSM); r.PSM == 0 {
			return r, faultf(path+".psm", "psm must be 3 to 11 or 13, not 0")
		}
	}
	if f.Confusables != nil {
		r.Confusables = make(map[string]string, len(f.Confusables))
		for from, to := range f.Confusables {
			r.Confusables[string(from)] = string(to)
		}
	}
	if f.Length != nil {
		if r.Length = Length(*f.Length); r.Length == (Length{}) {
			return r, faultf(path+".length", "length: want at least 1, or leave it out for any")
		}
	}
	for _, w := range f.Words {
		r.Words = append(r.Words, string(w))
	}
	if f.Words != nil && len(f.Words) == 0 {
		return r, faultf(path+".words", "words: want at least one, or leave it out for any")
	}
	if f.Accept != nil && f.Accept.Confidence != nil {
		if r.Accept.Confidence = float64(*f.Accept.Confidence); r.Accept.Confidence == 0 {
			return r, faultf(path+".accept.confidence", "accept: confidence must be above 0")
		}
	}
	if f.Cascade != nil && len(f.Cascade) == 0 {
		return r, faultf(path+".cascade", "cascade: want at least one recipe, or leave it out")
	}
	for i, m := range f.Cascade {
		one, err := m.recipe(fmt.Sprintf("%s.cascade[%d]", path, i))
		if err != nil {
			return r, inMember(i, err)
		}
		r.Cascade = append(r.Cascade, one)
	}
	return r, nil
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

// wholeNumber is a whole number; the parser by itself would take 7.5 for 7.
type wholeNumber int

// UnmarshalYAML takes a whole number.
func (p *wholeNumber) UnmarshalYAML(node ast.Node) error {
	n, ok := number(node)
	if !ok || n != math.Trunc(n) || math.Abs(n) >= 1000 {
		return strictyaml.NodeErrorf(node, "want a whole number, not %s", node)
	}
	*p = wholeNumber(n)
	return nil
}

// psm is a page segmentation mode.
type psm wholeNumber

// UnmarshalYAML takes a whole number.
func (p *psm) UnmarshalYAML(node ast.Node) error {
	if (*wholeNumber)(p).UnmarshalYAML(node) != nil {
		return strictyaml.NodeErrorf(node, "psm must be 3 to 11 or 13, not %s", node)
	}
	return nil
}

// decimalNumber is a number; the parser by itself would take a text for one.
type decimalNumber float64

// UnmarshalYAML takes a number.
func (p *decimalNumber) UnmarshalYAML(node ast.Node) error {
	n, ok := number(node)
	if !ok {
		return strictyaml.NodeErrorf(node, "want a number, not %s", node)
	}
	*p = decimalNumber(n)
	return nil
}

func number(node ast.Node) (float64, bool) {
	v, err := scalarValue(node)
	if err != nil {
		return 0, false
	}
	n, ok := toFloat(v)
	return n, ok && !math.IsNaN(n)
}

// lengthRange is a length, or a mapping with min, max or both.
type lengthRange Length

// UnmarshalYAML reads "6" or "{min: 4, max: 6}".
func (l *lengthRange) UnmarshalYAML(node ast.Node) error {
	pairs, ok := mapping(node)
	if !ok {
		var n wholeNumber
		if err := n.UnmarshalYAML(node); err != nil {
			return strictyaml.NodeErrorf(node, "length: want a whole number or {min: 4, max: 6}, not %s", node)
		}
		*l = lengthRange{int(n), int(n)}
		return nil
	}
	for _, pair := range pairs {
		key, err := scalarText(pair.Key)
		if err != nil {
			return err
		}
		var n wholeNumber
		if err := n.UnmarshalYAML(pair.Value); err != nil {
			return err
		}
		switch key {
		case "min":
			l.Min = int(n)
		case "max":
			l.Max = int(n)
		default:
			return strictyaml.NodeErrorf(pair.Key, "unknown key %q%s", key, hint(key, []string{"min", "max"}))
		}
	}
	return nil
}
