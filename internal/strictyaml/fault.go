package strictyaml

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// firstFault walks the document beside the Go type that it is for and returns
// the first key, from the top of the file, that the type does not have, or the
// first fraction where a whole number is wanted. The parser's own check names
// unknown keys in random order, and knows no near names.
func firstFault(node ast.Node, t reflect.Type) *Error {
	for t != nil && t.Kind() == reflect.Pointer {
		if unmarshalsItself(t) {
			return nil
		}
		t = t.Elem()
	}
	if t == nil || unmarshalsItself(reflect.PointerTo(t)) {
		return nil
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			if fault := faultInPair(pair, t); fault != nil {
				return fault
			}
		}
	case *ast.MappingValueNode:
		return faultInPair(n, t)
	case *ast.SequenceNode:
		if t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
			return nil // the decoder says what it wanted
		}
		for _, item := range n.Values {
			if fault := firstFault(item, t.Elem()); fault != nil {
				return fault
			}
		}
	case *ast.AnchorNode:
		return firstFault(n.Value, t)
	case *ast.TagNode:
		return firstFault(n.Value, t)
	case *ast.FloatNode:
		// The decoder would cut 7.5 down to 7.
		if wantsWhole(t) && n.Value != math.Trunc(n.Value) {
			pos := n.GetToken().Position
			return &Error{Line: pos.Line, Column: pos.Column, Msg: fmt.Sprintf("want %s, got %s", inWords(t), n.GetToken().Value)}
		}
	}
	return nil
}

func wantsWhole(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64 && t != reflect.TypeFor[time.Duration]()
}

func faultInPair(pair *ast.MappingValueNode, t reflect.Type) *Error {
	if pair.Key.Type() == ast.MergeKeyType {
		return firstFault(pair.Value, t)
	}
	switch t.Kind() {
	case reflect.Map:
		return firstFault(pair.Value, t.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	tk := pair.Key.GetToken()
	fields := yamlFields(t)
	if ft, ok := fields[tk.Value]; ok {
		return firstFault(pair.Value, ft)
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	return &Error{
		Line: tk.Position.Line, Column: tk.Position.Column,
		Msg: fmt.Sprintf("unknown key %q%s", tk.Value, DidYouMean(tk.Value, names)),
	}
}

// yamlFields gives the keys of a struct with the types of their values.
func yamlFields(t reflect.Type) map[string]reflect.Type {
	out := make(map[string]reflect.Type)
	for f := range t.Fields() {
		tag := f.Tag.Get("yaml")
		name, opts, _ := strings.Cut(tag, ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
			continue
		case strings.Contains(opts, "inline"):
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			for k, v := range yamlFields(inner) {
				out[k] = v
			}
		case name == "":
			out[strings.ToLower(f.Name)] = f.Type
		default:
			out[name] = f.Type
		}
	}
	return out
}

func unmarshalsItself(t reflect.Type) bool {
	for _, i := range []reflect.Type{
		reflect.TypeFor[yaml.BytesUnmarshaler](), reflect.TypeFor[yaml.InterfaceUnmarshaler](),
		reflect.TypeFor[yaml.NodeUnmarshaler](), reflect.TypeFor[yaml.BytesUnmarshalerContext](),
		reflect.TypeFor[yaml.InterfaceUnmarshalerContext](), reflect.TypeFor[yaml.NodeUnmarshalerContext](),
	} {
		if t.Implements(i) {
			return true
		}
	}
	return false
}

// DidYouMean is ` (did you mean "x"?)` for the nearest candidate, or else the
// list of all of them, to put at the end of an error text.
func DidYouMean(s string, candidates []string) string {
	if near := Nearest(s, candidates); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	if len(candidates) == 0 {
		return ""
	}
	sorted := sortedCopy(candidates)
	return " (there are: " + strings.Join(sorted, ", ") + ")"
}

// Nearest returns the candidate with the least edit distance to s, letter case
// aside, or "" where none is within a third of its length (at least 1 edit).
func Nearest(s string, candidates []string) string {
	best, bestDistance := "", 0
	for _, c := range sortedCopy(candidates) {
		d := distance(strings.ToLower(s), strings.ToLower(c))
		if d <= max(1, len([]rune(c))/3) && (best == "" || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is the edit distance, but letters in the wrong order, the commonest
// slip of all, count as one edit.
func distance(a, b string) int {
	if a != b && slices.Equal(sortedRunes(a), sortedRunes(b)) {
		return 1
	}
	return levenshtein.ComputeDistance(a, b)
}

func sortedRunes(s string) []rune {
	out := []rune(s)
	slices.Sort(out)
	return out
}

func sortedCopy(in []string) []string {
	out := slices.Clone(in)
	slices.Sort(out)
	return slices.Compact(out)
}
