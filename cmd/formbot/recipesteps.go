package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/formbot/formbot/ocr"
)

// stepLine is a step as --json prints it.
type stepLine struct {
	Name   string      `json:"name"`
	Group  string      `json:"group"`
	Doc    string      `json:"doc"`
	Source string      `json:"source"`
	Params []paramLine `json:"params"`
	// OneOf are parameters of which exactly one must be given.
	OneOf []string `json:"one_of,omitempty"`
}

// paramLine is a parameter of a step. Min and max are those of numbers.
type paramLine struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Doc     string   `json:"doc"`
	Unit    string   `json:"unit,omitempty"`
	Min     *float64 `json:"min,omitempty"`
	Max     *float64 `json:"max,omitempty"`
	Words   []string `json:"words,omitempty"`
	Default any      `json:"default"`
	Try     []any    `json:"try,omitempty"`
}

// printSteps prints the step of that name, all of them when it is empty.
func printSteps(g *globals, s *streams, name string) error {
	kinds := ocr.StepKinds()
	if name != "" {
		kinds = slices.DeleteFunc(kinds, func(k ocr.StepKind) bool { return k.Name != name })
		if len(kinds) == 0 {
			return &usageError{ocr.Step{Name: name}.Check()} // which names the nearest
		}
	}
	style := styleFor(s.out)
	group := ocr.StepGroup("")
	for _, k := range kinds {
		if g.JSON {
			if err := printJSON(s.out, stepLineOf(k)); err != nil {
				return err
			}
			continue
		}
		if k.Group != group {
			group = k.Group
			fmt.Fprintf(s.out, "%s\n\n", style.bold(strings.ToUpper(string(group))+": "+group.Doc()))
		}
		printStep(s, style, k)
	}
	return nil
}

// printStep prints a step for people.
func printStep(s *streams, style style, k ocr.StepKind) {
	fmt.Fprintf(s.out, "  %s\n", style.bold(k.Name))
	printFilled(s, "    ", k.Doc)
	for _, p := range k.Params {
		printFilled(s, "      ", fmt.Sprintf("%s: %s; %s (default %v)", p.Name, p.Wants(), p.Doc, p.Default))
	}
	if len(k.OneOf) > 0 {
		printFilled(s, "      ", "One of "+strings.Join(k.OneOf, " and ")+" must be given.")
	}
	printFilled(s, "    ", "Source: "+k.Source+".")
	fmt.Fprintln(s.out)
}

// printFilled prints a text in lines that fit a terminal of 100 columns, its first line less indented than the others.
func printFilled(s *streams, indent, text string) {
	const columns = 100
	line := indent
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > columns && strings.TrimSpace(line) != "" {
			fmt.Fprintln(s.out, strings.TrimRight(line, " "))
			line = indent + "  "
		}
		line += word + " "
	}
	fmt.Fprintln(s.out, strings.TrimRight(line, " "))
}

func stepLineOf(k ocr.StepKind) stepLine {
	line := stepLine{Name: k.Name, Group: string(k.Group), Doc: k.Doc, Source: k.Source, Params: []paramLine{}, OneOf: k.OneOf}
	for _, p := range k.Params {
		out := paramLine{
			Name: p.Name, Kind: string(p.Kind), Doc: p.Doc, Unit: p.Unit, Words: p.Words, Default: p.Default, Try: p.Try,
		}
		if p.Kind != ocr.ParamWord {
			out.Min, out.Max = &p.Min, &p.Max
		}
		line.Params = append(line.Params, out)
	}
	return line
}
