package worker_test

import (
	"context"
	"fmt"
	"log"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/worker"
)

func ExamplePool() {
	// worker.Main() was called first in main.
	pool, err := worker.New(worker.Options{Workers: 1})
	if err != nil {
		log.Fatal(err) // a *tesseract.MissingError says which package to install
	}
	defer func() {
		if err := pool.Close(); err != nil {
			log.Print(err)
		}
	}()
	image := ocrtest.Draw("watch") // black on white
	recognition, err := pool.Recognize(context.Background(), image, ocr.RecognizeOptions{PSM: 7})
	if err != nil {
		log.Fatal(err) // a *worker.ChildError says how the child was lost; the next image has a new one
	}
	fmt.Println(recognition.Text(), len(recognition.Symbols))
	// Output: watch 5
}
