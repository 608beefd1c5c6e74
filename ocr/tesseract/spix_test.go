package tesseract

import (
	"encoding/binary"
	"encoding/hex"
	"image"
	"slices"
	"testing"

	"github.com/formbot/formbot/ocr/ocrtest"
)

func loadSPIX(w *worker, text string) image.Rectangle {
	img := ocrtest.Draw(text)
	w.spix = appendSPIX(w.spix[:0], img)
	return img.Rect
}

// TestAppendSPIX compares with bytes written by Leptonica 1.82 on a little-endian machine (pixWriteMem, IFF_SPIX, of a
// picture of 5×2 pixels with the values 1 to 5 and 250 to 254).
func TestAppendSPIX(t *testing.T) {
	little, err := hex.DecodeString("73706978" + "05000000" + "02000000" + "08000000" + "02000000" + "00000000" + "10000000" +
		"04030201" + "00000005" + "fdfcfbfa" + "000000fe")
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(little)
	for i := 4; i < len(want); i += 4 {
		binary.NativeEndian.PutUint32(want[i:], binary.LittleEndian.Uint32(little[i:]))
	}
	img := &image.Gray{Pix: []byte{1, 2, 3, 4, 5, 99, 99, 250, 251, 252, 253, 254}, Stride: 7, Rect: image.Rect(3, 4, 8, 6)}
	got := appendSPIX([]byte("before"), img)
	if !slices.Equal(got, append([]byte("before"), want...)) {
		t.Errorf("got  %x\nwant %x", got[6:], want)
	}
}

func TestCheckShape(t *testing.T) {
	for _, tt := range []struct {
		w, h int
		ok   bool
	}{
		{1, 1, true},
		{256, 96, true},
		{8192, 8192, true},
		{8193, 8192, false},
		{32767, 2000, true},
		{32767, 32767, false},
		{32768, 1000, false},
		{1000, 32768, false},
		{0, 5, false},
		{5, 0, false},
		{555, 1, true},
		{556, 1, false},
		{20000, 36, true},
		{20001, 36, false},
	} {
		if err := checkShape(tt.w, tt.h); (err == nil) != tt.ok {
			t.Errorf("%d×%d: got error %v, want none: %v", tt.w, tt.h, err, tt.ok)
		}
	}
}
