// Command stepdocs writes docs/steps.md: what each step of a recipe does, with a picture of a CAPTCHA before and after
// it. It is run from the top folder of the repository:
//
//	go run ./internal/stepdocs
//
// The text is the table of [ocr.StepKinds]; the pictures are made of testdata/captchas.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/formbot/formbot/internal/atomicfile"
)

func main() {
	if err := write(context.Background(), "."); err != nil {
		fmt.Fprintln(os.Stderr, "stepdocs:", err)
		os.Exit(1)
	}
}

// write makes the page and its pictures in the folder docs of that tree, and removes pictures of steps that are no more.
func write(ctx context.Context, tree string) error {
	files, err := page(ctx, tree)
	if err != nil {
		return err
	}
	docs := filepath.Join(tree, "docs")
	if err := os.MkdirAll(filepath.Join(docs, pictures), 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(docs, pictures, "*.png"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, ok := files[filepath.Join(pictures, filepath.Base(path))]; !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, data := range files {
		if err := atomicfile.WriteBytes(filepath.Join(docs, name), 0o644, data); err != nil {
			return err
		}
	}
	return nil
}
