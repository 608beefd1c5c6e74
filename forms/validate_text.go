package forms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// emailPattern is that of the HTML Living Standard, 4.10.5.1.5 "Email state": a
// wilful violation of RFC 5322.
var emailPattern = regexp.MustCompile("^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@" +
	`[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$`)

// typeMismatch says why the value, which is not empty, is none of the field's
// type, "" when it is one.
func (fl *Field) typeMismatch() string {
	switch fl.Type {
	case "email":
		for _, address := range fl.parts() {
			if !emailPattern.MatchString(address) {
				return emailFault(address)
			}
		}
	case "url":
		if _, err := whatwg.Parse(fl.Value); err != nil {
			return fmt.Sprintf("%q is not a whole URL such as https://www.example.com/", clip(fl.Value))
		}
	}
	return ""
}

func emailFault(address string) string {
	why := "is not an e-mail address"
	switch name, host, at := strings.Cut(address, "@"); {
	case address == "":
		return "has an empty address between its commas"
	case !at:
		why += ": it has no @"
	case name == "":
		why += ": nothing stands before the @"
	case host == "":
		why += ": nothing stands after the @"
	case strings.Contains(host, "@"):
		why += ": it has more than one @"
	case strings.ContainsAny(address, asciiSpace):
		why += ": it has a blank in it"
	}
	return fmt.Sprintf("%q %s", clip(address), why)
}

// parts are the values that the field holds: the addresses of an email field
// with multiple, else its one value.
func (fl *Field) parts() []string {
	if fl.Type == "email" && fl.Multiple {
		return strings.Split(fl.Value, ",")
	}
	return []string{fl.Value}
}

// takesText reports whether pattern, minlength and maxlength apply to the field,
// textarea aside.
func (fl *Field) takesText() bool {
	return slices.Contains([]string{"text", "search", "url", "tel", "email", "password"}, fl.Type)
}

// pattern holds the value against the field's pattern attribute.
func (x *examination) pattern(fl *Field) {
	if !fl.takesText() || !hasAttr(fl.node, "pattern") {
		return
	}
	p, known := x.patterns[fl.Pattern]
	if !known {
		p = compilePattern(fl.Pattern)
		x.work += 20 * p.cost // compiling
		x.patterns[fl.Pattern] = p
	}
	if p.unchecked != "" {
		x.uncheckable(fl, p.unchecked)
		return
	}
	for _, part := range fl.parts() {
		if p.re == nil {
			return
		}
		if x.work += p.work(part); x.work > maxPatternWork {
			x.uncheckable(fl, "it would take too long to try on values of this length")
			return
		}
		if !p.re.MatchString(part) {
			x.fault(fl, ConstraintPattern, fl.shown(part)+" is not of the form that the page asks for: "+fl.patternInWords())
			return
		}
	}
}

func (x *examination) uncheckable(fl *Field, why string) {
	e := x.form.fault(fl, "its pattern %s cannot be checked: %s", clip(fl.Pattern), why)
	e.Constraint = ConstraintPattern
	x.unchecked = append(x.unchecked, e)
}

// shown is a value for a message: never that of a password.
func (fl *Field) shown(value string) string {
	if fl.Secret() {
		return "its value"
	}
	return fmt.Sprintf("%q", clip(value))
}

// patternInWords is what the page says of its pattern, which is what title is
// for, and the pattern itself.
func (fl *Field) patternInWords() string {
	if title := squeeze(attr(fl.node, "title")); title != "" {
		return clip(title) + " (" + clip(fl.Pattern) + ")"
	}
	return clip(fl.Pattern)
}

// wrongLength tells whether a value that was filled in is too short or too
// long, in the units that browsers count in: those of UTF-16, a newline being
// one.
func (fl *Field) wrongLength() []brokenRule {
	if !fl.dirty || !fl.takesText() && fl.Type != "textarea" {
		return nil
	}
	n := 0
	for _, r := range fl.Value {
		n += max(1, utf16.RuneLen(r))
	}
	size := ""
	if !fl.Secret() {
		size = fmt.Sprintf(", not %d", n)
	}
	switch {
	case fl.MaxLength >= 0 && n > fl.MaxLength:
		return []brokenRule{{ConstraintMaxLength, fmt.Sprintf("takes at most %s%s", characters(fl.MaxLength), size)}}
	case fl.MinLength >= 0 && n < fl.MinLength:
		return []brokenRule{{ConstraintMinLength, fmt.Sprintf("takes at least %s%s", characters(fl.MinLength), size)}}
	}
	return nil
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}
