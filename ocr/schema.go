package ocr

import (
	"bytes"
	"encoding/json"
)

// schemaID is the dialect of JSON Schema that editors know best (the YAML language server among them).
const schemaID = "http://json-schema.org/draft-07/schema#"

// RecipeSchema returns a JSON Schema (draft 7) of a recipe's YAML, made from the table of the steps, for editors to
// complete and check by. It takes all that [ParseRecipe] takes. What it cannot say is left to ParseRecipe: a range that
// runs backwards, steps that need one of two parameters, and what the recipes of a cascade may not have.
func RecipeSchema() []byte {
	fields := map[string]any{}
	for _, f := range recipeFields() {
		f.schema["description"] = f.doc
		fields[f.name] = f.schema
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(map[string]any{
		"$schema":     schemaID,
		"title":       "formbot recipe",
		"description": "How one kind of CAPTCHA is read (formbot recipes).",
		"allOf":       []any{map[string]any{"$ref": "#/definitions/recipe"}},
		"definitions": map[string]any{
			"recipe": map[string]any{"type": "object", "additionalProperties": false, "properties": fields},
			"step":   stepSchema(),
			"text":   map[string]any{"type": []string{"string", "number", "boolean"}},
		},
	})
	if err != nil {
		panic(err) // maps, slices, texts and numbers can all be written
	}
	return out.Bytes()
}

// recipeField is one key of a recipe's YAML.
type recipeField struct {
	name, doc string
	schema    map[string]any
}

// recipeFields are the keys in the order in which they are written. A test holds them against those that are read.
func recipeFields() []recipeField {
	text := func() map[string]any { return map[string]any{"$ref": "#/definitions/text"} }
	words := func(def string, all ...string) map[string]any { return map[string]any{"enum": all, "default": def} }
	count := func() map[string]any { return map[string]any{"type": "integer", "minimum": 0, "maximum": maxLength} }
	return []recipeField{
		{"name", "The recipe's name, for messages and reports.", text()},
		{"description", "One line on what it is for.", text()},
		{"steps", "What prepares the image, in order.", map[string]any{
			"type": "array", "items": map[string]any{"$ref": "#/definitions/step"}}},
		{"recognise", "What is recognised at once: the whole picture, or each glyph that a segment step found.",
			words("page", string(RecognisePage), string(RecogniseGlyphs))},
		{"psm", "Tesseract's page segmentation mode; 7 is a single line of text, 8 a word, 10 a character, 13 a line as it is.",
			map[string]any{"enum": []int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13}}},
		{"language", "Tesseract's trained data, several joined by +.", map[string]any{
			"type": "string", "pattern": `^\w+(/\w+)?(\+\w+(/\w+)?)*$`, "default": "eng"}},
		{"charset", "The characters that an answer may have, such as a-z0-9; without it, any.", text()},
		{"case", "Whether upper and lower case are told apart.", words("keep", string(CaseKeep), string(CaseFold))},
		{"confusables", "What becomes of single characters once they are recognised, such as {é: e}.", map[string]any{
			"type": "object", "additionalProperties": text()}},
		{"length", "How many characters an answer may have; a number, or min and max.", map[string]any{
			"anyOf": []any{
				map[string]any{"type": "integer", "minimum": 1, "maximum": maxLength},
				map[string]any{"type": "object", "additionalProperties": false, "minProperties": 1,
					"properties": map[string]any{"min": count(), "max": count()}},
			}}},
		{"words", "The answers that there may be; what is recognised becomes the nearest.", map[string]any{
			"type": "array", "minItems": 1, "items": text()}},
		{"word_list", "A file of such words, one a line; its path is relative to this file.", text()},
		{"answer", "What is made of the text: nothing, or its value.", words("text", string(AnswerText), string(AnswerArithmetic))},
		{"accept", "Which answer of a cascade is taken without asking the rest of it.", map[string]any{
			"type": "object", "additionalProperties": false, "properties": map[string]any{
				"confidence": map[string]any{"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": defaultAccept,
					"description": "The confidence that a valid answer must reach."},
			}}},
		{"cascade", "Recipes that go on from the steps above, in turn; without an answer that is accepted, they vote.",
			map[string]any{"type": "array", "minItems": 1, "maxItems": maxMembers,
				"items": map[string]any{"$ref": "#/definitions/recipe"}}},
	}
}

// stepSchema describes a step: its name, or a mapping from its name to its parameters.
func stepSchema() map[string]any {
	var names []string
	kinds := map[string]any{}
	for _, k := range StepKinds() {
		names = append(names, k.Name)
		params := map[string]any{}
		for _, p := range k.Params {
			params[p.Name] = p.schema()
		}
		kinds[k.Name] = map[string]any{
			"type": []string{"object", "null"}, "description": k.Doc, "additionalProperties": false, "properties": params}
	}
	return map[string]any{"anyOf": []any{
		map[string]any{"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": kinds},
		map[string]any{"enum": names},
	}}
}

func (p Param) schema() map[string]any {
	doc := p.Doc
	if p.Unit != "" {
		doc += " (" + p.Unit + ")"
	}
	number := map[string]any{"type": string(p.Kind), "minimum": p.Min, "maximum": p.Max}
	out := map[string]any{}
	switch {
	case p.Kind == ParamWord:
		out["enum"] = p.Words
	case len(p.Words) == 0:
		out = number
	default:
		out["anyOf"] = []any{number, map[string]any{"enum": p.Words}}
	}
	out["description"], out["default"] = doc, p.Default
	return out
}
