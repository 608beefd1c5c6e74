package ocr

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// YAML writes the recipe in the form that [ParseRecipe] reads. The recipe must be valid.
func (r *Recipe) YAML() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	var b strings.Builder
	full := r.withDefaults()
	if full.Recognise == RecognisePage {
		full.Recognise = "" // what is usual is not worth a line
	}
	if full.Answer == AnswerText {
		full.Answer = ""
	}
	full.write(&b)
	if len(full.Cascade) == 0 {
		return []byte(b.String()), nil
	}
	fmt.Fprintf(&b, "accept: {confidence: %s}\ncascade:\n", decimal(full.Accept.Confidence))
	for _, m := range full.Cascade {
		var one strings.Builder
		m.write(&one)
		text := strings.TrimSuffix(one.String(), "\n")
		fmt.Fprintf(&b, "  - %s\n", strings.ReplaceAll(text, "\n", "\n    "))
	}
	return []byte(b.String()), nil
}

// write writes all fields that are not empty, those of a cascade excepted. No value takes more than one line.
func (r *Recipe) write(b *strings.Builder) {
	line := func(key, text string) {
		if text != "" {
			fmt.Fprintf(b, "%s: %s\n", key, quoteYAML(text))
		}
	}
	line("name", r.Name)
	line("description", r.Description)
	b.WriteString("steps:")
	if len(r.Steps) == 0 {
		b.WriteString(" []")
	}
	b.WriteString("\n")
	for _, s := range r.Steps {
		fmt.Fprintf(b, "  - %s: {%s}\n", s.Name, s.params())
	}
	line("recognise", string(r.Recognise))
	if r.PSM != 0 {
		fmt.Fprintf(b, "psm: %d\n", r.PSM)
	}
	line("language", r.Language)
	line("charset", r.Charset)
	line("case", string(r.Case))
	if r.Confusables != nil {
		parts := make([]string, 0, len(r.Confusables))
		for _, from := range slices.Sorted(maps.Keys(r.Confusables)) {
			parts = append(parts, quoteYAML(from)+": "+quoteEmpty(r.Confusables[from]))
		}
		fmt.Fprintf(b, "confusables: {%s}\n", strings.Join(parts, ", "))
	}
	switch l := r.Length; {
	case l == Length{}:
	case l.Min == l.Max:
		fmt.Fprintf(b, "length: %d\n", l.Min)
	case l.Max == 0:
		fmt.Fprintf(b, "length: {min: %d}\n", l.Min)
	default:
		fmt.Fprintf(b, "length: {min: %d, max: %d}\n", l.Min, l.Max)
	}
	if len(r.Words) > 0 {
		b.WriteString("words:\n")
		for _, w := range r.Words {
			fmt.Fprintf(b, "  - %s\n", quoteYAML(w))
		}
	}
	line("word_list", r.WordList)
	line("answer", string(r.Answer))
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

// quoteEmpty is quoteYAML for values that may be empty.
func quoteEmpty(s string) string {
	if s == "" {
		return `""`
	}
	return quoteYAML(s)
}
