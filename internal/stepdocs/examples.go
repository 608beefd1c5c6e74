package main

import (
	"slices"

	"github.com/formbot/formbot/ocr"
)

// example is what shows a step: an image, the steps that come before, and the step's own parameters.
type example struct {
	sample string // within testdata/captchas
	before []ocr.Step
	params map[string]any
}

// params are parameters, for short.
type params = map[string]any

// examples are those of the page, by the step's name.
func examples() map[string]example {
	const letters, word, digits = "b64_string/0001.png", "words/0003.png", "b64_digit/0000.png"
	step := func(name string, p params) ocr.Step { return ocr.Step{Name: name, Params: p} }
	ink := []ocr.Step{step("background", nil), step("threshold", nil)}
	dots := []ocr.Step{step("background", nil), step("threshold", nil), step("despeckle", params{"min_area": 12})}
	solid := append(slices.Clone(dots), step("close", params{"size": 3}))
	noLine := append(slices.Clone(dots), step("runlines", params{"thickness": 3, "length": 8}), step("despeckle", params{"min_area": 40}))
	cut := []ocr.Step{step("threshold", params{"value": 1}), step("crop", nil)}
	glyphs := []ocr.Step{step("background", nil), step("threshold", nil), step("segment", params{"count": 6})}
	return map[string]example{
		"grayscale":  {sample: letters},
		"channel":    {sample: letters, params: params{"of": "min"}},
		"hue":        {sample: letters, params: params{"degrees": 0}},
		"background": {sample: letters},
		"dominant":   {sample: "b64_digit/0004.png", params: params{"clusters": 2}},

		"flatten": {sample: word, params: params{"size": 15}},
		"stretch": {sample: letters, before: []ocr.Step{step("channel", params{"of": "green"})}},
		"invert":  {sample: "words/0011.png", params: params{"when": "yes"}},

		"median":    {sample: digits, before: ink[:1]},
		"gaussian":  {sample: digits, before: ink[:1], params: params{"sigma": 1.2}},
		"bilateral": {sample: digits, before: ink[:1], params: params{"sigma": 2.0, "levels": 80.0}},

		"scale": {sample: "b64_digit/0005.png", params: params{"factor": 1.5, "filter": "cubic"}},

		"threshold":  {sample: word, params: params{"value": 1}},
		"sauvola":    {sample: word, params: params{"window": 25, "k": 0.34}},
		"adaptive":   {sample: word, params: params{"window": 25, "below": 40}},
		"hysteresis": {sample: word, params: params{"low": 1, "high": 60}},

		"erode":  {sample: letters, before: ink, params: params{"size": 2}},
		"dilate": {sample: letters, before: ink, params: params{"size": 3}},
		"open":   {sample: digits, before: dots, params: params{"shape": "vertical", "size": 3}},
		"close":  {sample: digits, before: dots, params: params{"size": 3}},

		"runlines":   {sample: "b64_digit/0003.png", before: dots, params: params{"thickness": 3, "length": 12}},
		"houghlines": {sample: digits, before: solid, params: params{"thickness": 3, "length": 0.15, "lines": 2}},
		"despeckle":  {sample: digits, before: ink, params: params{"min_area": 12}},

		"frame":  {sample: digits, before: []ocr.Step{step("invert", params{"when": "yes"}), step("border", params{"px": 4}), step("invert", params{"when": "yes"})}},
		"crop":   {sample: word, before: []ocr.Step{step("threshold", params{"value": 1})}},
		"border": {sample: word, before: cut},
		"deskew": {sample: "b64_digit/0005.png", before: noLine, params: params{"max": 25}},
		"shear":  {sample: "words/0005.png", before: cut},

		"segment":   {sample: letters, before: ink, params: params{"count": 6}},
		"normalise": {sample: letters, before: glyphs, params: params{"height": 30}},
		"assemble":  {sample: letters, before: glyphs, params: params{"gap": 8, "align": "bottom"}},
	}
}
