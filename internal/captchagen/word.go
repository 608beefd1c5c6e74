// Package captchagen draws text CAPTCHAs in the manner of the book "Web
// Scraping with Python": one lower-case English word in pure black with a light
// halo on a textured colour ground, bold and slanted or not, somewhere on the
// picture. They are for practising on: a plain OCR reads nearly all of them.
//
//	text, img := captchagen.Word(7, captchagen.Options{})
//	data, err := captchagen.PNG(img)
//
// A seed gives the same pixels on every machine: everything is drawn in
// integers, so nothing hangs on how a processor rounds. Only the letters are
// pure black (luma 0); the ground and the halo never are.
//
// It protects nothing and is not meant to: whoever knows the seed knows the word.
//
// The letters are those of the Go fonts, see https://go.dev/blog/go-fonts.
package captchagen

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
)

// Options says how large a CAPTCHA is. The zero value is the book's size.
type Options struct {
	Width  int // pixels; zero or less: 256. Under 160 long words no longer fit.
	Height int // pixels; zero or less: 96. Under 48 tall letters no longer fit.
}

func (o Options) bounds() image.Rectangle {
	if o.Width <= 0 {
		o.Width = 256
	}
	if o.Height <= 0 {
		o.Height = 96
	}
	return image.Rect(0, 0, o.Width, o.Height)
}

// Word draws the CAPTCHA of a seed and returns it with the word that is on it,
// three to nine letters from a to z. The picture is opaque.
func Word(seed uint64, opts Options) (text string, img image.Image) {
	rng := newSource(seed)
	words := wordList()
	text = words[rng.below(len(words))]
	canvas := drawGround(rng, opts.bounds())
	drawWord(rng, canvas, text)
	return text, canvas
}

// PNG encodes an image as PNG.
func PNG(img image.Image) ([]byte, error) {
	var buf bytes.Buffer

	if err := png.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("encode CAPTCHA as PNG: %w", err)
	}
	return buf.Bytes(), nil
}

// source draws random integers. It wraps the generator whose output sequence is
// fixed (PCG-DXSM) and does its own bounding, so that a later Go release cannot
// change the pictures.
type source struct{ pcg *rand.PCG }

func newSource(seed uint64) source {
	return source{rand.NewPCG(seed, 0x666f726d626f74)} // any constant: "formbot"
}

// below returns a number from 0 to n-1; n is at least 1 and far below 1<<32.
func (s source) below(n int) int { return int(s.pcg.Uint64() >> 32 * uint64(n) >> 32) }

// between returns a number from low to high, both included.
func (s source) between(low, high int) int { return low + s.below(high-low+1) }

// mix returns the colour that lies t/256 of the way from a to b.
func mix(a, b color.NRGBA, t int) color.NRGBA {
	lerp := func(x, y uint8) uint8 { return uint8((int(x)*(256-t) + int(y)*t) >> 8) }
	return color.NRGBA{lerp(a.R, b.R), lerp(a.G, b.G), lerp(a.B, b.B), 255}
}
