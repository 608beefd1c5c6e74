package main

import "github.com/formbot/formbot/internal/captchagen"

// words are the CAPTCHAs that the practice site shows: seeds 1000000 and up,
// which none of its examples uses.
func words() corpus {
	return corpus{
		name: "words",
		meta: `charset: "abcdefghijklmnopqrstuvwxyz"
length: {min: 3, max: 9}
case: fold
answer: text
source: "formbot internal/captchagen, seeds 1000000 to 1000049"
licence: "MIT"
`,
		draw: func(i int) (string, []byte, error) {
			text, img := captchagen.Word(1_000_000+uint64(i), captchagen.Options{})
			data, err := captchagen.PNG(img)
			return text, data, err
		},
	}
}
