package ocr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"io"

	"github.com/klauspost/compress/zlib"
)

// decodePNG decodes the usual kinds of PNG, those of 8 bits a channel and no interlacing, in two thirds of the time of
// image/png, and to the same image: decoding is most of what a reading takes beside the recognition. It says whether it
// did: everything else, and all that is wrong in any way, is for image/png to decode, or to refuse. The size must have been
// checked.
//
// Source: Portable Network Graphics (PNG) Specification, second edition, W3C 2003 (ISO/IEC 15948), sections 5, 9, 11.
func decodePNG(data []byte) (image.Image, bool) {
	f, ok := scanPNG(data)
	if !ok || !f.plausible() {
		return nil, false
	}
	stride := f.w * f.channels()
	raw := make([]byte, f.h*(1+stride))
	if !inflate(raw, f.packed) {
		return nil, false
	}
	above := make([]byte, stride)
	for y := range f.h {
		line := raw[y*(1+stride):][:1+stride]
		if !unfilter(line[0], line[1:], above, f.channels()) {
			return nil, false
		}
		above = line[1:]
	}
	return f.image(raw)
}

// inflate unpacks a zlib stream that fills dst exactly, and says whether src is one, with nothing behind it.
func inflate(dst, src []byte) bool {
	left := bytes.NewReader(src)
	r, err := zlib.NewReader(left)
	if err != nil {
		return false
	}
	if _, err := io.ReadFull(r, dst); err != nil {
		return false
	}
	n, err := r.Read(make([]byte, 1)) // the checksum is behind the last byte
	return n == 0 && errors.Is(err, io.EOF) && left.Len() == 0
}

// pngFile is what matters of a PNG.
type pngFile struct {
	w, h        int
	kind        byte // colour type
	colour      color.Palette
	transparent bool   // some of that may be
	packed      []byte // the zlib stream
}

// The colour types.
const (
	pngGray      = 0
	pngTrue      = 2
	pngPalette   = 3
	pngTrueAlpha = 6
)

func (f *pngFile) channels() int {
	switch f.kind {
	case pngTrue:
		return 3
	case pngTrueAlpha:
		return 4
	}
	return 1
}

// plausible says that the picture is small, and that what is packed may be as long as it is said to be: memory is not spent
// on promises.
func (f *pngFile) plausible() bool {
	const maxPixels, maxRatio = 1 << 22, 1032 // a match of 258 bytes takes two bits
	return f.w*f.h <= maxPixels && f.h*(1+f.w*f.channels()) <= maxRatio*len(f.packed)
}

// scanPNG checks the chunks and gathers what matters.
func scanPNG(data []byte) (*pngFile, bool) {
	const overhead = 12 // bytes of a chunk beside its data
	if !bytes.HasPrefix(data, []byte(pngMagic)) {
		return nil, false
	}
	f := &pngFile{}
	before := ""
	for at := len(pngMagic); len(data)-at >= overhead; {
		size := int(binary.BigEndian.Uint32(data[at:]))
		if size > len(data)-at-overhead {
			return nil, false
		}
		sum := binary.BigEndian.Uint32(data[at+8+size:])
		name, body := string(data[at+4:at+8]), data[at+8:at+8+size]
		if crc32.ChecksumIEEE(data[at+4:at+8+size]) != sum || (name == "IHDR") != (before == "") {
			return nil, false
		}
		if name == "IEND" {
			return f, size == 0 && f.packed != nil
		}
		if !f.parse(name, body, before) {
			return nil, false
		}
		before = name
		at += overhead + size
	}
	return nil, false
}

// parse takes a chunk, whose place is checked too where it matters.
func (f *pngFile) parse(name string, body []byte, before string) bool {
	switch name {
	case "IHDR":
		return f.parseHeader(body)
	case "PLTE":
		return f.kind == pngPalette && f.colour == nil && f.packed == nil && f.parsePalette(body)
	case "tRNS":
		return f.packed == nil && f.parseTransparency(body)
	case "IDAT":
		if f.packed == nil {
			f.packed = body[:len(body):len(body)]
			return f.kind != pngPalette || f.colour != nil
		}
		f.packed = append(f.packed, body...)
		return before == "IDAT"
	}
	const ancillary = 0x20
	return name[0]&ancillary != 0
}

// parseHeader parses an IHDR chunk. It says whether the kind is one of those that are decoded here.
func (f *pngFile) parseHeader(b []byte) bool {
	if len(b) != 13 {
		return false
	}
	f.w, f.h = int(int32(binary.BigEndian.Uint32(b))), int(int32(binary.BigEndian.Uint32(b[4:])))
	depth, compression, filter, interlace := b[8], b[10], b[11], b[12]
	f.kind = b[9]
	switch f.kind {
	case pngGray, pngTrue, pngPalette, pngTrueAlpha:
		return f.w > 0 && f.h > 0 && depth == 8 && compression == 0 && filter == 0 && interlace == 0
	}
	return false
}

func (f *pngFile) parsePalette(b []byte) bool {
	if len(b) == 0 || len(b)%3 != 0 || len(b) > 3*256 {
		return false
	}
	f.colour = make(color.Palette, 0, len(b)/3)
	for ; len(b) > 0; b = b[3:] {
		f.colour = append(f.colour, color.RGBA{b[0], b[1], b[2], 255})
	}
	return true
}

// parseTransparency parses a tRNS chunk: of a palette, how opaque its first colours are.
func (f *pngFile) parseTransparency(alpha []byte) bool {
	if f.kind != pngPalette || f.transparent || len(alpha) > len(f.colour) {
		return false
	}
	f.transparent = true
	for i, a := range alpha {
		c := f.colour[i].(color.RGBA)
		f.colour[i] = color.NRGBA{c.R, c.G, c.B, a}
	}
	return true
}

// image makes the image of the lines, each of which still has its filter before it.
func (f *pngFile) image(raw []byte) (image.Image, bool) {
	bounds := image.Rect(0, 0, f.w, f.h)
	stride := f.w * f.channels()
	line := func(y int) []byte { return raw[y*(1+stride)+1:][:stride] }
	switch f.kind {
	case pngTrue:
		img := image.NewRGBA(bounds)
		for y := range f.h {
			opaque(img.Pix[y*img.Stride:][:img.Stride], line(y))
		}
		return img, true
	case pngTrueAlpha:
		img := image.NewNRGBA(bounds)
		copyLines(img.Pix, f.h, line)
		return img, true
	case pngPalette:
		img := image.NewPaletted(bounds, f.colour)
		copyLines(img.Pix, f.h, line)
		for _, index := range img.Pix {
			if int(index) >= len(f.colour) {
				return nil, false
			}
		}
		return img, true
	}
	img := image.NewGray(bounds)
	copyLines(img.Pix, f.h, line)
	return img, true
}

func copyLines(pix []byte, h int, line func(y int) []byte) {
	for y := range h {
		pix = pix[copy(pix, line(y)):]
	}
}

// opaque makes RGBA of RGB.
func opaque(rgba, rgb []byte) {
	const full = 255 << 24
	little := binary.LittleEndian
	for len(rgba) >= 4 && len(rgb) >= 4 { // reads a byte of the next pixel
		little.PutUint32(rgba, little.Uint32(rgb)|full)
		rgba, rgb = rgba[4:], rgb[3:]
	}
	little.PutUint32(rgba, uint32(rgb[0])|uint32(rgb[1])<<8|uint32(rgb[2])<<16|full)
}
