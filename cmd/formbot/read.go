package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/bench/report"
	"github.com/formbot/formbot/internal/atomicfile"
	"github.com/formbot/formbot/ocr"
)

type readCmd struct {
	Images   []string `arg:"" name:"image" help:"Image files: PNG, JPEG, GIF, BMP or WebP; - is stdin."`
	Recipe   string   `default:"book" placeholder:"NAME|FILE" help:"Built-in recipe, or a recipe's YAML file."`
	WordList string   `placeholder:"FILE" help:"Words that there may be, one a line, such as /usr/share/dict/words; what is read becomes the nearest."`
	Explain  string   `placeholder:"DIR" help:"Keep a picture of each stage in this folder, and index.html to look at them."`
}

// Help implements kong.HelpProvider.
func (readCmd) Help() string {
	return `An image that cannot be read is told, the others are read all the same, and the exit code is 1.

Examples:

  formbot read testdata/captchas/words/*.png
  formbot read --recipe plain --json captcha.png
  formbot read --explain stages captcha.png
  curl -s http://127.0.0.1:8080/captcha.png | formbot read -`
}

// readLine is one line of `formbot read --json`.
type readLine struct {
	File       string       `json:"file"`
	Text       string       `json:"text"`
	Confidence float64      `json:"confidence"`
	Symbols    []readSymbol `json:"symbols"`
	Recipe     string       `json:"recipe"`
	MS         float64      `json:"ms"`
	Stages     []string     `json:"stages,omitempty"`
}

type readSymbol struct {
	Text       string  `json:"text"`
	Confidence float64 `json:"confidence"`
	Box        [4]int  `json:"box"` // left, top, right, bottom in pixels of the image as it came
}

// readFailure is the line of an image that could not be read.
type readFailure struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// Run reads the images, as many at once as there are cores, and prints the
// results in the order of the arguments.
func (c *readCmd) Run(ctx context.Context, g *globals, s *streams) error {
	cores := runtime.GOMAXPROCS(0)
	rs := &readers{wordList: c.WordList, workers: min(cores, len(c.Images))}
	defer rs.Close()
	reader, err := rs.load(c.Recipe)
	if err != nil {
		return err
	}
	if c.Explain != "" {
		if err := os.MkdirAll(c.Explain, 0o755); err != nil {
			return fmt.Errorf("make the folder for --explain: %w", err)
		}
	}
	// Before the first image is read, so that its time is not that of a start; only once there is one.
	start := sync.OnceValue(func() error { return rs.start(ctx) })
	results := c.readAll(ctx, cores, func(file string, n int) (readLine, report.Reading, error) {
		return c.read(ctx, reader, start, file, s.in, n)
	})
	failed := 0
	var explained []report.Reading
	for i, ch := range results {
		var r readResult
		select {
		case r = <-ch:
		case <-ctx.Done():
			return ctx.Err()
		}
		if unavailable := bench.Unavailable(nil); errors.As(r.err, &unavailable) && unavailable.Unavailable() {
			return r.err // and so it would be for the other images
		}
		if err := c.print(g, s, c.Images[i], r.line, r.err); err != nil {
			return err
		}
		if r.err != nil {
			failed++
		}
		r.explain.File, r.explain.Err = c.Images[i], r.err
		explained = append(explained, r.explain)
	}
	if err := c.writePage(s, explained); err != nil {
		return err
	}
	if failed > 0 {
		if !g.JSON {
			fmt.Fprintf(s.err, "formbot: %d of %d images could not be read\n", failed, len(c.Images))
		}
		return errNo
	}
	return nil
}

// readResult is what became of one image.
type readResult struct {
	line    readLine
	explain report.Reading
	err     error
}

