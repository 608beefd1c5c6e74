package flow

import (
	"fmt"
	"strings"
)

// A template is a text with ${name} in it. $${ stands for a plain ${ ; a $ that
// no brace follows is itself.
type template []templatePart

// templatePart is a name where ref is set, and else a plain text.
type templatePart struct {
	ref  bool
	text string
}

// parseTemplate splits a text at its ${names}.
func parseTemplate(s string) (template, error) {
	var out template
	var plain strings.Builder
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			plain.WriteString(s)
			break
		}
		if i > 0 && s[i-1] == '$' {
			plain.WriteString(s[:i-1] + "${")
			s = s[i+2:]
			continue
		}
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			return nil, fmt.Errorf("${ without its } (write $${ for a plain ${)")
		}
		name := s[i+2 : i+end]
		if !validName(name) {
			return nil, fmt.Errorf("${%s} is not the name of an input: letters, digits and _ (write $${ for a plain ${)", name)
		}
		plain.WriteString(s[:i])
		out = append(out, templatePart{text: plain.String()}, templatePart{ref: true, text: name})
		plain.Reset()
		s = s[i+end+1:]
	}
	return append(out, templatePart{text: plain.String()}), nil
}

// names are those that the template refers to.
func (t template) names() []string {
	var out []string
	for _, p := range t {
		if p.ref {
			out = append(out, p.text)
		}
	}
	return out
}

// expand puts values for names. A text that is no template stands for itself:
// check has seen them all before a run begins.
func expand(s string, values map[string]string) string {
	t, err := parseTemplate(s)
	if err != nil {
		return s
	}
	var b strings.Builder
	for _, p := range t {
		if p.ref {
			b.WriteString(values[p.text])
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// validName reports whether s can be an input's name, and so a part of the name
// of an environment variable.
func validName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		digit := r >= '0' && r <= '9'
		if !letter && (i == 0 || !digit) {
			return false
		}
	}
	return s != ""
}
