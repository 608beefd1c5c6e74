package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/formbot/formbot/ocr"
)

type recipesCmd struct {
	Name   string `arg:"" optional:"" placeholder:"NAME|FILE" help:"Print this recipe as YAML; with --steps, a step's name."`
	Steps  bool   `help:"List the steps that recipes are made of: parameters, ranges, units, defaults, source." xor:"what"`
	Schema bool   `help:"Print the JSON Schema of a recipe, for editors." xor:"what"`
}

// Help implements kong.HelpProvider.
func (recipesCmd) Help() string {
	return `A recipe is the list of steps that prepare an image, and how the result is recognised. To write your own, print
one, change it and give its file to --recipe.

Examples:

  formbot recipes
  formbot recipes book > mine.yaml
  formbot read --recipe mine.yaml captcha.png
  formbot recipes --steps
  formbot recipes --steps sauvola
  formbot recipes --schema > recipe.schema.json

docs/steps.md shows what each step does to a picture.

An editor with a YAML language server completes and checks a recipe that begins with the line

  # yaml-language-server: $schema=recipe.schema.json`
}

// Run lists the recipes, or prints one.
func (c *recipesCmd) Run(g *globals, s *streams) error {
	if c.Schema {
		_, err := s.out.Write(ocr.RecipeSchema())
		return err
	}
	if c.Steps {
		return printSteps(g, s, c.Name)
	}
	if c.Name != "" {
		return c.printOne(g, s)
	}
	type line struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	}
	table := tabwriter.NewWriter(s.out, 0, 8, 2, ' ', 0)
	for _, name := range ocr.BuiltInNames() {
		recipe, _ := ocr.BuiltIn(name)
		if g.JSON {
			if err := printJSON(s.out, line{name, recipe.Description}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(table, "%s\t%s\n", name, recipe.Description)
	}
	return table.Flush()
}

func (c *recipesCmd) printOne(g *globals, s *streams) error {
	recipe, err := ocr.LoadRecipe(c.Name)
	if err != nil {
		return &usageError{err}
	}
	text, err := recipe.YAML()
	if err != nil {
		return err
	}
	if g.JSON {
		return printJSON(s.out, struct {
			Name        string `json:"name"`
			Description string `json:"description"`
			YAML        string `json:"yaml"`
		}{recipe.Name, recipe.Description, string(text)})
	}
	_, err = s.out.Write(text)
	return err
}
