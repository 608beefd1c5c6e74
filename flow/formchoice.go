package flow

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/internal/strictyaml"
)

// FormChoice says which form of a page a step is about: as a text, what
// forms.Find takes (a CSS selector, a name, an id or an index); as a mapping,
// what the form is like.
//
//	form: "#login"
//	form: {password: true}
//	form: {has: [email, password]}
//	form: {button: "Sign in", css: ".main form"}
type FormChoice struct {
	set   bool
	query forms.Query
}

// Set reports whether the file has the key, with a value.
func (c FormChoice) Set() bool { return c.set }

// String is the choice on one line, as forms.Find takes it.
func (c FormChoice) String() string { return c.query.String() }

// UnmarshalYAML reads a scalar or a mapping.
func (c *FormChoice) UnmarshalYAML(node ast.Node) error {
	pairs, ok := pairsOf(node)
	if !ok {
		s, err := scalar(node)
		*c = FormChoice{set: true, query: forms.ParseQuery(s)}
		return err
	}
	c.set = true
	for _, p := range pairs {
		var err error
		switch key := keyOf(p); key {
		case "css":
			c.query.Selector, err = scalar(p.Value)
		case "button":
			c.query.Button, err = scalar(p.Value)
		case "has":
			c.query.Has, err = scalars(p.Value)
		case "password":
			c.query.Password, err = truth(p.Value)
		default:
			err = unknownKey(p, "button", "css", "has", "password")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pairsOf are the pairs of a mapping; ok is false for any other node.
func pairsOf(node ast.Node) (pairs []*ast.MappingValueNode, ok bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	case *ast.AnchorNode:
		return pairsOf(n.Value)
	}
	return nil, false
}

func keyOf(p *ast.MappingValueNode) string { return p.Key.GetToken().Value }

func unknownKey(p *ast.MappingValueNode, known ...string) error {
	return strictyaml.NodeErrorf(p.Key, "unknown key %q%s", keyOf(p), strictyaml.DidYouMean(keyOf(p), known))
}

func truth(node ast.Node) (bool, error) {
	if b, ok := node.(*ast.BoolNode); ok {
		return b.Value, nil
	}
	return false, strictyaml.NodeErrorf(node, "want true or false, got %s", kindOf(node))
}

// formChoice checks what forms.FindBy will be asked for.
func (c *checker) formChoice(path string, choice FormChoice) {
	q := choice.query
	if strings.Contains(choice.String(), "${") {
		c.fault(path, "form takes no ${}: name one form")
		return
	}
	if choice.String() == "" {
		c.fault(path, "form is empty: name one form, or say what it is like: {password: true}, {has: [email]}, {button: Join}")
		return
	}
	for _, key := range q.Has {
		if strings.TrimSpace(key) == "" {
			c.fault(path+".has", "has names a field without a name")
		}
	}
	if q.Selector != "" {
		c.formSelector(path, q.Selector)
	}
}
