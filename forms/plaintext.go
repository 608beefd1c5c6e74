package forms

import "bytes"

// encodePlain is the text/plain encoding: name=value lines, nothing escaped.
// HTML Living Standard, "text/plain encoding algorithm".
func encodePlain(entries []Entry, enc pageEncoding) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		b.Write(enc.encode(crlf(e.Name) + "=" + e.text() + "\r\n"))
	}
	return b.Bytes()
}
