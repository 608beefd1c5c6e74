// Package bench measures how well and how fast a reader reads labelled CAPTCHAs, and so how little those protect.
//
//	corpus, err := bench.LoadCorpus(os.DirFS("samples"), "samples")
//	result, err := bench.Run(ctx, corpus, bench.NewReader("book", reader), bench.Options{})
//	fmt.Println(result.Exact, "of", result.Images)
//
// Any command that prints the text of an image is measured likewise ([NewCommand]), and [NewReport] compares all that read
// the same images; a Report is kept as JSON, and what changed since an older one is told by its Since method.
//
// A corpus is a folder of images whose texts are known: by a file labels.csv with the columns file and text, or by the
// files' names. A file corpus.yaml may say how answers compare. What is not in order there is an error, never skipped: a
// figure of which nobody knows what it counts is worse than none. An image that cannot be read is counted as a failure.
//
// The interval of the accuracy is that of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical
// Inference", Journal of the American Statistical Association 22 (1927); the character error rate is V. I. Levenshtein's
// distance (1966) summed over all images, by the length of all labels. [Calibrate], [McNemar] and [Align] name theirs.
package bench
