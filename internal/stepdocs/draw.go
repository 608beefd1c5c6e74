package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/formbot/formbot/ocr"
)

// draw returns a PNG file of the picture before and after the step.
func (e example) draw(ctx context.Context, tree, step string) ([]byte, error) {
	img, err := open(tree, e.sample)
	if err != nil {
		return nil, err
	}
	original, err := ocr.Prepare(img)
	if err != nil {
		return nil, err
	}
	before, err := original.Apply(ctx, e.before...)
	if err != nil {
		return nil, err
	}
	after, err := before.Apply(ctx, ocr.Step{Name: step, Params: e.params})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&out, beside(before.Image(), after.Image()))
	return out.Bytes(), err
}

// beside lays two pictures side by side, each with a thin frame.
func beside(a, b image.Image) image.Image {
	const gap, line = 12, 1 // px
	height := max(a.Bounds().Dy(), b.Bounds().Dy()) + 2*line
	width := a.Bounds().Dx() + b.Bounds().Dx() + 4*line + gap
	out := image.NewNRGBA(image.Rect(0, 0, width, height)) // transparent, for a light page or a dark one
	at := 0
	for _, img := range [...]image.Image{a, b} {
		size := img.Bounds().Size()
		y := (height - size.Y - 2*line) / 2
		frame := image.Rect(at, y, at+size.X+2*line, y+size.Y+2*line)
		draw.Draw(out, frame, image.NewUniform(color.Gray{128}), image.Point{}, draw.Src)
		draw.Draw(out, frame.Inset(line), img, img.Bounds().Min, draw.Src)
		at = frame.Max.X + gap
	}
	return out
}
