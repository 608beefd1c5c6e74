package tesseract_test

import (
	"context"
	"fmt"
	"log"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/tesseract"
)

func ExamplePool() {
	pool, err := tesseract.New(tesseract.Options{Workers: 1})
	if err != nil {
		log.Fatal(err) // a *tesseract.MissingError says which package to install
	}
	defer func() {
		if err := pool.Close(); err != nil {
			log.Print(err)
		}
	}()
	image := ocrtest.Draw("watch") // black on white
	rec, err := pool.Recognize(context.Background(), image, ocr.RecognizeOptions{PSM: 8})
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Println(rec.Text(), len(rec.Symbols))
	// Output: watch 5
}
