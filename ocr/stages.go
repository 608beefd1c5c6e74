package ocr

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/formbot/formbot/internal/atomicfile"
)

// Stage is the picture after one step of a recipe.
type Stage struct {
	// Name is the step's name; that of the first stage, the image as it came, is "original".
	Name string
	// Params are the step's parameters as in the recipe, such as "value: 1"; empty when it has none.
	Params string
	// Member is the name of the recipe of a cascade whose step it was; empty for steps before those of any.
	Member string
	// Image is a copy; it belongs to the caller.
	Image image.Image
	// Elapsed is the time that the step took.
	Elapsed time.Duration
}

// WriteStages writes each stage as a PNG file into dir, which must exist, and returns the files' names within dir, in
// order: prefix-00-original.png, prefix-01-grayscale.png and so on, and prefix-04-member-border.png for a step of a
// cascade's member. The prefix must be a plain file name. Files of these
// names are replaced.
func WriteStages(dir, prefix string, stages []Stage) ([]string, error) {
	if prefix == "" || !filepath.IsLocal(prefix) || filepath.Base(prefix) != prefix || prefix == "." {
		return nil, fmt.Errorf("write stages: %q is not a plain file name", prefix)
	}
	names := make([]string, 0, len(stages))
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	for i, s := range stages {
		name := fmt.Sprintf("%s-%02d-%s.png", prefix, i, s.Name)
		if s.Member != "" {
			name = fmt.Sprintf("%s-%02d-%s-%s.png", prefix, i, fileName(s.Member), s.Name)
		}
		err := atomicfile.Write(filepath.Join(dir, name), 0o644, func(w io.Writer) error {
			return encoder.Encode(w, s.Image)
		})
		if err != nil {
			return names, fmt.Errorf("write stages: %w", err)
		}
		names = append(names, name)
	}
	return names, nil
}

// fileName makes a recipe's name a part of a file's name: lower-case letters, digits and hyphens.
func fileName(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == 40 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
