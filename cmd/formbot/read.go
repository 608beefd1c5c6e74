package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/ocr"
)

type readCmd struct {
	Images   []string `arg:"" name:"image" help:"Image files: PNG, JPEG, GIF, BMP or WebP; - is stdin."`
	Recipe   string   `default:"book" placeholder:"NAME|FILE" help:"Built-in recipe, or a recipe's YAML file."`
	WordList string   `placeholder:"FILE" help:"Words that there may be, one a line, such as /usr/share/dict/words; what is read becomes the nearest."`
	Explain  string   `placeholder:"DIR" help:"Keep a picture of each stage in this folder."`
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
	rs := &readers{wordList: c.WordList}
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
	type result struct {
		line readLine
		err  error
	}
	results := make([]chan result, len(c.Images))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	go func() {
		for i, file := range c.Images {
			slots <- struct{}{}
			go func() {
				line, err := c.read(ctx, reader, file, s.in, i)
				results[i] <- result{line, err}
				<-slots
			}()
		}
	}()
	failed := 0
	for i, ch := range results {
		var r result
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
	}
	if failed > 0 {
		if !g.JSON {
			fmt.Fprintf(s.err, "formbot: %d of %d images could not be read\n", failed, len(c.Images))
		}
		return errNo
	}
	return nil
}

func (c *readCmd) read(ctx context.Context, reader *ocr.Reader, file string, stdin io.Reader, n int) (readLine, error) {
	src := stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return readLine{}, err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return readLine{}, errors.New("is a folder: name its images, or measure it with formbot bench")
		}
		src = f
	}
	img, _, err := ocr.Decode(src, ocr.Limits{})
	if err != nil {
		return readLine{}, err
	}
	var (
		reading ocr.Reading
		files   []string
	)
	if c.Explain == "" {
		reading, err = reader.Read(ctx, img)
	} else {
		var stages []ocr.Stage
		if reading, stages, err = reader.Explain(ctx, img); err == nil {
			files, err = ocr.WriteStages(c.Explain, stagePrefix(file, n), stages)
		}
	}
	if err != nil {
		return readLine{}, err
	}
	line := readLine{
		File: file, Text: reading.Text, Confidence: round(reading.Confidence, 4), Symbols: []readSymbol{},
		Recipe: reading.Recipe, MS: round(float64(reading.Elapsed.Microseconds())/1000, 2),
	}
	for _, f := range files {
		line.Stages = append(line.Stages, filepath.Join(c.Explain, f))
	}
	for _, sym := range reading.Symbols {
		b := sym.Box
		line.Symbols = append(line.Symbols, readSymbol{sym.Text, round(sym.Confidence, 4), [4]int{b.Min.X, b.Min.Y, b.Max.X, b.Max.Y}})
	}
	return line, nil
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
