// Package colour reads colours as style sheets write them, and writes them as
// the value of a colour input.
//
//	colour.Simple("RebeccaPurple") // #663399
//	colour.Simple("hsl(120deg 100% 25% / .5)") // #008000
//
// It knows hexadecimal and named colours, rgb(), hsl() and hwb() in both their
// syntaxes. It does not know what depends on the screen (system colours), nor
// lab(), lch(), oklab(), oklch(), color(), nor arithmetic: those are black, as
// what is no colour is.
//
// Source: CSS Color Module Level 4, sections 4 to 8; HTML Living Standard,
// 4.10.5.1.14 "Color state".
package colour

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

const space = " \t\n\f\r"

// Simple is the colour s as # and six lower-case hexadecimal digits, without
// its opacity; black when s is none.
func Simple(s string) string {
	r, g, b, ok := parse(lower(strings.Trim(s, space)))
	if !ok {
		return "#000000"
	}
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}

func parse(s string) (r, g, b uint8, ok bool) {
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		return hex(digits)
	}
	if name, args, ok := strings.Cut(s, "("); ok {
		return function(name, strings.TrimSuffix(args, ")"))
	}
	switch s {
	case "transparent":
		return 0, 0, 0, true
	case "rebeccapurple": // is younger than the table
		return 0x66, 0x33, 0x99, true
	}
	c, ok := colornames.Map[s]
	return c.R, c.G, c.B, ok
}

// hex reads three, four, six or eight digits, of which the fourth, or the last
// two, are the opacity.
func hex(digits string) (r, g, b uint8, ok bool) {
	if len(digits) == 3 || len(digits) == 4 {
		var twice strings.Builder
		for i := range digits {
			twice.WriteString(digits[i:i+1] + digits[i:i+1])
		}
		digits = twice.String()
	}
	if len(digits) != 6 && len(digits) != 8 {
		return 0, 0, 0, false
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if len(digits) == 8 {
		v >>= 8
	}
	return uint8(v >> 16), uint8(v >> 8), uint8(v), err == nil
}

// function reads the arguments of rgb(), hsl() and hwb(). Numbers and
// percentages do not mix where there are commas, nor are there commas in hwb().
func function(name, args string) (r, g, b uint8, ok bool) {
	parts, commas, ok := split(args)
	if !ok {
		return 0, 0, 0, false
	}
	var v [3]value
	for i := range v {
		if v[i], ok = component(parts[i]); !ok || commas && v[i].none {
			return 0, 0, 0, false
		}
	}
	switch name {
	case "rgb", "rgba":
		if commas && (v[0].percent != v[1].percent || v[1].percent != v[2].percent) {
			return 0, 0, 0, false
		}
		for _, c := range v {
			if c.unit != "" {
				return 0, 0, 0, false
			}
		}
		return channel(v[0].of(255)), channel(v[1].of(255)), channel(v[2].of(255)), true
	case "hsl", "hsla", "hwb":
		if commas && (name == "hwb" || !v[1].percent || !v[2].percent) || v[1].unit != "" || v[2].unit != "" {
			return 0, 0, 0, false
		}
		hue, ok := v[0].degrees()
		if !ok {
			return 0, 0, 0, false
		}
		if name == "hwb" {
			return fromHWB(hue, v[1].share(), v[2].share())
		}
		return fromHSL(hue, v[1].share(), v[2].share())
	}
	return 0, 0, 0, false
}

// split separates the three arguments, by commas or by blanks, and drops the
// opacity if it is one.
func split(args string) (parts []string, commas, ok bool) {
	opacity := ""
	if strings.Contains(args, ",") {
		parts, commas = strings.Split(args, ","), true
		if len(parts) == 4 {
			parts, opacity = parts[:3], parts[3]
		}
	} else {
		head, tail, slash := strings.Cut(args, "/")
		if slash {
			opacity = tail
		}
		if slash && strings.Trim(tail, space) == "" {
			return nil, false, false
		}
		parts = strings.FieldsFunc(head, func(r rune) bool { return strings.ContainsRune(space, r) })
	}
	if opacity != "" {
		if v, ok := component(opacity); !ok || v.unit != "" {
			return nil, false, false
		}
	}
	return parts, commas, len(parts) == 3
}

// A value is one argument.
type value struct {
	number  float64
	percent bool
	none    bool
	unit    string // of an angle
}

func component(s string) (value, bool) {
	s = strings.Trim(s, space)
	if s == "none" {
		return value{none: true}, true
	}
	end := strings.LastIndexAny(s, "0123456789") + 1
	v := value{unit: s[end:]}
	if v.unit == "%" {
		v.unit, v.percent = "", true
	}
	number := s[:end]
	if strings.ContainsAny(number, "xX_pPiInN") { // what Go takes for a number, and CSS does not
		return v, false
	}
	var err error
	v.number, err = strconv.ParseFloat(number, 64)
	return v, err == nil
}

// of is the value where 100% is whole.
func (v value) of(whole float64) float64 {
	if v.percent {
		return v.number / 100 * whole
	}
	return v.number
}

// share is a value between 0 and 1, a number being a percentage too.
func (v value) share() float64 { return min(1, max(0, v.number/100)) }

func (v value) degrees() (float64, bool) {
	if v.percent {
		return 0, false
	}
	switch v.unit {
	case "", "deg":
		return v.number, true
	case "grad":
		return v.number * 0.9, true
	case "rad":
		return v.number * 180 / math.Pi, true
	case "turn":
		return v.number * 360, true
	}
	return 0, false
}

// channel rounds to one of 256 steps.
func channel(v float64) uint8 { return uint8(math.Floor(min(255, max(0, v)) + 0.5)) }

// fromHSL is CSS Color 4, section 7.1.
func fromHSL(hue, saturation, lightness float64) (r, g, b uint8, ok bool) {
	hue = math.Mod(math.Mod(hue, 360)+360, 360)
	at := func(n float64) uint8 {
		k := math.Mod(n+hue/30, 12)
		a := saturation * min(lightness, 1-lightness)
		return channel(255 * (lightness - a*max(-1, min(k-3, 9-k, 1))))
	}
	return at(0), at(8), at(4), true
}

// fromHWB is CSS Color 4, section 8.1.
func fromHWB(hue, white, black float64) (r, g, b uint8, ok bool) {
	if white+black >= 1 {
		grey := channel(255 * white / (white + black))
		return grey, grey, grey, true
	}
	r, g, b, _ = fromHSL(hue, 1, 0.5)
	mix := func(c uint8) uint8 { return channel(float64(c)*(1-white-black) + 255*white) }
	return mix(r), mix(g), mix(b), true
}

// lower lowers A to Z alone, as CSS compares keywords.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
