package forms

import (
	"bytes"
	"fmt"
	"io"
)

// maxDepth is how deep elements may nest: the bound that x/net/html has.
const maxDepth = 512

// Limits bound the work that one page can cause, since pages are foreign. The
// zero value of each is its default.
type Limits struct {
	MaxBytes   int64 // length of the page's HTML; zero: 16 MiB
	MaxTags    int   // tags in the page, counted as "<"; zero: 300,000
	MaxForms   int   // zero: 1,000
	MaxFields  int   // controls of all forms together; zero: 20,000
	MaxOptions int   // options of all selects together; zero: 100,000
}

// A LimitError says that a page is larger than the [Limits] allow.
type LimitError struct {
	What string // what there is too much of: "forms", "fields"
	Max  int64  // how many were allowed
	Err  error  // what the HTML parser said, if it was the one
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("page has more than %d %s, the limit", e.Max, e.What)
}

// Unwrap returns the HTML parser's own error, or nil.
func (e *LimitError) Unwrap() error { return e.Err }

func (l Limits) withDefaults() Limits {
	if l.MaxBytes <= 0 {
		l.MaxBytes = 16 << 20
	}
	if l.MaxTags <= 0 {
		l.MaxTags = 300_000
	}
	if l.MaxForms <= 0 {
		l.MaxForms = 1_000
	}
	if l.MaxFields <= 0 {
		l.MaxFields = 20_000
	}
	if l.MaxOptions <= 0 {
		l.MaxOptions = 100_000
	}
	return l
}

// readLimited reads r whole. Tags are counted before parsing, because each
// costs the parser some 200 bytes of tree.
func readLimited(r io.Reader, lim Limits) ([]byte, error) {
	src, err := readAll(r, lim.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("parse forms: read page: %w", err)
	}
	if int64(len(src)) > lim.MaxBytes {
		return nil, fmt.Errorf("parse forms: %w", &LimitError{What: "bytes", Max: lim.MaxBytes})
	}
	if bytes.Count(src, []byte("<")) > lim.MaxTags {
		return nil, fmt.Errorf("parse forms: %w", &LimitError{What: "tags", Max: int64(lim.MaxTags)})
	}
	return src, nil
}

// readAll reads r, or of one that is longer a byte more than most. It does not
// copy what a bytes.Reader, which most callers have, holds already: it is read
// during Parse alone.
func readAll(r io.Reader, most int64) ([]byte, error) {
	if whole, ok := r.(*bytes.Reader); ok && int64(whole.Len()) <= most {
		var b borrowed
		_, err := whole.WriteTo(&b)
		return b, err
	}
	var buf bytes.Buffer
	if known, ok := r.(interface{ Len() int }); ok {
		buf.Grow(int(min(int64(known.Len()), most)) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(io.LimitReader(r, most+1))
	return buf.Bytes(), err
}

// borrowed takes the one slice that a bytes.Reader writes. It must not be changed.
type borrowed []byte

func (b *borrowed) Write(p []byte) (int, error) {
	*b = p
	return len(p), nil
}
