package tune_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/tesseract"
	"github.com/formbot/formbot/ocr/tune"
)

func ExampleRun() {
	var images []tune.Image
	for _, word := range strings.Fields("watch clean river stone bread plant house light green table music paper") {
		images = append(images, tune.Image{Name: word, Image: ocrtest.Draw(word), Text: word})
	}
	pool, err := tesseract.New(tesseract.Options{})
	if err != nil {
		log.Fatal(err) // a *tesseract.MissingError says which package to install
	}
	defer pool.Close()
	result, err := tune.Run(context.Background(), images, tune.Options{Recognizer: pool, Seed: 1, Trials: 20})
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Println("untouched:", result.Test.Images, "read:", result.Test.Exact)
	fmt.Println(strings.SplitN(result.Doubts()[0], ":", 2)[0])
	// Output:
	// untouched: 3 read: 3
	// The set is too small to tell how good the recipe is
}
