package worker

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// greeting is the head of the parent's first frame.
type greeting struct {
	Languages []string `json:"languages"`
	DataPath  string   `json:"data_path"`
}

// request is the head of each further frame of the parent; the body is the image, row by row, a byte for each pixel.
type request struct {
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	PSM      int    `json:"psm"`
	Language string `json:"language"`
}

// maxLanguage bounds the name of a language, or of several joined, in a request.
const maxLanguage = 1 << 14

// appendRequest appends the frame that asks for an image.
func appendRequest(dst []byte, img *image.Gray, opts ocr.RecognizeOptions) ([]byte, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if w <= 0 || h <= 0 {
		return dst, fmt.Errorf("worker: an image of %d×%d pixels is empty", w, h)
	}
	if w > maxBody/h {
		return dst, fmt.Errorf("worker: an image of %d×%d pixels is too large: it may have %d pixels", w, h, maxBody)
	}
	if len(opts.Language) > maxLanguage {
		return dst, fmt.Errorf("worker: a language's name of %d bytes is too long", len(opts.Language))
	}
	dst, err := appendFrame(dst, request{Width: w, Height: h, PSM: opts.PSM, Language: opts.Language}, w*h)
	if err != nil {
		return dst, fmt.Errorf("worker: %w", err)
	}
	for y := range h {
		dst = append(dst, img.Pix[y*img.Stride:][:w]...)
	}
	return dst, nil
}

// parseRequest returns the image, in f's memory, and how it is to be recognised.
func parseRequest(f frame) (*image.Gray, ocr.RecognizeOptions, error) {
	var r request
	if err := json.Unmarshal(f.head, &r); err != nil {
		return nil, ocr.RecognizeOptions{}, fmt.Errorf("%w: %w", errGarbage, err)
	}
	if r.Width <= 0 || r.Height <= 0 || r.Width > maxBody/r.Height || r.Width*r.Height != len(f.body) {
		return nil, ocr.RecognizeOptions{}, fmt.Errorf("%w: %d bytes for an image of %d×%d pixels", errGarbage, len(f.body), r.Width, r.Height)
	}
	img := &image.Gray{Pix: f.body, Stride: r.Width, Rect: image.Rect(0, 0, r.Width, r.Height)}
	return img, ocr.RecognizeOptions{PSM: r.PSM, Language: r.Language}, nil
}

// answer is the head of the child's frames. That to the greeting is empty or an error. The body of one to a request are the
// symbols, one after the other; they would be most of the JSON, and JSON most of what a reading takes beside Tesseract.
type answer struct {
	Recognized *recognized             `json:"recognized,omitempty"`
	Missing    *tesseract.MissingError `json:"missing,omitempty"`
	Error      string                  `json:"error,omitempty"`

	body []byte
}

// recognized is an ocr.Recognition without its symbols.
type recognized struct {
	Confidence float64 `json:"confidence"`
	Symbols    int     `json:"symbols"`
}

// symbolSize is what a symbol takes beside its text, in bytes, all little-endian: its confidence as 64 bits of a float, its
// box as four 32-bit integers (left, top, right, bottom), and the length of the text, which follows, in 16 bits.
const symbolSize = 8 + 4*4 + 2

// appendSymbols appends what is the body of an answer.
func appendSymbols(dst []byte, symbols []ocr.Symbol) ([]byte, error) {
	for _, s := range symbols {
		if math.IsNaN(s.Confidence) || len(s.Text) > math.MaxUint16 {
			return dst, fmt.Errorf("worker: a symbol of %d bytes with confidence %v cannot be passed on", len(s.Text), s.Confidence)
		}
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.Confidence))
		for _, v := range [...]int{s.Box.Min.X, s.Box.Min.Y, s.Box.Max.X, s.Box.Max.Y} {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(int32(v))) // of an image of at most maxBody pixels
		}
		dst = binary.LittleEndian.AppendUint16(dst, uint16(len(s.Text)))
		dst = append(dst, s.Text...)
	}
	return dst, nil
}

// parseSymbols parses n symbols that are all of body.
func parseSymbols(body []byte, n int) ([]ocr.Symbol, error) {
	if n < 0 || n > len(body)/symbolSize {
		return nil, fmt.Errorf("%w: %d bytes for %d symbols", errGarbage, len(body), n)
	}
	var symbols []ocr.Symbol
	if n > 0 {
		symbols = make([]ocr.Symbol, n)
	}
	little := binary.LittleEndian
	for i := range symbols {
		if len(body) < symbolSize {
			return nil, fmt.Errorf("%w: symbol %d of %d is not there", errGarbage, i+1, n)
		}
		side := func(k int) int { return int(int32(little.Uint32(body[8+4*k:]))) }
		s := &symbols[i]
		s.Confidence = math.Float64frombits(little.Uint64(body))
		s.Box = image.Rectangle{Min: image.Pt(side(0), side(1)), Max: image.Pt(side(2), side(3))}
		size := int(little.Uint16(body[symbolSize-2:]))
		if body = body[symbolSize:]; size > len(body) {
			return nil, fmt.Errorf("%w: symbol %d of %d is cut off", errGarbage, i+1, n)
		}
		s.Text, body = string(body[:size]), body[size:]
	}
	if len(body) > 0 {
		return nil, fmt.Errorf("%w: %d bytes behind the last symbol", errGarbage, len(body))
	}
	return symbols, nil
}

// answerError is the answer that tells of an error, so that the parent has what callers branch on.
func answerError(err error) answer {
	var missing *tesseract.MissingError
	if errors.As(err, &missing) {
		return answer{Missing: missing}
	}
	return answer{Error: err.Error()}
}

// err is the error that a child told of.
func (a answer) err() error {
	switch {
	case a.Missing != nil:
		return a.Missing
	case a.Error != "":
		return errors.New(a.Error)
	}
	return nil
}

// recognition returns what the child saw, moved to where the image lies in the caller's coordinates. What cannot be true
// is errGarbage: a library that has written where it should not may make it say anything.
func (a answer) recognition(bounds image.Rectangle) (ocr.Recognition, error) {
	if a.Recognized == nil {
		return ocr.Recognition{}, fmt.Errorf("%w: neither a recognition nor an error", errGarbage)
	}
	symbols, err := parseSymbols(a.body, a.Recognized.Symbols)
	if err != nil {
		return ocr.Recognition{}, err
	}
	rec := ocr.Recognition{Symbols: symbols, Confidence: a.Recognized.Confidence}
	if !isRate(rec.Confidence) {
		return ocr.Recognition{}, fmt.Errorf("%w: confidence %v", errGarbage, rec.Confidence)
	}
	for i := range rec.Symbols {
		s := &rec.Symbols[i]
		s.Box = s.Box.Add(bounds.Min)
		if s.Text == "" || !isRate(s.Confidence) || !s.Box.In(bounds) {
			return ocr.Recognition{}, fmt.Errorf("%w: symbol %+v of an image %v", errGarbage, *s, bounds)
		}
	}
	return rec, nil
}

// isRate says that v is 0 to 1, which what is no number is not.
func isRate(v float64) bool { return v >= 0 && v <= 1 }
