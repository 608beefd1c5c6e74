package tesseract

import (
	"encoding/binary"
	"fmt"
	"image"
)

// appendSPIX appends img in Leptonica's own serialised format, which Leptonica reads by copying: for a 256×96 image in
// 5 µs, against 100 µs for PNM and over 1 ms for PNG without compression.
//
// The format (leptonica/spixio.c, pixSerializeToMemory): "spix", then as 32-bit words of the machine's byte order the
// width, height, bits per pixel, words per row, number of colours in the colour map, and bytes of the raster. In the
// raster each word holds four 8-bit pixels, the leftmost in its most significant byte; rows are padded to whole words.
func appendSPIX(dst []byte, img *image.Gray) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	wordsPerRow := (w + 3) / 4
	native := binary.NativeEndian
	dst = append(dst, "spix"...)
	for _, v := range [...]int{w, h, 8, wordsPerRow, 0, 4 * wordsPerRow * h} {
		dst = native.AppendUint32(dst, uint32(v))
	}
	for y := range h {
		row := img.Pix[y*img.Stride:][:w]
		for ; len(row) >= 4; row = row[4:] {
			dst = native.AppendUint32(dst, binary.BigEndian.Uint32(row))
		}
		if len(row) > 0 {
			var last [4]byte
			copy(last[:], row)
			dst = native.AppendUint32(dst, binary.BigEndian.Uint32(last[:]))
		}
	}
	return dst
}

const (
	// maxSide is Tesseract's: it keeps coordinates in 16 bits and reports a larger image only on standard error.
	maxSide = 32767
	// maxArea is four times what ocr.Decode lets through. Leptonica takes no more than 400 million pixels, and gosseract
	// goes on without an image where Leptonica takes none.
	maxArea = 1 << 26
	// maxLineWidth is the width that an image may have when its height is brought to lineHeight, which is what the LSTM
	// reads. It takes some 30 µs for each column, so 20,000 take most of a second; the widest CAPTCHAs have 500.
	maxLineWidth = 20000
	lineHeight   = 36
)

// checkShape refuses images that Tesseract cannot take, or that would keep it busy for minutes.
func checkShape(w, h int) error {
	switch {
	case w <= 0 || h <= 0:
		return fmt.Errorf("tesseract: an image of %d×%d pixels is empty", w, h)
	case w > maxSide || h > maxSide:
		return fmt.Errorf("tesseract: an image of %d×%d pixels is too large: it may have %d each way", w, h, maxSide)
	case w*h > maxArea:
		return fmt.Errorf("tesseract: an image of %d×%d pixels is too large: it may have %d pixels", w, h, maxArea)
	case w*lineHeight > maxLineWidth*h:
		return fmt.Errorf("tesseract: an image of %d×%d pixels is too wide for its height: at most %d times as wide as high",
			w, h, maxLineWidth/lineHeight)
	}
	return nil
}

// tooNarrow says that Tesseract, which would take the whole image for one line, finds it too narrow to read. It says so
// on standard error only, where Leptonica adds complaints that cannot be turned off.
func tooNarrow(w, h, psm int) bool {
	const narrowest = 3 // pixels, at lineHeight
	oneLine := psm >= 7 && psm <= 10 || psm == 13
	return oneLine && w*lineHeight < narrowest*h
}

// checkPSM allows the modes that read text. 0 to 2 and 12 look for a page's orientation and need trained data for it.
func checkPSM(psm int) error {
	if psm < 3 || psm > 13 || psm == 12 {
		return fmt.Errorf("tesseract: page segmentation mode %d: it must be 3 to 11 or 13", psm)
	}
	return nil
}

// uniform says that all pixels are alike. There is no text in such an image, but Tesseract makes letters of some.
func uniform(img *image.Gray) bool {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	first := img.Pix[0]
	for y := range h {
		for _, v := range img.Pix[y*img.Stride:][:w] {
			if v != first {
				return false
			}
		}
	}
	return true
}
