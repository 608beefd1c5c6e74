package captchagen

import (
	_ "embed"
	"strings"
)

// plainWords are common English words of three to nine letters, one a line, in
// alphabetical order. Adding or removing one changes the CAPTCHA of most seeds.
//
//go:embed words.txt
var plainWords string

func wordList() []string { return strings.Fields(plainWords) }
