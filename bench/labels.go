package bench

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// readLabels reads a labels.csv (RFC 4180) whose first line is "file,text".
func readLabels(fsys fs.FS, data []byte) ([]Labelled, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // spreadsheets write one
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s is not UTF-8", labelsFile)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1 // reported below, with all else
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is empty: its first line must be file,text", labelsFile)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labelsFile, err)
	}
	l := labelReader{fsys: fsys, seen: map[string]int{}}
	if l.file, l.text, err = labelColumns(header); err != nil {
		return nil, err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			l.faults = append(l.faults, fmt.Errorf("%s: %w", labelsFile, err)) // csv's own errors name the line
			break
		}
		line, _ := r.FieldPos(0)
		l.add(line, row)
	}
	if len(l.faults) > 0 {
		return nil, joinSome(l.faults)
	}
	if len(l.images) == 0 {
		return nil, fmt.Errorf("%s lists no image", labelsFile)
	}
	return l.images, nil
}

// labelColumns finds the two columns in the header.
func labelColumns(header []string) (file, text int, err error) {
	for i, name := range header {
		switch {
		case name != "file" && name != "text":
			return 0, 0, fmt.Errorf("%s line 1: unknown column %q: the first line must be file,text", labelsFile, name)
		case slices.Contains(header[:i], name):
			return 0, 0, fmt.Errorf("%s line 1: column %q is there twice", labelsFile, name)
		}
	}
	file, text = slices.Index(header, "file"), slices.Index(header, "text")
	for i, name := range []string{"file", "text"} {
		if []int{file, text}[i] < 0 {
			return 0, 0, fmt.Errorf("%s line 1: column %q is missing: the first line must be file,text", labelsFile, name)
		}
	}
	return file, text, nil
}

type labelReader struct {
	fsys       fs.FS
	file, text int            // columns
	seen       map[string]int // line of each file
	images     []Labelled
	faults     []error
}

func (l *labelReader) add(line int, row []string) {
	fault := func(format string, args ...any) {
		l.faults = append(l.faults, fmt.Errorf("%s line %d: %s", labelsFile, line, fmt.Sprintf(format, args...)))
	}
	if len(row) != 2 {
		fault("%d columns, want 2: file,text", len(row))
		return
	}
	image := Labelled{File: strings.TrimSpace(row[l.file]), Text: strings.TrimSpace(row[l.text])}
	switch first, twice := l.seen[image.File]; {
	case image.File == "":
		fault("there is no file name")
		return
	case !fs.ValidPath(image.File):
		fault("file %q must be a path within the folder", image.File)
		return
	case twice:
		fault("file %q is on line %d already", image.File, first)
		return
	case image.Text == "":
		fault("file %q has no text", image.File)
		return
	}
	l.seen[image.File] = line
	switch info, err := fs.Stat(l.fsys, image.File); {
	case errors.Is(err, fs.ErrNotExist):
		fault("file %q is not there", image.File)
	case err != nil:
		fault("file %q: %v", image.File, err)
	case info.IsDir():
		fault("file %q is a folder", image.File)
	default:
		l.images = append(l.images, image)
	}
}
