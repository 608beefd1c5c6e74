package tune

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"image"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/formbot/formbot/ocr"
)

// meter is a Recognizer that measures how much another one has to do, and never asks it the same twice.
//
// The measure is not time but what a recognition of such a picture usually takes, so that it is the same on each run. What
// was recognised before counts like the first time: how much is still in the cache depends on chance.
type meter struct {
	rec   ocr.Recognizer
	known *cache[[32]byte, ocr.Recognition]
	work  atomic.Int64 // in µs

	mu     sync.Mutex // guards what follows
	worked bool       // some recognition succeeded
	fault  error      // the first error of a recognition
}

func newMeter(rec ocr.Recognizer, cacheBytes int) *meter {
	return &meter{rec: rec, known: newCache[[32]byte](cacheBytes, func(r ocr.Recognition) int {
		const entry, symbol = 200, 80
		return entry + symbol*len(r.Symbols)
	})}
}

// recognitionWork is what Tesseract's LSTM takes for a picture, in µs: a part for each call, one for the width of the line
// at the height that the network sees, one for the pixels.
func recognitionWork(w, h int) int64 {
	return 1800 + 12*int64(w)*36/int64(h) + int64(w)*int64(h)*35/1000
}

// Recognize implements ocr.Recognizer.
func (m *meter) Recognize(ctx context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	m.work.Add(recognitionWork(w, h))
	key := pictureKey(img, opts)
	if rec, ok := m.known.get(key); ok {
		return own(rec), nil
	}
	rec, err := m.rec.Recognize(ctx, img, opts)
	if err != nil && ctx.Err() == nil && !unavailable(err) {
		// Once more: on a busy machine it may just have been too slow, and the search must not depend on that.
		rec, err = m.rec.Recognize(ctx, img, opts)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		if m.fault == nil && ctx.Err() == nil {
			m.fault = err
		}
		return rec, err
	}
	m.worked = true
	m.known.put(key, own(rec))
	return rec, nil
}

// own returns a copy that the caller may change: a Reader moves the boxes.
func own(rec ocr.Recognition) ocr.Recognition {
	rec.Symbols = slices.Clone(rec.Symbols)
	return rec
}

func pictureKey(img *image.Gray, opts ocr.RecognizeOptions) [32]byte {
	hash := sha256.New()
	var head [24]byte
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for i, v := range []int{w, h, opts.PSM} {
		binary.LittleEndian.PutUint64(head[8*i:], uint64(v))
	}
	hash.Write(head[:])
	hash.Write([]byte(opts.Language))
	for y := range h {
		hash.Write(img.Pix[y*img.Stride:][:w])
	}
	return [32]byte(hash.Sum(nil))
}

// err returns the error of recognitions that none succeeded beside.
func (m *meter) err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.worked {
		return nil
	}
	return m.fault
}

// unavailable says that an error means that the recogniser cannot work at all.
func unavailable(err error) bool {
	var u interface {
		error
		Unavailable() bool
	}
	return errors.As(err, &u) && u.Unavailable()
}
