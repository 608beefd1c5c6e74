package worker

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"testing"

	"github.com/formbot/formbot/ocr"
)

// blocking is a recogniser that says when it begins and never ends.
type blocking struct{ begun chan struct{} }

func (b blocking) Recognize(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
	b.begun <- struct{}{}
	select {}
}

func opens(rec ocr.Recognizer) opener {
	return func(greeting) (ocr.Recognizer, error) { return rec, nil }
}

func message(t *testing.T, imageToo bool) []byte {
	t.Helper()
	msg, err := appendFrame(nil, greeting{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !imageToo {
		return msg
	}
	ask, err := appendRequest(nil, &image.Gray{Pix: []byte("abcdef"), Stride: 3, Rect: image.Rect(0, 0, 3, 2)}, ocr.RecognizeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return append(msg, ask...)
}

// TestServeEndsAtWork ends the input while a recognition does not.
func TestServeEndsAtWork(t *testing.T) {
	in, parent := io.Pipe()
	b := blocking{begun: make(chan struct{})}
	ended := make(chan error)
	go func() { ended <- serve(in, io.Discard, opens(b)) }()
	if _, err := parent.Write(message(t, true)); err != nil {
		t.Fatal(err)
	}
	<-b.begun
	if err := parent.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("got error %v, want none", err)
	}
}

func TestServeGarbage(t *testing.T) {
	wrongImage, err := appendFrame(message(t, false), request{Width: 3, Height: 2}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		in   []byte
		want error
	}{
		{"nothing", nil, nil},
		{"http", []byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), errGarbage},
		{"cut header", message(t, false)[:7], io.ErrUnexpectedEOF},
		{"cut head", message(t, false)[:20], io.ErrUnexpectedEOF},
		{"greeting that is none", append([]byte("fbw\x02\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00"), "[1,2]"...), errGarbage},
		{"image that is none", append(wrongImage, 'x'), errGarbage},
	} {
		// The input does not end, or its end might come first.
		in, parent := io.Pipe()
		go func() {
			_, _ = parent.Write(tt.in)
			if tt.want == nil || errors.Is(tt.want, io.ErrUnexpectedEOF) {
				_ = parent.Close()
			}
		}()
		var out bytes.Buffer
		if err := serve(in, &out, opens(blocking{})); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: got error %v, want %v", tt.name, err, tt.want)
		}
	}
}
