//go:debug randseednop=0

// Command gencorpora makes the labelled CAPTCHAs in testdata/captchas again,
// byte for byte: fifty each by captchagen and by three drivers of base64Captcha.
package main

//go:generate go run . -o ../../../testdata/captchas

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", ".", "folder to write the corpora to, one folder each")
	flag.Parse()
	for _, c := range corpora() {
		if err := c.write(filepath.Join(*out, c.name)); err != nil {
			fmt.Fprintf(os.Stderr, "gencorpora: make %s: %v\n", c.name, err)
			os.Exit(1)
		}
	}
}
