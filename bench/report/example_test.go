package report_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/bench/report"
)

func ExampleWrite() {
	result := bench.Result{
		Name: "words", Recipe: "book", Images: 2, Total: 2, Exact: 1, Accuracy: 0.5, AccuracyLow: 0.09, AccuracyHigh: 0.91,
		Readings: []bench.Reading{
			{File: "1.png", Want: "hour", Got: "hour", Right: true},
			{File: "2.png", Want: "fix", Got: "fx", Mistake: bench.MistakeShort, Distance: 1},
		},
	}
	var page bytes.Buffer
	err := report.Write(context.Background(), &page, report.Bench{Report: bench.NewReport("5.3.0", result)})
	fmt.Println(strings.Contains(page.String(), "book reads 1 of 2 images of words right"), err)
	// Output: true <nil>
}
