package ocr

import (
	"errors"
	"image"
	"time"
)

// Stage is the picture after one step of a recipe.
type Stage struct {
	// Name is the step's name; that of the first stage, the image as it came, is "original".
	Name string
	// Params are the step's parameters as in the recipe, such as "value: 1"; empty when it has none.
	Params string
	// Image is a copy; it belongs to the caller.
	Image image.Image
	// Elapsed is the time that the step took.
	Elapsed time.Duration
}

// WriteStages writes each stage as a PNG file into dir, which must exist, and returns the files' names within dir, in
// order: prefix-00-original.png, prefix-01-grayscale.png and so on.
func WriteStages(dir, prefix string, stages []Stage) ([]string, error) {
	return nil, errors.ErrUnsupported
}
