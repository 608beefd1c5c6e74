package report

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

const (
	// What is larger is scaled down: a page shows no more of it anyway.
	maxPictureWidth, maxPictureHeight = 512, 256
	jpegQuality                       = 85
	// A PNG up to this size, in bytes, is not worth making a lossy JPEG of.
	smallPNG = 3 << 10
)

// picture is an image as a page embeds it.
type picture struct {
	URL           template.URL
	Width, Height int // px, of the image itself
}

// embed turns an image into a data: URI: a PNG, or a JPEG where the image has many colours and that is much smaller.
func embed(img image.Image) (picture, error) {
	p := picture{Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}
	img = shrink(img)
	var pngBytes, jpegBytes bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&pngBytes, fewColours(img)); err != nil {
		return picture{}, err
	}
	kind, data := "image/png", pngBytes.Bytes()
	if len(data) > smallPNG {
		if err := jpeg.Encode(&jpegBytes, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
			return picture{}, err
		}
		if 3*jpegBytes.Len() < 2*len(data) {
			kind, data = "image/jpeg", jpegBytes.Bytes()
		}
	}
	//nolint:gosec // G203: base64 of an image that was encoded here
	p.URL = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data))
	return p, nil
}

// shrink scales an image down to what a page shows at most.
func shrink(img image.Image) image.Image {
	b := img.Bounds()
	scale := min(1, float64(maxPictureWidth)/float64(b.Dx()), float64(maxPictureHeight)/float64(b.Dy()))
	if scale == 1 {
		return img
	}
	small := image.Rect(0, 0, max(1, int(scale*float64(b.Dx()))), max(1, int(scale*float64(b.Dy()))))
	if _, gray := img.(*image.Gray); gray {
		out := image.NewGray(small)
		draw.ApproxBiLinear.Scale(out, small, img, b, draw.Src, nil)
		return out
	}
	out := image.NewRGBA(small)
	draw.ApproxBiLinear.Scale(out, small, img, b, draw.Src, nil)
	return out
}

// fewColours returns an image of at most 256 colours with a palette, which PNG stores smaller; others as they are.
func fewColours(img image.Image) image.Image {
	if _, ok := img.(*image.Paletted); ok {
		return img
	}
	b := img.Bounds()
	index := map[color.RGBA]uint8{}
	out := image.NewPaletted(b, nil)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, a := img.At(x, y).RGBA()
			c := color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8), uint8(a >> 8)}
			i, ok := index[c]
			if !ok {
				if len(out.Palette) == 256 {
					return img
				}
				i = uint8(len(out.Palette)) //nolint:gosec // G115: below 256
				index[c] = i
				out.Palette = append(out.Palette, c)
			}
			out.Pix[out.PixOffset(x, y)] = i
		}
	}
	return out
}
