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
// [Reader.Explain] keeps a picture of each step, and [WriteStages] writes them as PNG files.
//
// The package does no recognition itself: that is the [Recognizer], which ocr/tesseract implements. It fetches nothing,
// and it refuses what is not one still picture of moderate size in a format that [Decode] names.
//
// The steps work on 8-bit gray, ink dark on a light ground. What they do is textbook image processing; the source of
// each method is named in its [StepKind].
package ocr
