package worker

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

func readFrame(r io.Reader) (frame, error) {
	h, err := readHeader(r)
	if err != nil {
		return frame{}, err
	}
	return readRest(r, h, nil)
}

// TestRequest sends an image that is a window of a larger one through the frame.
func TestRequest(t *testing.T) {
	large := ocrtest.Draw("watch")
	window := large.SubImage(image.Rect(11, 7, 60, 30)).(*image.Gray)
	opts := ocr.RecognizeOptions{PSM: 8, Language: "eng+\"deu\"\n"}
	msg, err := appendRequest(nil, window, opts)
	if err != nil {
		t.Fatal(err)
	}
	setNumber(msg, 0xfedcba98)
	f, err := readFrame(io.MultiReader(bytes.NewReader(msg[:9]), bytes.NewReader(msg[9:])))
	if err != nil || f.number != 0xfedcba98 {
		t.Fatalf("frame %x, error %v", f.number, err)
	}
	got, gotOpts, err := parseRequest(f)
	if err != nil || gotOpts != opts {
		t.Fatalf("options %+v, error %v; want %+v", gotOpts, err, opts)
	}
	for y := range 23 {
		for x := range 49 {
			if got.GrayAt(x, y) != window.GrayAt(11+x, 7+y) {
				t.Fatalf("pixel %d,%d: got %v, want %v", x, y, got.GrayAt(x, y), window.GrayAt(11+x, 7+y))
			}
		}
	}
	if got.Rect != image.Rect(0, 0, 49, 23) {
		t.Errorf("bounds %v, want 49×23 at the origin", got.Rect)
	}
}

// TestRequestRefused is about images that have no place in a frame.
func TestRequestRefused(t *testing.T) {
	for _, img := range []*image.Gray{
		{}, {Rect: image.Rect(0, 0, 5, 0)}, {Rect: image.Rectangle{Min: image.Pt(3, 3)}}, {Rect: image.Rect(0, 0, 1<<14, 1<<13)},
		{Rect: image.Rect(0, 0, 1<<40, 1<<40)},
	} {
		if _, err := appendRequest(nil, img, ocr.RecognizeOptions{}); err == nil {
			t.Errorf("%v: no error", img.Rect)
		}
	}
}

// TestReadRestMemory is about a header that promises much and a stream that holds little.
func TestReadRestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readRest(bytes.NewReader(make([]byte, 100)), header{head: maxHead, body: maxBody}, nil)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got error %v, want %v", err, io.ErrUnexpectedEOF)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("%d bytes were taken for 100", took)
	}
}

// FuzzRequest reads any bytes as what a parent sends: an error, or an image that makes the same frame again.
func FuzzRequest(f *testing.F) {
	hello, err := appendFrame(nil, greeting{Languages: []string{"eng"}}, 0)
	if err != nil {
		f.Fatal(err)
	}
	ask, err := appendRequest(nil, &image.Gray{Pix: []byte("abcdef"), Stride: 3, Rect: image.Rect(0, 0, 3, 2)}, ocr.RecognizeOptions{PSM: 7})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(hello)
	f.Add(ask)
	f.Add(ask[:len(ask)-1])
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		msg, err := readFrame(bytes.NewReader(in))
		if err != nil {
			return
		}
		img, opts, err := parseRequest(msg)
		if err != nil {
			if !errors.Is(err, errGarbage) {
				t.Errorf("error %v is not %v", err, errGarbage)
			}
			return
		}
		again, err := appendRequest(nil, img, opts)
		if err != nil {
			t.Fatalf("an image that came: %v", err)
		}
		msg, err = readFrame(bytes.NewReader(again))
		if err != nil {
			t.Fatalf("a frame of ours: %v", err)
		}
		back, backOpts, err := parseRequest(msg)
		if err != nil || backOpts != opts || !bytes.Equal(back.Pix, img.Pix) || back.Rect != img.Rect {
			t.Errorf("%v %+v became %v %+v, error %v", img.Rect, opts, back.Rect, backOpts, err)
		}
	})
}

