package ocr_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/formbot/formbot/ocr"
)

// A recipe is YAML; a slip in it is named with its line.
func ExampleParseRecipe() {
	_, err := ocr.ParseRecipe("news.yaml", []byte("name: news\nsteps:\n  - grayscale: {}\n  - thresold: {value: otsu}\n"))
	fmt.Println(err)
	// Output: parse recipe "news.yaml" line 4: unknown step "thresold" (did you mean "threshold"?)
}

// Images of foreign origin are decoded within limits, and what is no image is told from what is broken.
func ExampleDecode() {
	_, _, err := ocr.Decode(strings.NewReader("<!DOCTYPE html><title>Not found</title>"), ocr.Limits{})
	fmt.Println(errors.Is(err, ocr.ErrFormat), err)

	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 640, 480))); err != nil {
		fmt.Println(err)
	}
	_, _, err = ocr.Decode(&file, ocr.Limits{MaxPixels: 256 * 96})
	fmt.Println(errors.Is(err, ocr.ErrTooLarge), err)
	// Output:
	// true decode image: not a PNG, JPEG, GIF, BMP or WebP image: it looks like an HTML page, such as an error message or a login form
	// true decode image: image too large: the png has 640×480 pixels, and the limit is 24576 in all
}

// Some CAPTCHAs ask for the value of what they show.
func ExampleEvaluate() {
	fmt.Println(ocr.Evaluate("7x1=?"))
	fmt.Println(ocr.Evaluate("12 − 3o"))
	fmt.Println(ocr.Evaluate("seven"))
	// Output:
	// 7 true
	// -18 true
	// 0 false
}

// dots is a recogniser for this example; ocr/tesseract has the real one.
type dots struct{}

func (dots) Recognize(_ context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	b := img.Bounds()
	return ocr.Recognition{Symbols: []ocr.Symbol{{Text: "I", Confidence: 0.9, Box: b.Inset(10)}}, Confidence: 0.9}, nil
}

// Answers that there may be turn what was misread into the nearest of them.
func ExampleRecipe_words() {
	recipe, err := ocr.ParseRecipe("coins", []byte("steps: [{threshold: {value: 128}}, crop, {border: {px: 10}}]\nwords: [\"1\", \"7\"]\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	img := image.NewGray(image.Rect(0, 0, 60, 40))
	for i := range img.Pix {
		img.Pix[i] = 180
	}
	img.SetGray(25, 20, color.Gray{0})
	reading, err := ocr.NewReader(dots{}, recipe).Read(context.Background(), img)
	fmt.Println(reading.Raw, reading.Text, reading.Valid, err)
	// Output: I 1 true <nil>
}

// Explain shows what each step of a recipe does to the image.
func ExampleReader_Explain() {
	img := image.NewGray(image.Rect(0, 0, 60, 40))
	for i := range img.Pix {
		img.Pix[i] = 180
	}
	for y := 10; y < 30; y++ {
		img.SetGray(25, y, color.Gray{0})
	}
	recipe, err := ocr.LoadRecipe("book")
	if err != nil {
		fmt.Println(err)
		return
	}
	reading, stages, err := ocr.NewReader(dots{}, recipe).Explain(context.Background(), img)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range stages {
		fmt.Println(s.Name, s.Params, s.Image.Bounds().Size())
	}
	fmt.Printf("%q %.1f at %v\n", reading.Text, reading.Confidence, reading.Symbols[0].Box)
	// Output:
	// original  (60,40)
	// grayscale  (60,40)
	// threshold value: 1 (60,40)
	// crop  (1,20)
	// border px: 10 (21,40)
	// "i" 0.9 at (25,10)-(26,30)
}

// The table of the steps is what help texts and editors' schemas are made of.
func ExampleStepKinds() {
	for _, kind := range ocr.StepKinds() {
		if kind.Name != "threshold" {
			continue
		}
		fmt.Println(kind.Name+":", kind.Doc)
		for _, p := range kind.Params {
			fmt.Printf("  %s: %s; %s\n", p.Name, p.Wants(), p.Doc)
		}
	}
	// Output:
	// threshold: Makes pixels below a gray level ink (0), all others ground (255).
	//   value: a whole number from 1 to 255 gray levels or otsu; the level, or otsu for the one that parts the picture's histogram best
}
