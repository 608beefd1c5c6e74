package flow

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/formbot/formbot/internal/strictyaml"
)

// Text is a YAML scalar, character by character as it stands in the file: 0123
// and 1.50 are not numbers to a form.
type Text struct {
	set bool
	s   string
}

// Set reports whether the file has the key, with a value.
func (t Text) Set() bool { return t.set }

// String returns the text, with its ${names} in it.
func (t Text) String() string { return t.s }

// UnmarshalYAML reads a scalar.
func (t *Text) UnmarshalYAML(node ast.Node) error {
	s, err := scalar(node)
	if err != nil {
		return err
	}
	*t = Text{set: true, s: s}
	return nil
}

// Texts is one text or a list of them.
type Texts []string

// UnmarshalYAML reads a scalar or a list of scalars.
func (t *Texts) UnmarshalYAML(node ast.Node) error {
	list, err := scalars(node)
	*t = list
	return err
}

// Values is what a field is filled with: one value, or a list for a select with
// several choices or a group of checkboxes; for a file input one upload or a
// list of them. An empty list, as [], chooses none.
type Values struct {
	set   bool
	list  []string
	files []Upload
}

// Strings returns the values, with their ${names} in them.
func (v Values) Strings() []string { return v.list }

// Uploads returns the files, with their ${names} in them.
func (v Values) Uploads() []Upload { return v.files }

// UnmarshalYAML reads a scalar, an upload, or a list of either.
func (v *Values) UnmarshalYAML(node ast.Node) error {
	*v = Values{set: true, list: []string{}}
	items := []ast.Node{node}
	if seq, ok := node.(*ast.SequenceNode); ok {
		items = seq.Values
	}
	for _, item := range items {
		if pairs, ok := pairsOf(item); ok {
			u, err := upload(pairs)
			if err != nil {
				return err
			}
			v.files = append(v.files, u)
			continue
		}
		s, err := scalar(item)
		if err != nil {
			return err
		}
		v.list = append(v.list, s)
	}
	if len(v.list) > 0 && len(v.files) > 0 {
		return strictyaml.NodeErrorf(node, "texts and files in one list: a field takes either")
	}
	return nil
}

// Duration is a time.Duration, written as "5s" or "2m30s".
type Duration time.Duration

// UnmarshalYAML reads a scalar.
func (d *Duration) UnmarshalYAML(node ast.Node) error {
	s, err := scalar(node)
	if err != nil {
		return err
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return strictyaml.NodeErrorf(node, `want a duration such as "5s", got %q`, s)
	}
	*d = Duration(v)
	return nil
}

func scalars(node ast.Node) ([]string, error) {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		s, err := scalar(node)
		return []string{s}, err
	}
	list := make([]string, 0, len(seq.Values))
	for _, item := range seq.Values {
		s, err := scalar(item)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func scalar(node ast.Node) (string, error) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, nil
	case *ast.AnchorNode:
		return scalar(n.Value)
	case *ast.TagNode:
		return scalar(n.Value)
	case *ast.NullNode:
		return "", strictyaml.NodeErrorf(node, `no value: write "" for an empty text`)
	default:
		return "", strictyaml.NodeErrorf(node, "want a text, got %s", kindOf(node))
	}
}

func kindOf(node ast.Node) string {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping (key: value)"
	case *ast.SequenceNode:
		return "a list in a list"
	default:
		return fmt.Sprintf("a %s", node.Type())
	}
}
