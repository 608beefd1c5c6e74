package bench

import (
	"bytes"
	"context"
	"time"

	"github.com/formbot/formbot/ocr"
)

// An Engine says what an image shows: a recipe's reader ([NewReader]), or any command ([NewCommand]).
//
// Read may be called by as many goroutines at once as [Options] has workers. An image that cannot be read is an error; one
// that shows nothing is an Output without text. Run never closes an Engine.
type Engine interface {
	// Name is for reports and comparisons: the recipe's name, or the command.
	Name() string
	Read(ctx context.Context, img Image) (Output, error)
}

// Image is the file of one image.
type Image struct {
	// File is the image's path within its corpus. It may hold the label: an Engine must not look at more of it than the
	// extension.
	File string
	// Data is the file's content. It must not be changed.
	Data []byte
}

// Output is what an Engine read.
type Output struct {
	Text string
	// Raw is the text that Text was made of, where it is not Text itself: before a word list, a value of an expression.
	Raw string
	// Member names the recipe of a cascade whose answer this is; empty where there is none.
	Member string
	// Confidence is 0 to 1. It counts only when Scored says that the engine gives one.
	Confidence float64
	Scored     bool
	// Elapsed is the time from the image's bytes to its text, without what only the measuring needs.
	Elapsed time.Duration
}

// EngineKind tells engines apart in reports.
type EngineKind string

// The kinds.
const (
	KindRecipe  EngineKind = "recipe"
	KindCommand EngineKind = "command"
)

// Reader is the Engine of a recipe.
type Reader struct {
	name   string
	reader *ocr.Reader
}

// NewReader returns the Engine of a reader; name is that of its recipe.
func NewReader(name string, r *ocr.Reader) *Reader { return &Reader{name: name, reader: r} }

// Name implements [Engine].
func (r *Reader) Name() string { return r.name }

// Read implements [Engine].
func (r *Reader) Read(ctx context.Context, img Image) (Output, error) {
	start := time.Now()
	reading, err := r.reader.ReadFrom(ctx, bytes.NewReader(img.Data))
	return Output{
		Text: reading.Text, Raw: reading.Raw, Member: reading.Member, Confidence: reading.Confidence, Scored: true,
		Elapsed: time.Since(start),
	}, err
}

// Explain reads an image and returns its picture after each step of the recipe. Where there is an error, the stages up to
// there are returned.
func (r *Reader) Explain(ctx context.Context, img Image) (ocr.Reading, []ocr.Stage, error) {
	decoded, _, err := ocr.Decode(bytes.NewReader(img.Data), ocr.Limits{})
	if err != nil {
		return ocr.Reading{}, nil, err
	}
	return r.reader.Explain(ctx, decoded)
}

// kindOf tells what e is.
func kindOf(e Engine) EngineKind {
	if _, ok := e.(*Command); ok {
		return KindCommand
	}
	return KindRecipe
}
