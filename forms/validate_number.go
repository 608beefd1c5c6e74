package forms

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// outOfRange tells whether the value is below min, above max, or both, where the
// page has them the wrong way round.
func (fl *Field) outOfRange() []brokenRule {
	v, ok := fl.number(fl.Value)
	if !ok || fl.Type == "range" { // which is put in range, as far as there is one
		return nil
	}
	low, hasLow := fl.number(fl.Min)
	high, hasHigh := fl.number(fl.Max)
	below, above := hasLow && v.Cmp(low) < 0, hasHigh && v.Cmp(high) > 0
	if fl.Type == "time" && hasLow && hasHigh && high.Cmp(low) < 0 {
		// A range around midnight: what is out of it is between the two.
		if below && above {
			return []brokenRule{{ConstraintMin, fmt.Sprintf("%s is not from %s over midnight to %s", fl.Value, fl.Min, fl.Max)}}
		}
		return nil
	}
	between := ""
	if hasLow && hasHigh {
		between = fmt.Sprintf(" (from %s to %s)", fl.Min, fl.Max)
	}
	var broken []brokenRule
	if below {
		broken = append(broken, brokenRule{ConstraintMin, fmt.Sprintf("%s is less than the least, %s%s", clip(fl.Value), clip(fl.Min), between)})
	}
	if above {
		broken = append(broken, brokenRule{ConstraintMax, fmt.Sprintf("%s is more than the most, %s%s", clip(fl.Value), clip(fl.Max), between)})
	}
	return broken
}

// offStep tells whether the value is between two steps.
//
// Source: HTML Living Standard, 4.10.5.3.8 "The step attribute".
func (fl *Field) offStep() []brokenRule {
	v, ok := fl.number(fl.Value)
	step := fl.allowedStep()
	if !ok || step == nil {
		return nil
	}
	base := fl.stepBase()
	steps := new(big.Rat).Quo(new(big.Rat).Sub(v, base), step)
	if steps.IsInt() || (fl.Type == "number" || fl.Type == "range") && almostInt(steps) {
		return nil
	}
	below := new(big.Rat).Mul(step, new(big.Rat).SetInt(floor(steps)))
	below.Add(below, base)
	above := new(big.Rat).Add(below, step)
	return []brokenRule{{ConstraintStep, fmt.Sprintf("%s is between two steps; the nearest are %s and %s", clip(fl.Value), fl.write(below), fl.write(above))}}
}

// almostInt allows numbers what browsers do: a part in 2^24 of a step, for the
// fractions that their arithmetic cannot hold, and any number so large that its
// fractions are lost.
func almostInt(r *big.Rat) bool {
	if new(big.Rat).Abs(r).Cmp(new(big.Rat).SetInt64(1<<53)) > 0 {
		return true
	}
	off := new(big.Rat).Sub(r, new(big.Rat).SetInt(floor(r)))
	slack := big.NewRat(1, 1<<24)
	return off.Cmp(slack) <= 0 || off.Cmp(new(big.Rat).Sub(big.NewRat(1, 1), slack)) >= 0
}

func floor(r *big.Rat) *big.Int {
	// Euclidean division rounds down for a positive divisor, and a Rat's is.
	return new(big.Int).Div(r.Num(), r.Denom())
}

// scale is what a step of 1 is in the unit of number, the step that a field of
// the type has by default, in that of the attribute, and whether steps apply.
func (fl *Field) scale() (unit, usual int64, ok bool) {
	switch fl.Type {
	case "number", "range", "month":
		return 1, 1, true
	case "date":
		return 24 * 60 * 60 * 1000, 1, true
	case "week":
		return 7 * 24 * 60 * 60 * 1000, 1, true
	case "time", "datetime-local":
		return 1000, 60, true
	}
	return 0, 0, false
}

// allowedStep is the step in the unit of number, nil where any value goes.
func (fl *Field) allowedStep() *big.Rat {
	unit, usual, ok := fl.scale()
	if !ok || asciiLower(fl.Step) == "any" {
		return nil
	}
	step, ok := exact(fl.Step)
	if !ok || step.Sign() <= 0 {
		step = new(big.Rat).SetInt64(usual)
	}
	return step.Mul(step, new(big.Rat).SetInt64(unit))
}

