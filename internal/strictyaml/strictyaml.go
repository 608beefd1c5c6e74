// Package strictyaml reads the YAML files that formbot's users write (flows,
// recipes, scopes, corpora) without forgiving anything: unknown and duplicate
// keys, values of the wrong kind, a second document and an empty file are
// errors that name the file, the line and, where one is near, the right name.
//
//	parse recipe "news.yaml" line 7: unknown key "thresold" (did you mean "threshold"?)
//
// The parser beneath is goccy/go-yaml (YAML 1.2).
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// The bounds of a file: what people write by hand is far below them, and the
// parser's time and memory grow with the square of the nesting.
const (
	maxBytes   = 1 << 20
	maxNesting = 200
)

// Error is a fault in a YAML file. Line and Column count from 1; 0 means that
// the fault has no single place.
type Error struct {
	Kind   string // what the file is: "flow", "recipe", "scope", "corpus"
	Name   string // the file's name as the user gave it
	Line   int
	Column int
	Msg    string
}

// Error implements error.
func (e *Error) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf(" line %d", e.Line)
	}
	return fmt.Sprintf("parse %s %q%s: %s", e.Kind, e.Name, where, e.Msg)
}

// Decode reads the one YAML document in data into v, a pointer to a struct with
// `yaml` tags. Every error is an *Error.
func Decode(kind, name string, data []byte, v any) (err error) {
	refuse := func(msg string) error { return &Error{Kind: kind, Name: name, Msg: msg} }
	// A file that trips the parser is still only bad input.
	defer func() {
		if r := recover(); r != nil {
			err = refuse("this is not YAML that can be read")
		}
	}()
	if len(data) > maxBytes {
		return refuse(fmt.Sprintf("%d bytes, more than the %d that such a file may have", len(data), maxBytes))
	}
	if line := tooDeep(data); line > 0 {
		return &Error{Kind: kind, Name: name, Line: line, Msg: fmt.Sprintf("nested deeper than %d levels", maxNesting)}
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return translate(kind, name, err)
	}
	root, err := onlyDocument(file)
	if err != nil {
		return refuse(err.Error())
	}
	if fault := firstFault(root, reflect.TypeOf(v)); fault != nil {
		fault.Kind, fault.Name = kind, name
		return fault
	}
	dec := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	if err := dec.Decode(v); err != nil && !errors.Is(err, io.EOF) {
		return translate(kind, name, err)
	}
	return nil
}

// tooDeep gives the line at which lists and mappings nest too deep, or 0. It
// does not read YAML but counts the brackets that stand where a value may begin,
// texts in quotes left out, and the dashes and colons of one line.
func tooDeep(data []byte) int {
	line, brackets, dashes := 1, 0, 0
	quote, before := byte(0), byte('\n') // the text that is open; the last byte that was no space
	for i := 0; i < len(data); i++ {
		c := data[i]
		if c == '\n' {
			line++
			dashes, before = 0, c
			continue
		}
		if quote != 0 {
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote, before = 0, c
			}
			continue
		}
		begins := bytes.IndexByte([]byte("\n:-,[{?"), before) >= 0
		switch c {
		case ' ', '\t', '\r':
			continue
		case '"', '\'':
			if begins {
				quote = c
			}
		case '[', '{':
			if begins {
				brackets++
			}
		case ']', '}':
			brackets = max(0, brackets-1)
		case '-', '?', ':':
			if i+1 < len(data) && (data[i+1] == ' ' || data[i+1] == '\t') {
				dashes++
			}
		}
		before = c
		if brackets > maxNesting || dashes > maxNesting {
			return line
		}
	}
	return 0
}

func onlyDocument(file *ast.File) (ast.Node, error) {
	var root ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if root != nil {
			return nil, errors.New("holds several documents (---): write one file for each")
		}
		root = doc.Body
	}
	if root == nil {
		return nil, errors.New("is empty")
	}
	return root, nil
}

// At makes an *Error for a fault found after decoding, at the node that path
// names in the syntax of goccy/go-yaml, such as "$.steps[1].form". A path that
// is not there leads to an error at its nearest parent that is.
func At(kind, name string, data []byte, path string, format string, args ...any) error {
	out := &Error{Kind: kind, Name: name, Msg: fmt.Sprintf(format, args...)}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return out
	}
	for p := path; p != "" && p != "$"; p = parent(p) {
		yp, err := yaml.PathString(p)
		if err != nil {
			continue
		}
		node, err := yp.FilterFile(file)
		if err != nil || node == nil || node.GetToken() == nil {
			continue
		}
		// A mapping's own token is the colon of its first pair, a line below its
		// key: the key is what the user looks for.
		tk := node.GetToken()
		if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
			tk = m.Values[0].Key.GetToken()
		}
		out.Line, out.Column = tk.Position.Line, tk.Position.Column
		return out
	}
	return out
}

func parent(path string) string {
	if i := strings.LastIndexAny(path, ".["); i > 0 {
		return path[:i]
	}
	return ""
}

// nodeError carries the place of a fault that a type's own UnmarshalYAML found.
type nodeError struct {
	line, column int
	msg          string
}

func (e *nodeError) Error() string { return e.msg }

// NodeErrorf is what an UnmarshalYAML(ast.Node) method returns, so that Decode
// can name the line.
func NodeErrorf(node ast.Node, format string, args ...any) error {
	out := &nodeError{msg: fmt.Sprintf(format, args...)}
	if node != nil && node.GetToken() != nil {
		out.line, out.column = node.GetToken().Position.Line, node.GetToken().Position.Column
	}
	return out
}

// translate turns the parser's errors into ours, in words that do not speak of
// Go types.
func translate(kind, name string, err error) error {
	out := &Error{Kind: kind, Name: name, Msg: err.Error()}
	var ours *nodeError
	if errors.As(err, &ours) {
		out.Line, out.Column, out.Msg = ours.line, ours.column, ours.msg
		return out
	}
	var theirs yaml.Error
	if !errors.As(err, &theirs) {
		return out
	}
	out.Msg = theirs.GetMessage()
	if tk := theirs.GetToken(); tk != nil {
		out.Line, out.Column = tk.Position.Line, tk.Position.Column
	}
	var mismatch *yaml.TypeError
	if errors.As(err, &mismatch) {
		out.Msg = fmt.Sprintf("want %s, got %s", inWords(mismatch.DstType), inWords(mismatch.SrcType))
	}
	var overflow *yaml.OverflowError
	if errors.As(err, &overflow) {
		out.Msg = fmt.Sprintf("want %s, got %s", inWords(overflow.DstType), overflow.SrcNum)
	}
	var node *yaml.UnexpectedNodeTypeError
	if errors.As(err, &node) {
		out.Msg = fmt.Sprintf("want a %s, got a %s", nodeInWords(node.Expected), nodeInWords(node.Actual))
	}
	return out
}

func nodeInWords(t ast.NodeType) string {
	switch t {
	case ast.MappingType, ast.MappingValueType:
		return "mapping (key: value)"
	case ast.SequenceType:
		return "list"
	default:
		return strings.ToLower(t.String())
	}
}

func inWords(t reflect.Type) string {
	if t == nil {
		return "nothing"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return inWords(t.Elem())
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32:
		return "a whole number"
	case reflect.Int64:
		if t.Name() == "Duration" {
			return `a duration such as "5s"`
		}
		return "a whole number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number of at least 0"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a mapping (key: value)"
	default:
		return t.String()
	}
}
