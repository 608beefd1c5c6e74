package ocr

import (
	"errors"
	"image"
	"io"
)

// The kinds of [DecodeError].
var (
	// ErrFormat: the bytes are not an image in a format that Decode reads.
	ErrFormat = errors.New("not a PNG, JPEG, GIF, BMP or WebP image")
	// ErrTooLarge: the image has more pixels or bytes than the limits allow.
	ErrTooLarge = errors.New("image too large")
	// ErrTruncated: the image ends too early.
	ErrTruncated = errors.New("image is cut off")
	// ErrCorrupt: the image is of a known format, complete, and damaged or of a kind that cannot be read.
	ErrCorrupt = errors.New("image is damaged")
)

// Limits bound what Decode accepts.
type Limits struct {
	// MaxPixels is the largest width × height; zero means 16 Mpx (1 << 24).
	MaxPixels int
	// MaxBytes is the largest size of the encoded image; zero means 16 MiB.
	MaxBytes int64
}

// DecodeError says why an image was not decoded. Kind is one of [ErrFormat], [ErrTooLarge], [ErrTruncated] and
// [ErrCorrupt], which errors.Is finds.
type DecodeError struct {
	Format string // "png", "jpeg", "gif", "bmp", "webp", or empty when not recognised
	Kind   error
	Detail string
}

func (e *DecodeError) Error() string { return e.Kind.Error() }

// Unwrap returns the kind.
func (e *DecodeError) Unwrap() error { return e.Kind }

// Decode reads one image: PNG, JPEG, BMP, WebP, or the first frame of a GIF. It returns the format's name.
func Decode(r io.Reader, lim Limits) (image.Image, string, error) {
	return nil, "", errors.ErrUnsupported
}
