package forms

import (
	"bytes"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// encodePlain is the text/plain encoding: name=value lines, nothing escaped.
// HTML Living Standard, "text/plain encoding algorithm".
func encodePlain(entries []Entry, enc legacy.Encoding) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		b.Write(enc.Encode(crlf(e.Name) + "=" + e.text() + "\r\n"))
	}
	return b.Bytes()
}
