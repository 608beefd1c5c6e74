package forms

import (
	"strings"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// encodePlain is the text/plain encoding: name=value lines, nothing escaped, and
// encoded as one text, which tells in encodings that have states.
// HTML Living Standard, "text/plain encoding algorithm".
func encodePlain(entries []Entry, enc legacy.Encoding) []byte {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(crlf(e.Name) + "=" + e.text() + "\r\n")
	}
	return enc.Encode(b.String())
}
