// Package tesseract recognises prepared images with the Tesseract library, in this process.
//
// A [Pool] keeps a few Tesseract instances loaded and hands each recognition to one that is free; it implements
// ocr.Recognizer:
//
//	pool, err := tesseract.New(tesseract.Options{})
//	defer pool.Close()
//	reader := ocr.NewReader(pool, recipe)
//
// A command calls [ReexecWithOneThread] first in main. Tesseract otherwise spreads one small image over all cores, which
// makes it several times slower.
//
// The package is the one user of gosseract and works round what is wrong with it (its version 2.4.1):
//
//   - While an instance loads its language, gosseract points the process's standard error at /dev/null and, where two
//     load at once, may leave it there. It gives C a buffer of 512 bytes for messages of up to 8192. So instances load
//     one at a time, nothing else of Tesseract runs meanwhile, and trained data is checked before Tesseract sees it. [New]
//     loads all instances of the first language, so that standard error is left alone later on.
//   - SetPageSegMode is undone by the loading that the first recognition brings: the variable tessedit_pageseg_mode is not.
//   - Text followed by boxes recognises twice. Only the symbols' boxes are asked for; text and confidence come from them.
//     Spaces are lost by this, which ocr.Recognition has none of anyway.
//   - An image without text yields one box with no text and no coordinates.
//   - The strings and iterators of each recognition are never freed: nearly 2 kB for a word (BenchmarkLeak). A
//     process that reads without end should read in child processes, as ocr/worker does.
//
// Trained data is checked as far as its table of contents. A file that is damaged further in can end the process.
//
// What it refuses: to stop a recognition that runs (C cannot be interrupted; the caller gets the context's error at once
// and the instance comes back when it is done), whitelists (they make the LSTM drop words that it reads well), page
// segmentation modes that look for a page's orientation, and images of absurd shape.
//
// Source: the headers of Tesseract 5.3 (tesseract/baseapi.h) and of Leptonica 1.82.
package tesseract
