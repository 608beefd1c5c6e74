package forms

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// sanitizeRange keeps a slider's value within its bounds and on its steps. A
// value that is so already stays as it is written. Source: HTML Living
// Standard, 4.10.5.1.13 "Range state".
func (fl *Field) sanitizeRange(s string) string {
	low, hasLow := looseNumber(fl.Min)
	if !hasLow {
		low = new(big.Rat)
	}
	high, ok := looseNumber(fl.Max)
	if !ok {
		high = big.NewRat(100, 1)
	}
	v, valid := exact(s)
	if !valid {
		v = low
		if high.Cmp(low) > 0 {
			v = new(big.Rat).Mul(new(big.Rat).Add(low, high), big.NewRat(1, 2))
		}
	}
	fitted := v
	if fitted.Cmp(high) > 0 {
		fitted = high
	}
	if fitted.Cmp(low) < 0 {
		fitted = low // min goes before max where the two contradict each other
	}
	base := new(big.Rat)
	if hasLow {
		base = low
	} else if start, ok := looseNumber(attr(fl.node, "value")); ok {
		base = start
	}
	fitted = fl.onStep(fitted, base, low, high)
	if valid && fitted.Cmp(v) == 0 {
		return s
	}
	f, _ := fitted.Float64()
	return bestNumber(f)
}

// onStep is the number nearest to v that is whole steps away from base and
// within the bounds, of two the greater; v where there is none.
func (fl *Field) onStep(v, base, low, high *big.Rat) *big.Rat {
	if asciiLower(fl.Step) == "any" {
		return v
	}
	step, ok := looseNumber(fl.Step)
	if !ok || step.Sign() <= 0 {
		step = big.NewRat(1, 1)
	}
	steps := new(big.Rat).Quo(new(big.Rat).Sub(v, base), step)
	if steps.IsInt() {
		return v
	}
	nearest := floor(steps.Add(steps, big.NewRat(1, 2)))
	at := func(shift int64) *big.Rat {
		n := new(big.Int).Add(nearest, big.NewInt(shift))
		return new(big.Rat).Add(base, new(big.Rat).Mul(new(big.Rat).SetInt(n), step))
	}
	for _, shift := range []int64{0, -1, 1} {
		if candidate := at(shift); candidate.Cmp(low) >= 0 && candidate.Cmp(high) <= 0 {
			return candidate
		}
	}
	return v
}

var numberPrefix = regexp.MustCompile(`^[ \t\n\f\r]*([+-]?)(\d*\.\d+|\d+)(?:[eE][+-]?\d+)?`)

// looseNumber reads the number that an attribute begins with, as the standard
// reads min, max and step, but not values: "rules for parsing floating-point
// number values".
func looseNumber(s string) (*big.Rat, bool) {
	return exact(strings.TrimPrefix(strings.TrimLeft(numberPrefix.FindString(s), asciiSpace), "+"))
}

// bestNumber is "the best representation of a number as a floating-point
// number", which is what JavaScript writes for it.
func bestNumber(f float64) string {
	if f == 0 {
		return "0"
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}
