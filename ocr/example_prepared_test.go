package ocr_test

import (
	"context"
	"fmt"
	"image"
	"image/color"

	"github.com/formbot/formbot/ocr"
)

// A search over recipes prepares a picture step by step and keeps what recipes have in common.
func ExamplePrepared_Apply() {
	img := image.NewGray(image.Rect(0, 0, 60, 40))
	for i := range img.Pix {
		img.Pix[i] = 180
	}
	for y := 10; y < 30; y++ {
		img.SetGray(25, y, color.Gray{0})
	}
	ctx := context.Background()
	original, err := ocr.Prepare(img)
	if err != nil {
		fmt.Println(err)
		return
	}
	cropped, err := original.Apply(ctx, ocr.Step{Name: "threshold"}, ocr.Step{Name: "crop"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, px := range []int{5, 10} {
		framed, err := cropped.Apply(ctx, ocr.Step{Name: "border", Params: map[string]any{"px": px}})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(px, framed.Image().Bounds().Size())
	}
	fmt.Println(original.Image().Bounds().Size())
	// Output:
	// 5 (11,30)
	// 10 (21,40)
	// (60,40)
}
