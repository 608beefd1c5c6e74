package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"

	"github.com/formbot/formbot/session"
)

// limitHint names the flag of the command by which the limit that err names is
// changed; "" where there is none.
func limitHint(command *kong.Node, err error) string {
	var failed *session.NetworkError
	if command == nil || !errors.As(err, &failed) || failed.Limit == "" {
		return ""
	}
	name := flagOf(failed.Limit)
	for _, group := range command.AllFlags(true) {
		for _, flag := range group {
			if flag.Name == name {
				return fmt.Sprintf("; to change the limit: --%s", name)
			}
		}
	}
	return ""
}

// flagOf writes the name of an option as a flag's: HeaderTimeout is
// header-timeout, TLSTimeout is tls-timeout.
func flagOf(option string) string {
	var b strings.Builder
	letters := []rune(option)
	for i, r := range letters {
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// noteCharset tells of a page that is not in the character encoding it declares.
func noteCharset(s *streams, page *session.Page) {
	if err := page.CharsetErr(); err != nil {
		fmt.Fprintf(s.err, "formbot: %v\n", err)
	}
}