// stepBase is where the steps are counted from: min, else the value that the
// page came with, else the type's own.
func (fl *Field) stepBase() *big.Rat {
	if v, ok := fl.number(fl.Min); ok {
		return v
	}
	if v, ok := fl.number(attr(fl.node, "value")); ok {
		return v
	}
	if fl.Type == "week" {
		return new(big.Rat).SetInt64(-259_200_000) // Monday of 1970-W01
	}
	return new(big.Rat)
}

// number is a value of the field as the standard's "algorithm to convert a
// string to a number" has it: milliseconds since 1970, or since midnight;
// months since 1970; or the number itself. ok is false for what is none, and
// for types without.
//
// Numbers are read as values are, strictly, as browsers do; the standard would
// let an attribute have a tail that is no number.
func (fl *Field) number(s string) (v *big.Rat, ok bool) {
	switch fl.Type {
	case "number", "range":
		return exact(s)
	case "date", "month", "week", "time":
		if !validTime(fl.Type, s) {
			return nil, false
		}
	case "datetime-local":
		if s = localDateTime(s); s == "" {
			return nil, false
		}
	default:
		return nil, false
	}
	ms, ok := milliseconds(fl.Type, s)
	return new(big.Rat).SetInt64(ms), ok
}

// exact reads a valid floating-point number without rounding it. One whose
// exponent no float64 has is 0, or no number.
func exact(s string) (*big.Rat, bool) {
	f, ok := number(s)
	if !ok {
		return nil, false
	}
	if _, exponent, has := strings.Cut(strings.ToLower(s), "e"); has {
		if n, err := strconv.Atoi(exponent); err != nil || n < -400 || n > 400 || len(s) > 1000 {
			return new(big.Rat).SetFloat64(f), true
		}
	} else if len(s) > 1000 {
		return new(big.Rat).SetFloat64(f), true
	}
	return new(big.Rat).SetString(s)
}

// milliseconds reads a valid date or time; for month it counts months.
func milliseconds(kind, s string) (int64, bool) {
	if kind == "time" {
		return clock(s)
	}
	year, rest, _ := strings.Cut(s, "-")
	y, err := strconv.Atoi(year)
	if err != nil {
		return 0, false
	}
	switch kind {
	case "month":
		m, err := strconv.Atoi(rest)
		return int64(y-1970)*12 + int64(m-1), err == nil
	case "week":
		w, err := strconv.Atoi(strings.TrimPrefix(rest, "W"))
		// 4 January is always in week 1 (ISO 8601).
		day := time.Date(y, time.January, 4, 0, 0, 0, 0, time.UTC)
		monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
		return monday.AddDate(0, 0, 7*(w-1)).UnixMilli(), err == nil
	}
	date, timeOfDay, has := strings.Cut(rest, "T")
	m, err1 := strconv.Atoi(date[:2])
	d, err2 := strconv.Atoi(date[3:])
	ms := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).UnixMilli()
	if has {
		t, ok := clock(timeOfDay)
		return ms + t, ok && err1 == nil && err2 == nil
	}
	return ms, err1 == nil && err2 == nil
}

// clock reads a valid time as milliseconds since midnight.
func clock(s string) (int64, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} { // the second takes fractions too
		if t, err := time.Parse(layout, s); err == nil {
			day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
			return t.Sub(day).Milliseconds(), true
		}
	}
	return 0, false
}

// write is the inverse of number, for messages.
func (fl *Field) write(v *big.Rat) string {
	if fl.Type == "number" || fl.Type == "range" {
		f, _ := v.Float64()
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	f, _ := v.Float64()
	n := int64(math.Floor(f))
	t := time.UnixMilli(n).UTC()
	switch fl.Type {
	case "date":
		return t.Format("2006-01-02")
	case "month":
		return time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, int(n), 0).Format("2006-01")
	case "week":
		year, week := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case "time":
		return shortClock(t, "15:04:05.999")
	}
	return shortClock(t, "2006-01-02T15:04:05.999")
}

// shortClock leaves out seconds that are zero.
func shortClock(t time.Time, layout string) string {
	if t.Second() == 0 && t.Nanosecond() == 0 {
		layout = strings.TrimSuffix(layout, ":05.999")
	}
	return t.Format(layout)
}
