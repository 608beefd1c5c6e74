package ocr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// The kinds of [DecodeError].
var (
	// ErrFormat says that the bytes are not an image in a format that Decode reads.
	ErrFormat = errors.New("not a PNG, JPEG, GIF, BMP or WebP image")
	// ErrTooLarge says that the image has more pixels or bytes than the limits allow.
	ErrTooLarge = errors.New("image too large")
	// ErrTruncated says that the image ends too early.
	ErrTruncated = errors.New("image is cut off")
	// ErrCorrupt says that the image is of a known format, and damaged or of a kind that cannot be read.
	ErrCorrupt = errors.New("image is damaged")
)

// The limits that the zero value of Limits stands for.
const (
	defaultMaxPixels = 1 << 24 // 16 Mpx
	defaultMaxBytes  = 1 << 24 // 16 MiB
)

// maxJPEGScans bounds the passes over a JPEG. Encoders write at most some twenty; each further pass costs time in
// proportion to the pixels and next to no bytes.
const maxJPEGScans = 100

// Limits bound what Decode accepts.
type Limits struct {
	// MaxPixels is the largest width × height; zero means 16 Mpx (1 << 24).
	MaxPixels int
	// MaxBytes is the largest size of the encoded image; zero means 16 MiB.
	MaxBytes int64
}

// DecodeError says why an image was not decoded.
type DecodeError struct {
	// Format is "png", "jpeg", "gif", "bmp" or "webp", or empty when it is none of them.
	Format string
	// Kind is ErrFormat, ErrTooLarge, ErrTruncated or ErrCorrupt; errors.Is finds it.
	Kind error
	// Detail says more.
	Detail string
}

// Error names the kind and the detail.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("decode image: %v: %s", e.Kind, e.Detail)
}

// Unwrap returns the kind.
func (e *DecodeError) Unwrap() error { return e.Kind }

// Decode reads one image and returns it with the name of its format: PNG, JPEG, BMP, WebP, or the first frame of a
// GIF. What is transparent is laid on white. The caller closes r.
//
// The format is told by the first bytes, and no other decoder is reachable, whatever the program has registered with
// package image. The size is checked before pixels are decoded. A *[DecodeError] tells what is wrong with the image;
// an error of r is returned wrapped.
func Decode(r io.Reader, lim Limits) (image.Image, string, error) {
	if lim.MaxPixels == 0 {
		lim.MaxPixels = defaultMaxPixels
	}
	if lim.MaxBytes == 0 {
		lim.MaxBytes = defaultMaxBytes
	}
	data, err := readAll(r, lim.MaxBytes+1)
	if err != nil {
		return nil, "", fmt.Errorf("read image: %w", err)
	}
	format := sniff(data)
	if int64(len(data)) > lim.MaxBytes {
		return nil, format, &DecodeError{format, ErrTooLarge, fmt.Sprintf("more than the limit of %d bytes", lim.MaxBytes)}
	}
	c, ok := codecOf(format)
	if !ok {
		return nil, "", unknownFormat(data)
	}

	var cfg image.Config
	if err := c.guard(data, func(r io.Reader) (err error) { cfg, err = c.config(r); return err }); err != nil {
		return nil, format, err
	}
	if err := checkSize(format, cfg.Width, cfg.Height, lim.MaxPixels); err != nil {
		return nil, format, err
	}
	if format == "jpeg" && bytes.Count(data, []byte{0xff, 0xda}) > maxJPEGScans {
		return nil, format, &DecodeError{format, ErrCorrupt, fmt.Sprintf("the jpeg has more than %d scans", maxJPEGScans)}
	}
	var img image.Image
	if err := c.guard(data, func(r io.Reader) (err error) {
		if c.quick != nil {
			var ok bool
			if img, ok = c.quick(data); ok {
				return nil
			}
		}
		img, err = c.decode(r)
		return err
	}); err != nil {
		return nil, format, err
	}
	return flatten(img, image.Rect(0, 0, cfg.Width, cfg.Height)), format, nil
}

// readAll reads r to its end, or at most limit bytes of it. Where r knows how much there is, as those that read from memory
// do, memory is taken once.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	if sized, ok := r.(interface{ Len() int }); ok {
		buf.Grow(int(min(int64(sized.Len()), limit)) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(io.LimitReader(r, limit))
	return buf.Bytes(), err
}

// checkSize refuses images without pixels and those with more than maxPixels.
func checkSize(format string, w, h, maxPixels int) error {
	if w <= 0 || h <= 0 {
		return &DecodeError{format, ErrCorrupt, fmt.Sprintf("the %s has %d×%d pixels", format, w, h)}
	}
	if w > maxPixels/h {
		return &DecodeError{format, ErrTooLarge,
			fmt.Sprintf("the %s has %d×%d pixels, and the limit is %d in all", format, w, h, maxPixels)}
	}
	return nil
}

// codec is one image format.
type codec struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	// quick decodes what is as usual, and says whether it did; may be nil.
	quick func(data []byte) (image.Image, bool)
}

func codecOf(format string) (codec, bool) {
	switch format {
	case "png":
		return codec{format, png.DecodeConfig, png.Decode, decodePNG}, true
	case "jpeg":
		return codec{format, jpeg.DecodeConfig, jpeg.Decode, nil}, true
	case "gif":
		return codec{format, gif.DecodeConfig, gif.Decode, nil}, true
	case "bmp":
		return codec{format, bmp.DecodeConfig, bmp.Decode, nil}, true
	case "webp":
		return codec{format, webp.DecodeConfig, webp.Decode, nil}, true
	}
	return codec{}, false
}

// guard calls a decoder on data and turns its errors, and its panics, into a DecodeError.
func (c codec) guard(data []byte, call func(io.Reader) error) (err error) {
	r := &endReader{r: bytes.NewReader(data)}
	defer func() {
		if p := recover(); p != nil {
			err = &DecodeError{c.name, ErrCorrupt, fmt.Sprintf("the %s decoder gave up: %v", c.name, p)}
		}
	}()
	switch err := call(r); {
	case err == nil:
		return nil
	case r.ranOut || errors.Is(err, io.ErrUnexpectedEOF):
		return &DecodeError{c.name, ErrTruncated, fmt.Sprintf("the %s ends too early, after %d bytes", c.name, len(data))}
	default:
		return &DecodeError{c.name, ErrCorrupt, err.Error()}
	}
}

// endReader notes whether more was asked for than there is. Decoders hide that: image/gif reports "not enough image
// data" for a file that is cut off and for one that is whole but wrong.
type endReader struct {
	r      *bytes.Reader
	ranOut bool
}

func (e *endReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.ranOut = e.ranOut || err == io.EOF
	return n, err
}

func (e *endReader) ReadByte() (byte, error) {
	b, err := e.r.ReadByte()
	e.ranOut = e.ranOut || err == io.EOF
	return b, err
}

// flatten lays img on a white canvas. An opaque image that fills the canvas is returned as it is.
func flatten(img image.Image, canvas image.Rectangle) image.Image {
	if img.Bounds() == canvas && isOpaque(img) {
		return img
	}
	flat := image.NewRGBA(canvas)
	draw.Draw(flat, canvas, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, img.Bounds(), img, img.Bounds().Min, draw.Over)
	return flat
}

func isOpaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
