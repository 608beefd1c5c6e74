package ocr

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/formbot/formbot/internal/strictyaml"
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
	slices.Sort(names) // the files are sorted too, but by what comes before the dot and the dot
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

// LoadRecipe returns the built-in recipe of that name, or else reads the YAML file at that path. The path of a word list
// in it is made relative to the recipe's file, and the list must be there. An error names the built-in recipes when there
// is no such file.
func LoadRecipe(nameOrPath string) (*Recipe, error) {
	if r, ok := BuiltIn(nameOrPath); ok {
		return r, nil
	}
	data, err := readRecipe(nameOrPath)
	if err != nil {
		return nil, err
	}
	r, err := ParseRecipe(nameOrPath, data)
	if err != nil {
		return nil, err
	}
	if r.Name == nameOrPath { // it has no name of its own
		r.Name = strings.TrimSuffix(filepath.Base(nameOrPath), filepath.Ext(nameOrPath))
	}
	// Where a slip in the list's path can be named with its line.
	find := func(list *string, at string) error {
		if *list == "" {
			return nil
		}
		if !filepath.IsAbs(*list) {
			*list = filepath.Join(filepath.Dir(nameOrPath), *list)
		}
		info, err := os.Stat(*list)
		if err == nil && info.IsDir() {
			err = fmt.Errorf("%s is a folder", *list)
		}
		if err != nil {
			return strictyaml.At("recipe", nameOrPath, data, at, "word_list: %s", err)
		}
		return nil
	}
	if err := find(&r.WordList, "$.word_list"); err != nil {
		return nil, err
	}
	for i := range r.Cascade {
		if err := find(&r.Cascade[i].WordList, fmt.Sprintf("$.cascade[%d].word_list", i)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// readRecipe reads a recipe's file.
func readRecipe(path string) ([]byte, error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		names := BuiltInNames()
		return nil, fmt.Errorf("unknown recipe %q%s: give the path of a YAML file, or a built-in one: %s",
			path, didYouMean(path, names), strings.Join(names, ", "))
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
		return nil, fmt.Errorf("read recipe %q: more than %d bytes, which is no recipe", path, maxRecipeBytes)
	}
	return data, nil
}
