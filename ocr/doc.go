// Package ocr reads text CAPTCHAs: an image goes in, text and a confidence come out.
//
// The typical calls decode an image within limits, load a recipe (the steps that prepare the image, and how it is
// recognised) and read:
//
//	recipe, err := ocr.LoadRecipe("book")
//	pool, err := tesseract.New(tesseract.Options{Languages: []string{recipe.Language}})
//	reader := ocr.NewReader(pool, recipe)
//	reading, err := reader.ReadFrom(ctx, file)
//	fmt.Println(reading.Text, reading.Confidence)
//
// A recipe says what an answer may be (its characters, length, words, or an expression of which the value is meant), and
// it may be a cascade of several that are tried in turn and vote where none is sure: [ParseRecipe] shows all of it.
//
// [Reader.Explain] keeps a picture of each step, and [WriteStages] writes them as PNG files.
//
// The package does no recognition itself: that is the [Recognizer], which ocr/tesseract implements. It fetches nothing,
// and it refuses what is not one still picture of moderate size in a format that [Decode] names.
//
// The steps work on 8-bit gray, ink dark on a light ground. What they do is textbook image processing; the source of
// each method is named in its [StepKind].
package ocr
