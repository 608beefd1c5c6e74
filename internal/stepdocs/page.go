package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"

	"github.com/formbot/formbot/ocr"
)

// pictures is the folder of the pictures within docs.
const pictures = "steps"

// page returns the files of the page, by their names within docs.
func page(ctx context.Context, tree string) (map[string][]byte, error) {
	files := map[string][]byte{}
	var md bytes.Buffer
	md.WriteString("<!-- Written by `make docs` (internal/stepdocs) from the table of the steps. -->\n" +
		"# The steps of a recipe\n\n" +
		"What a recipe's `steps` may be, with a picture before and after each. `formbot recipes --steps` lists the same\n" +
		"in a terminal, and `formbot read --explain DIR` shows what the steps of your recipe do to your image. Ink means\n" +
		"levels below 128 to the steps that look at shapes.\n")
	group := ocr.StepGroup("")
	for _, k := range ocr.StepKinds() {
		e, ok := examples()[k.Name]
		if !ok {
			return nil, fmt.Errorf("step %q has no example: give it one in examples.go", k.Name)
		}
		picture, err := e.draw(ctx, tree, k.Name)
		if err != nil {
			return nil, fmt.Errorf("step %q: %w", k.Name, err)
		}
		name := filepath.Join(pictures, k.Name+".png")
		files[name] = picture
		if k.Group != group {
			group = k.Group
			fmt.Fprintf(&md, "\n## %s: %s\n", strings.ToUpper(string(group[:1]))+string(group[1:]), group.Doc())
		}
		describe(&md, k, e)
	}
	files["steps.md"] = md.Bytes()
	return files, nil
}

// describe writes what the page says of one step.
func describe(md *bytes.Buffer, k ocr.StepKind, e example) {
	fmt.Fprintf(md, "\n### %s\n\n%s\n\n", k.Name, k.Doc)
	fmt.Fprintf(md, "![before and after %s](%s/%s.png)\n\n", k.Name, pictures, k.Name)
	fmt.Fprintf(md, "`%s`", ocr.Step{Name: k.Name, Params: e.params})
	if len(e.before) > 0 {
		var before []string
		for _, s := range e.before {
			before = append(before, "`"+s.Name+"`")
		}
		fmt.Fprintf(md, ", after %s", strings.Join(before, ", "))
	}
	md.WriteString("\n\n")
	if len(k.Params) > 0 {
		md.WriteString("| parameter | what it may be | default | what it does |\n|---|---|---|---|\n")
		for _, p := range k.Params {
			fmt.Fprintf(md, "| `%s` | %s | %v | %s |\n", p.Name, p.Wants(), p.Default, strings.ReplaceAll(p.Doc, "|", "\\|"))
		}
		md.WriteString("\n")
	}
	if len(k.OneOf) > 0 {
		fmt.Fprintf(md, "One of `%s` must be given.\n\n", strings.Join(k.OneOf, "` and `"))
	}
	fmt.Fprintf(md, "Source: %s.\n", k.Source)
}

// open reads one of the repository's labelled images.
func open(tree, sample string) (image.Image, error) {
	f, err := os.Open(filepath.Join(tree, "testdata", "captchas", filepath.FromSlash(sample)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := ocr.Decode(f, ocr.Limits{})
	return img, err
}
