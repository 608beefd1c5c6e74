package ocr

import (
	"context"
	"image"
	"strings"
)

// A Recognizer turns a prepared picture (dark ink on a light ground) into symbols.
//
// Recognize must not change or keep img after it returns; img has its origin at (0, 0) and is never empty. It returns
// ctx's error when ctx ends first. A picture in which nothing is recognised is an empty [Recognition], not an error.
// A Recognizer that is given to a [Reader] which several goroutines use must itself be safe for concurrent use. The
// Reader never closes it.
type Recognizer interface {
	Recognize(ctx context.Context, img *image.Gray, opts RecognizeOptions) (Recognition, error)
}

// RecognizeOptions says how a picture is to be recognised.
type RecognizeOptions struct {
	// PSM is Tesseract's page segmentation mode, 3 to 13; zero means 7, a single line of text.
	PSM int
	// Language is the name of the trained data, several joined by "+"; empty means "eng".
	Language string
}

// Recognition is what a [Recognizer] saw, before the recipe's character set is applied.
type Recognition struct {
	// Symbols are in reading order. Spaces between words are not symbols.
	Symbols []Symbol
	// Confidence is that of the whole text, 0 to 1.
	Confidence float64
}

// Text joins the symbols.
func (r Recognition) Text() string { return joinSymbols(r.Symbols) }

// Symbol is one recognised character; ligatures may make its Text longer than one rune.
type Symbol struct {
	Text string
	// Confidence is 0 to 1.
	Confidence float64
	// Box is in pixels: of the picture given to the Recognizer in a [Recognition], of the original image in a [Reading].
	Box image.Rectangle
}

func joinSymbols(symbols []Symbol) string {
	var b strings.Builder
	for _, s := range symbols {
		b.WriteString(s.Text)
	}
	return b.String()
}
