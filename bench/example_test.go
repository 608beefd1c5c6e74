package bench_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

func ExampleRun() {
	const dir = "../testdata/captchas/words"
	corpus, err := bench.LoadCorpus(os.DirFS(dir), "words")
	if err != nil {
		log.Fatal(err)
	}
	recipe, err := ocr.LoadRecipe("book")
	if err != nil {
		log.Fatal(err)
	}
	pool, err := tesseract.New(tesseract.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() {
		if err := pool.Close(); err != nil {
			log.Print(err)
		}
	}()
	result, err := bench.Run(context.Background(), corpus, bench.NewReader("book", ocr.NewReader(pool, recipe)), bench.Options{})
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Printf("%s read %d images of %s; more than half: %v\n", result.Recipe, result.Images, result.Name, result.Accuracy > 0.5)
	// Output: book read 50 images of words; more than half: true
}

func ExampleWilson() {
	low, high := bench.Wilson(97, 100, 1.96)
	fmt.Printf("97 of 100: %.3f to %.3f\n", low, high)
	// Output: 97 of 100: 0.915 to 0.990
}

func ExampleMcNemar() {
	// Of the same images one reader alone reads 7 right, the other alone 1: chance could well be the reason.
	fmt.Printf("p = %.3f\n", bench.McNemar(7, 1))
	// Output: p = 0.070
}

func ExampleAlign() {
	for _, p := range bench.Align("forward", "orwana") {
		switch {
		case p.Got == 0:
			fmt.Printf("%c missed\n", p.Want)
		case p.Want != p.Got:
			fmt.Printf("%c read as %c\n", p.Want, p.Got)
		}
	}
	// Output:
	// f missed
	// r read as n
	// d read as a
}
