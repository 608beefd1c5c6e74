package ocr

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxRecipeBytes bounds a recipe's file.
const maxRecipeBytes = 1 << 20

//go:embed recipes/*.yaml
var builtInFiles embed.FS

// BuiltInNames returns the names of the built-in recipes, sorted.
func BuiltInNames() []string {
	entries, err := builtInFiles.ReadDir("recipes")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// BuiltIn returns the built-in recipe of that name. The caller may change it.
func BuiltIn(name string) (*Recipe, bool) {
	if strings.ContainsAny(name, "/.") {
		return nil, false
	}
	data, err := builtInFiles.ReadFile(path.Join("recipes", name+".yaml"))
	if err != nil {
		return nil, false
	}
	r, err := ParseRecipe(name, data)
	if err != nil {
		panic(err) // a test reads them all
	}
	return r, true
}

// LoadRecipe returns the built-in recipe of that name, or else reads the YAML file at that path. An error names the
// built-in ones when there is no such file.
func LoadRecipe(nameOrPath string) (*Recipe, error) {
	if r, ok := BuiltIn(nameOrPath); ok {
		return r, nil
	}
	f, err := os.Open(nameOrPath)
	if os.IsNotExist(err) {
		names := BuiltInNames()
		return nil, fmt.Errorf("unknown recipe %q%s: give the path of a YAML file, or a built-in one: %s",
			nameOrPath, didYouMean(nameOrPath, names), strings.Join(names, ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("read recipe: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxRecipeBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read recipe: %w", err)
	}
	if len(data) > maxRecipeBytes {
		return nil, fmt.Errorf("read recipe %q: more than %d bytes, which is no recipe", nameOrPath, maxRecipeBytes)
	}
	r, err := ParseRecipe(nameOrPath, data)
	if err != nil {
		return nil, err
	}
	if r.Name == nameOrPath { // it has no name of its own
		r.Name = strings.TrimSuffix(filepath.Base(nameOrPath), filepath.Ext(nameOrPath))
	}
	return r, nil
}
