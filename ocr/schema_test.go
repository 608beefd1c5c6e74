package ocr

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestRecipeSchemaIsTheCommittedOne(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("..", "docs", "recipe.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(RecipeSchema())); d != "" {
		t.Errorf("docs/recipe.schema.json differs: run make docs (-want +got):\n%s", d)
	}
}

// The keys that the schema knows are those that ParseRecipe reads.
func TestRecipeSchemaHasAllKeys(t *testing.T) {
	var read, known []string
	for field := range reflect.TypeFor[recipeFile]().Fields() {
		read = append(read, field.Tag.Get("yaml"))
	}
	for _, f := range recipeFields() {
		known = append(known, f.name)
	}
	slices.Sort(read)
	slices.Sort(known)
	if d := cmp.Diff(read, known); d != "" {
		t.Errorf("keys (-read +in the schema):\n%s", d)
	}
}

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(RecipeSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("recipe.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("recipe.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate holds a recipe's YAML against the schema, as an editor does.
func validate(t testing.TB, schema *jsonschema.Schema, data []byte) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

func TestRecipeSchemaTakesBuiltInRecipes(t *testing.T) {
	schema := compileSchema(t)
	for _, name := range BuiltInNames() {
		data, err := builtInFiles.ReadFile("recipes/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		written, err := mustBuiltIn(t, name).YAML()
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string][]byte{"file": data, "as it is written": written} {
			if err := validate(t, schema, text); err != nil {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

// The schema and ParseRecipe are of one mind.
func TestRecipeSchemaAndParser(t *testing.T) {
	tests := []struct {
		in   string
		good bool
	}{
		{"name: 7\ncharset: 0123456789\nsteps: []\n", true},
		{"steps: [crop, {crop: }, {border: {px: 3}}, {threshold: {value: otsu}}, {threshold: {value: 7}}]\n", true},
		{"length: 6\n", true},
		{"length: {min: 4}\n", true},
		{"words: [watch, 12]\nconfusables: {0: o, é: e}\n", true},
		{"word_list: words.txt\n", true},
		{"answer: arithmetic\nlanguage: eng+deu\n", true},
		{"recognise: glyphs\npsm: 10\n", true},
		{"accept: {confidence: 0.5}\ncascade: [{psm: 8}, {steps: [crop], psm: 7}]\n", true},
		{"nam: x\n", false},
		{"steps: crop\n", false},
		{"steps: [cropp]\n", false},
		{"steps: [{cropp: {}}]\n", false},
		{"steps: [{border: {px: -1}}]\n", false},
		{"steps: [{border: {px: 1.5}}]\n", false},
		{"steps: [{border: {pixels: 1}}]\n", false},
		{"steps: [{border: 10}]\n", false},
		{"steps: [{crop: {}, border: {}}]\n", false},
		{"steps: [{threshold: {value: ostu}}]\n", false},
		{"psm: 12\n", false},
		{"psm: '7'\n", false},
		{"language: ../eng\n", false},
		{"case: lower\n", false},
		{"recognise: words\n", false},
		{"answer: maths\n", false},
		{"length: 0\n", false},
		{"length: 65\n", false},
		{"length: {least: 1}\n", false},
		{"words: []\n", false},
		{"accept: {confidence: 1.5}\ncascade: [{psm: 8}]\n", false},
		{"accept: {confidence: 0}\ncascade: [{psm: 8}]\n", false},
		{"accept: 0.5\ncascade: [{psm: 8}]\n", false},
		{"cascade: []\n", false},
		{"cascade: [{psm: 2}]\n", false},
	}
	schema := compileSchema(t)
	for _, tt := range tests {
		if err := validate(t, schema, []byte(tt.in)); (err == nil) != tt.good {
			t.Errorf("schema on %q: %v; want good %v", tt.in, err, tt.good)
		}
		if _, err := ParseRecipe("x", []byte(tt.in)); (err == nil) != tt.good {
			t.Errorf("ParseRecipe on %q: %v; want good %v", tt.in, err, tt.good)
		}
	}
}

// Each kind of step with all its defaults is valid, but for those that need one of several parameters.
func TestRecipeSchemaKnowsEveryStep(t *testing.T) {
	schema := compileSchema(t)
	for _, k := range StepKinds() {
		params := map[string]any{}
		for _, p := range k.Params {
			params[p.Name] = p.Default
		}
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(params)) {
			parts = append(parts, name+": "+(Step{k.Name, map[string]any{name: params[name]}}).params()[len(name)+2:])
		}
		text := "steps:\n  - " + k.Name + ": {" + strings.Join(parts, ", ") + "}\n"
		if err := validate(t, schema, []byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
