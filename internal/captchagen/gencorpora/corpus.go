package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
)

const imagesPerCorpus = 50

// corpus is a folder of labelled images, and how to make them.
type corpus struct {
	name string
	meta string                                              // corpus.yaml
	draw func(i int) (label string, image []byte, err error) // the i-th image, as PNG
}

func corpora() []corpus { return []corpus{words(), b64String(), b64Digit(), b64Math()} }

// write makes the images, labels.csv and corpus.yaml. A file that is already
// there is written over.
func (c corpus) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	labels := [][]string{{"file", "text"}}
	for i := range imagesPerCorpus {
		label, image, err := c.draw(i)
		if err != nil {
			return fmt.Errorf("image %d: %w", i, err)
		}
		file := fmt.Sprintf("%04d.png", i)
		if err := os.WriteFile(filepath.Join(dir, file), image, 0o644); err != nil {
			return err
		}
		labels = append(labels, []string{file, label})
	}
	var table bytes.Buffer
	if err := csv.NewWriter(&table).WriteAll(labels); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "labels.csv"), table.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "corpus.yaml"), []byte(c.meta), 0o644)
}
