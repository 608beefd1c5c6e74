package main

import "math"

// round keeps JSON short: a confidence has no 15 digits.
func round(v float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(v*p) / p
}