// TestAnswer sends recognitions through the frame.
func TestAnswer(t *testing.T) {
	bounds := image.Rect(-5, 3, 95, 43)
	for _, symbols := range [][]ocr.Symbol{
		nil,
		{{Text: "w", Confidence: 0.123456789, Box: image.Rect(0, 0, 100, 40)}},
		{{Text: "ﬁ", Confidence: 1, Box: image.Rect(1, 2, 3, 4)}, {Text: strings.Repeat("x", 300), Box: image.Rect(5, 5, 6, 6)}},
	} {
		var sent bytes.Buffer
		rec := fixed{ocr.Recognition{Symbols: symbols, Confidence: 0.5}}
		if _, err := reply(&sent, nil, 7, recognize(rec, nil, ocr.RecognizeOptions{})); err != nil {
			t.Fatal(err)
		}
		a, err := (&child{number: 7}).read(&sent)
		if err != nil || sent.Len() > 0 {
			t.Fatalf("error %v, %d bytes are left", err, sent.Len())
		}
		got, err := a.recognition(bounds)
		if err != nil || got.Confidence != 0.5 || len(got.Symbols) != len(symbols) {
			t.Fatalf("got %+v, error %v", got, err)
		}
		for i, s := range got.Symbols {
			s.Box = s.Box.Sub(bounds.Min)
			if s != symbols[i] {
				t.Errorf("symbol %d: got %+v, want %+v", i, s, symbols[i])
			}
		}
	}
	nan := fixed{ocr.Recognition{Symbols: []ocr.Symbol{{Text: "w", Confidence: math.NaN()}}}}
	if a := recognize(nan, nil, ocr.RecognizeOptions{}); a.err() == nil {
		t.Error("a confidence that is no number: no error")
	}
	if _, err := reply(io.Discard, nil, 1, recognize(fixed{ocr.Recognition{Confidence: math.Inf(1)}}, nil, ocr.RecognizeOptions{})); err != nil {
		t.Errorf("a confidence without end: error %v, want one for the parent", err)
	}
}

// fixed sees the same in each image.
type fixed struct{ rec ocr.Recognition }

func (f fixed) Recognize(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
	return f.rec, nil
}

// FuzzAnswer reads any bytes as what a child sends: an error, or a recognition that can be true.
func FuzzAnswer(f *testing.F) {
	symbols := []ocr.Symbol{{Text: "w", Confidence: 0.9, Box: image.Rect(1, 2, 3, 4)}, {Text: "é", Confidence: 0.2, Box: image.Rect(0, 0, 100, 40)}}
	body, err := appendSymbols(nil, symbols)
	if err != nil {
		f.Fatal(err)
	}
	for _, head := range []string{
		`{"recognized":{"confidence":0.5,"symbols":2}}`, `{"recognized":{"confidence":0.5,"symbols":-1}}`,
		`{"recognized":{"confidence":-1}}`, `{"error":"no"}`, `{"missing":{"What":"eng.traineddata"}}`, `{}`, `null`,
	} {
		f.Add(uint32(1), []byte(head), body)
		f.Add(uint32(1), []byte(head), body[:len(body)-1])
		f.Add(uint32(1), []byte(head), []byte{})
	}
	f.Fuzz(func(t *testing.T, number uint32, head, body []byte) {
		in := append([]byte("fbw\x02"), make([]byte, 12)...)
		setNumber(in, number)
		in[8], in[9], in[12] = byte(len(head)), byte(len(head)>>8), byte(len(body))
		in = append(append(in, head...), body...)
		c := &child{number: 1}
		a, err := c.read(bytes.NewReader(in))
		if err != nil || a.err() != nil {
			return
		}
		bounds := image.Rect(-5, 3, 95, 43)
		rec, err := a.recognition(bounds)
		if err != nil {
			if !errors.Is(err, errGarbage) {
				t.Errorf("error %v is not %v", err, errGarbage)
			}
			return
		}
		for _, s := range rec.Symbols {
			if !s.Box.In(bounds) || !(s.Confidence >= 0 && s.Confidence <= 1) || s.Text == "" {
				t.Errorf("symbol %+v", s)
			}
		}
	})
}
