package ocrtest

import (
	"image"
	"image/color"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

const (
	letterSize = 40 // pixels per em
	lineStep   = 56 // pixels from one baseline to the next
	margin     = 12
)

// Draw draws lines of text, black on white, as clearly as text can be.
func Draw(lines ...string) *image.Gray {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: letterSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err)
	}
	defer face.Close()
	width := 0
	for _, l := range lines {
		width = max(width, font.MeasureString(face, l).Ceil())
	}
	img := blank(width+2*margin, len(lines)*lineStep+margin)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.Black), Face: face}
	for i, l := range lines {
		d.Dot = fixed.P(margin, margin+i*lineStep+letterSize)
		d.DrawString(l)
	}
	return img
}

func blank(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	return img
}

// inkRuns returns the x of the middle of each run of columns that hold ink.
func inkRuns(img *image.Gray) []int {
	var runs []int
	start := -1
	for x := 0; x <= img.Rect.Dx(); x++ {
		ink := false
		for y := 0; x < img.Rect.Dx() && y < img.Rect.Dy(); y++ {
			ink = ink || img.GrayAt(x, y).Y < 128
		}
		switch {
		case ink && start < 0:
			start = x
		case !ink && start >= 0:
			runs = append(runs, (start+x)/2)
			start = -1
		}
	}
	return runs
}
