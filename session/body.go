package session

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// bodyError is what is wrong with a body, in words for the user.
type bodyError struct {
	kind   Kind
	reason string
	err    error
}

func (e *bodyError) Error() string { return e.reason }
func (e *bodyError) Unwrap() error { return e.err }

// readBody reads a body to its end and decompresses it, in at most maxBytes each.
// Nothing is cut off silently: what is larger, or ends early, is an error.
func readBody(resp *http.Response, method string, maxBytes int64) ([]byte, error) {
	if resp.ContentLength > maxBytes && method != http.MethodHead {
		return nil, tooLarge(fmt.Sprintf("the body has %d bytes, which is", resp.ContentLength), maxBytes)
	}
	raw, err := readAtMost(resp.Body, maxBytes, "the body is")
	if err != nil {
		var fault *bodyError
		if isCut(err) && !errors.As(err, &fault) {
			return nil, cutBody(len(raw), resp.ContentLength, err)
		}
		return nil, err
	}
	coding := strings.ToLower(strings.TrimSpace(strings.Join(resp.Header.Values("Content-Encoding"), ",")))
	switch {
	case coding == "" || coding == "identity" || len(raw) == 0:
		return raw, nil
	case coding == "gzip" || coding == "x-gzip":
		return gunzip(raw, maxBytes)
	}
	return nil, &bodyError{kind: KindEncoding, reason: fmt.Sprintf("the server compressed its answer with %.40q, which was not asked for", coding)}
}

// readAtMost reads r to its end. subject begins the sentence about what is too large.
func readAtMost(r io.Reader, maxBytes int64, subject string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if int64(len(data)) > maxBytes {
		return nil, tooLarge(subject, maxBytes)
	}
	return data, err
}

func tooLarge(subject string, maxBytes int64) *bodyError {
	return &bodyError{kind: KindTooLarge, reason: fmt.Sprintf("%s larger than %d bytes (MaxBodyBytes)", subject, maxBytes)}
}

// cutBody says how much of a body came. length is -1 when that was not announced.
func cutBody(got int, length int64, err error) *bodyError {
	of := ""
	if length >= 0 {
		of = fmt.Sprintf(" of %d", length)
	}
	return &bodyError{kind: KindCut, err: err,
		reason: fmt.Sprintf("the connection was cut after %d%s bytes of the body; try again", got, of)}
}

// gunzip decompresses a whole body (RFC 1952).
func gunzip(raw []byte, maxBytes int64) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, &bodyError{kind: KindEncoding, reason: "the body is said to be gzip and is not", err: err}
	}
	data, err := readAtMost(zr, maxBytes, "the body, decompressed, is")
	switch {
	case err == nil:
		return data, nil
	case isCut(err):
		return nil, &bodyError{kind: KindCut, reason: "the gzip body ends too early; try again", err: err}
	}
	var fault *bodyError
	if errors.As(err, &fault) {
		return nil, fault
	}
	return nil, &bodyError{kind: KindEncoding, reason: "the gzip body is damaged", err: err}
}
