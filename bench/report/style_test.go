package report

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// TestContrast holds the style's text colours, light and dark, against the 4.5 to 1 of WCAG 2.2, success criterion 1.4.3,
// and the colours of its charts against the 3 to 1 of 1.4.11.
func TestContrast(t *testing.T) {
	root := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(styleCSS, -1)
	if len(root) < 2 {
		t.Fatal("the style has no two sets of colours")
	}
	for i, name := range []string{"light", "dark"} {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z0-9]+): (#[0-9a-f]+)`).FindAllStringSubmatch(root[i][1], -1) {
			colours[m[1]] = m[2]
		}
		check := func(least float64, of ...string) {
			for _, c := range of {
				for _, ground := range []string{"card", "ground"} {
					if got := contrast(t, colours[c], colours[ground]); got < least {
						t.Errorf("%s: %s on %s has a contrast of %.2f, want %v", name, c, ground, got, least)
					}
				}
			}
		}
		check(4.5, "ink", "soft", "good", "bad", "accent")
		check(3, "s0", "s1", "s2", "s3", "s4", "s5")
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light, dark := luminance(t, a), luminance(t, b)
	return (max(light, dark) + 0.05) / (min(light, dark) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	if len(colour) == 4 { // #abc
		colour = "#" + colour[1:2] + colour[1:2] + colour[2:3] + colour[2:3] + colour[3:] + colour[3:]
	}
	v, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is no colour", colour)
	}
	sum := 0.0
	for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
		c := float64(v>>(8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
