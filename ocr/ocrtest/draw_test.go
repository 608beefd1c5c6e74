package ocrtest

import (
	"fmt"
	"image"
	"testing"
)

func ExampleDraw() {
	img := Draw("in")
	fmt.Println("letters:", len(inkRuns(img)), "corner:", img.Pix[0])
	// Output: letters: 2 corner: 255
}

func TestDrawFits(t *testing.T) {
	for _, lines := range [][]string{{"jgy"}, {"WATCH", "jgy"}} {
		img := Draw(lines...)
		inner := img.Rect.Inset(2)
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				if !(image.Point{X: x, Y: y}).In(inner) && img.GrayAt(x, y).Y != 255 {
					t.Fatalf("%q: ink at %d,%d of %v", lines, x, y, img.Rect)
				}
			}
		}
	}
}
