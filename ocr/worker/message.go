package worker

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"

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

// answer is the head of the child's frames, which have no body. That to the greeting is empty or an error.
type answer struct {
	Recognition *ocr.Recognition        `json:"recognition,omitempty"`
	Missing     *tesseract.MissingError `json:"missing,omitempty"`
	Error       string                  `json:"error,omitempty"`
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
	if a.Recognition == nil {
		return ocr.Recognition{}, fmt.Errorf("%w: neither a recognition nor an error", errGarbage)
	}
	rec := *a.Recognition
	if rec.Confidence < 0 || rec.Confidence > 1 {
		return ocr.Recognition{}, fmt.Errorf("%w: confidence %v", errGarbage, rec.Confidence)
	}
	if len(rec.Symbols) == 0 {
		rec.Symbols = nil
	}
	for i := range rec.Symbols {
		s := &rec.Symbols[i]
		s.Box = s.Box.Add(bounds.Min)
		if s.Text == "" || s.Confidence < 0 || s.Confidence > 1 || !s.Box.In(bounds) {
			return ocr.Recognition{}, fmt.Errorf("%w: symbol %+v of an image %v", errGarbage, *s, bounds)
		}
	}
	return rec, nil
}
