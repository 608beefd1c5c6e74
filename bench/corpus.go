package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Corpus is a set of labelled images.
type Corpus struct {
	// Name is for reports; usually the folder's.
	Name string
	// FS holds the images' files.
	FS fs.FS
	// Images are in the order of labels.csv, or of the file names.
	Images []Labelled
	// Meta is what corpus.yaml says; its zero value where there is none.
	Meta Meta
}

// Labelled is one image and what it says.
type Labelled struct {
	// File is the image's path within the corpus, with slashes.
	File string
	// Text is the right answer.
	Text string
}

const (
	labelsFile = "labels.csv"
	metaFile   = "corpus.yaml"
)

// imageExtensions are those of the formats that ocr.Decode knows.
func imageExtensions() []string { return []string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"} }

// LoadCorpus reads the labels of the images in a folder; name is for messages and reports. Without a labels.csv, the
// label is the part of each image's file name before the first "_" or the extension. The images themselves are not read.
//
// Errors name the file and the line. Those in labels.csv are reported together.
func LoadCorpus(fsys fs.FS, name string) (*Corpus, error) {
	c := &Corpus{Name: name, FS: fsys}
	fault := func(err error) (*Corpus, error) { return nil, fmt.Errorf("load corpus %q: %w", name, err) }
	data, err := fs.ReadFile(fsys, metaFile)
	switch {
	case err == nil:
		if c.Meta, err = parseMeta(path.Join(name, metaFile), data); err != nil {
			return nil, err // it names the file
		}
	case !errors.Is(err, fs.ErrNotExist):
		return fault(err)
	}
	labels, err := fs.ReadFile(fsys, labelsFile)
	switch {
	case err == nil:
		c.Images, err = readLabels(fsys, labels)
	case errors.Is(err, fs.ErrNotExist):
		c.Images, err = labelsFromNames(fsys)
	}
	if err != nil {
		return fault(err)
	}
	return c, nil
}

// labelsFromNames labels the images of a folder by their names. It leaves out folders and hidden files.
func labelsFromNames(fsys fs.FS) ([]Labelled, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var images []Labelled
	var faults []error
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !slices.Contains(imageExtensions(), strings.ToLower(ext)) {
			continue
		}
		label, _, _ := strings.Cut(strings.TrimSuffix(e.Name(), ext), "_")
		if label == "" {
			faults = append(faults, fmt.Errorf("%s: nothing stands before the first _, where the label should", e.Name()))
			continue
		}
		images = append(images, Labelled{File: e.Name(), Text: label})
	}
	if len(faults) > 0 {
		return nil, joinSome(faults)
	}
	if len(images) == 0 {
		return nil, fmt.Errorf("there is no %s, and no image (%s)", labelsFile, strings.Join(imageExtensions(), ", "))
	}
	return images, nil
}

// joinSome joins errors, but no more than can be looked at.
func joinSome(errs []error) error {
	const most = 10
	if n := len(errs); n > most {
		errs = append(errs[:most:most], fmt.Errorf("and %d more", n-most))
	}
	return errors.Join(errs...)
}
