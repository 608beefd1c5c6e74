package forms

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/formbot/formbot/forms/internal/colour"
)

// sanitize applies the value sanitisation algorithm of the field's type: what
// a browser makes of a value that it is given. Source: HTML Living Standard,
// 4.10.5.1 "States of the type attribute".
func (fl *Field) sanitize(s string) string {
	switch fl.Type {
	case "text", "search", "tel", "password":
		return stripNewlines(s)
	case "url":
		return strings.Trim(stripNewlines(s), asciiSpace)
	case "email":
		if !fl.Multiple {
			return strings.Trim(stripNewlines(s), asciiSpace)
		}
		list := strings.Split(s, ",")
		for i := range list {
			list[i] = strings.Trim(list[i], asciiSpace)
		}
		return strings.Join(list, ",")
	case "number":
		if _, ok := number(s); !ok {
			return ""
		}
	case "range":
		return fl.sanitizeRange(s)
	case "color":
		return colour.Simple(s)
	case "date", "month", "week", "time":
		if !validTime(fl.Type, s) {
			return ""
		}
	case "datetime-local":
		return localDateTime(s)
	case "textarea":
		return lf(s)
	}
	return s
}

func stripNewlines(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r", "", "\n", "").Replace(s)
}

// The patterns are those of the standard's microsyntaxes.
var (
	floatPattern = regexp.MustCompile(`^-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?$`)
	yearPattern  = regexp.MustCompile(`^0*\d{4,8}$`) // the standard knows no last year; this keeps within int64
	clockPattern = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$`)
	weekPattern  = regexp.MustCompile(`^(\d+)-W(\d\d)$`)
)

// number reads a valid floating-point number.
func number(s string) (float64, bool) {
	if !floatPattern.MatchString(s) {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// validTime reports whether s is a valid string of the type.
func validTime(kind, s string) bool {
	switch kind {
	case "date":
		return validDate(s)
	case "month":
		return validDate(s + "-01")
	case "time":
		return clockPattern.MatchString(s)
	case "week":
		m := weekPattern.FindStringSubmatch(s)
		if m == nil {
			return false
		}
		year, err := strconv.Atoi(m[1])
		week, _ := strconv.Atoi(m[2])
		if err != nil || !yearPattern.MatchString(m[1]) || year < 1 || week < 1 {
			return false
		}
		_, last := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
		return week <= last
	}
	return false
}

// validDate reports whether s is year, month and day that exist.
func validDate(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) != 3 || !yearPattern.MatchString(parts[0]) || len(parts[1]) != 2 || len(parts[2]) != 2 {
		return false
	}
	year, err := strconv.Atoi(parts[0])
	if err != nil || year < 1 {
		return false
	}
	month, err1 := strconv.Atoi(parts[1])
	day, err2 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil {
		return false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Month() == time.Month(month) && t.Day() == day
}

// localDateTime normalises a date and time, "" when it is not one.
func localDateTime(s string) string {
	i := strings.IndexAny(s, "T ")
	if i < 0 || !validDate(s[:i]) || !clockPattern.MatchString(s[i+1:]) {
		return ""
	}
	clock := s[i+1:]
	if strings.Contains(clock, ".") {
		clock = strings.TrimSuffix(strings.TrimRight(clock, "0"), ".")
	}
	if len(clock) == len("15:04:05") {
		clock = strings.TrimSuffix(clock, ":00")
	}
	return s[:i] + "T" + clock
}