// readAll reads the images, some at once, each into a channel of its own.
func (c *readCmd) readAll(ctx context.Context, atOnce int, read func(file string, n int) (readLine, report.Reading, error)) []chan readResult {
	results := make([]chan readResult, len(c.Images))
	for i := range results {
		results[i] = make(chan readResult, 1)
	}
	slots := make(chan struct{}, atOnce)
	go func() {
		for i, file := range c.Images {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			go func() {
				var r readResult
				r.line, r.explain, r.err = read(file, i)
				results[i] <- r
				<-slots
			}()
		}
	}()
	return results
}

// writePage writes the page of --explain.
func (c *readCmd) writePage(s *streams, readings []report.Reading) error {
	if c.Explain == "" {
		return nil
	}
	page := filepath.Join(c.Explain, "index.html")
	err := atomicfile.Write(page, 0o644, func(w io.Writer) error {
		return report.WriteReadings(w, versionOrBuild(), time.Now(), readings)
	})
	if err != nil {
		return fmt.Errorf("--explain: %w", err)
	}
	fmt.Fprintf(s.err, "formbot: the stages are in %s\n", page)
	return nil
}

// read reads one image. The report.Reading holds its stages when there is an error too.
func (c *readCmd) read(
	ctx context.Context, reader *ocr.Reader, start func() error, file string, stdin io.Reader, n int,
) (readLine, report.Reading, error) {
	var explain report.Reading
	img, err := decode(file, stdin)
	if err != nil {
		return readLine{}, explain, err
	}
	if err := start(); err != nil {
		return readLine{}, explain, err
	}
	explain.Bounds = img.Bounds()
	if c.Explain == "" {
		explain.Reading, err = reader.Read(ctx, img)
	} else {
		explain.Reading, explain.Stages, err = reader.Explain(ctx, img)
		var werr error
		explain.Files, werr = ocr.WriteStages(c.Explain, stagePrefix(file, n), explain.Stages)
		err = errors.Join(err, werr)
		for i := range explain.Stages {
			explain.Stages[i].Image = nil // it is on disk now
		}
	}
	if err != nil {
		return readLine{}, explain, err
	}
	reading := explain.Reading
	line := readLine{
		File: file, Text: reading.Text, Confidence: round(reading.Confidence, 4), Symbols: []readSymbol{},
		Recipe: reading.Recipe, MS: round(float64(reading.Elapsed.Microseconds())/1000, 2),
	}
	for _, f := range explain.Files {
		line.Stages = append(line.Stages, filepath.Join(c.Explain, f))
	}
	for _, sym := range reading.Symbols {
		b := sym.Box
		line.Symbols = append(line.Symbols, readSymbol{sym.Text, round(sym.Confidence, 4), [4]int{b.Min.X, b.Min.Y, b.Max.X, b.Max.Y}})
	}
	return line, explain, nil
}

// decode decodes the image in a file, or on stdin where that is "-".
func decode(file string, stdin io.Reader) (image.Image, error) {
	src := stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, errors.New("is a folder: name its images, or measure it with formbot bench")
		}
		src = f
	}
	img, _, err := ocr.Decode(src, ocr.Limits{})
	return img, err
}

// stagePrefix names the pictures of the n-th image, so that two images of one
// name in two folders do not overwrite each other.
func stagePrefix(file string, n int) string {
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	if file == "-" {
		base = "stdin"
	}
	return fmt.Sprintf("%03d-%s", n+1, base)
}

func (c *readCmd) print(g *globals, s *streams, file string, line readLine, failure error) error {
	switch {
	case failure != nil && g.JSON:
		return printJSON(s.out, readFailure{file, failure.Error()})
	case failure != nil:
		fmt.Fprintf(s.err, "formbot: %s: %v\n", file, failure)
		return nil
	case g.JSON:
		return printJSON(s.out, line)
	}
	text := line.Text
	if text == "" {
		text = "(nothing to read)"
	}
	_, err := fmt.Fprintf(s.out, "%s\t%s\t%.2f\n", file, text, line.Confidence)
	return err
}
