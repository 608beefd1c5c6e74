package ocr

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// testImage is gray with a black square, opaque.
func testImage(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{200}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(w/4, h/4, w/2, h/2), image.Black, image.Point{}, draw.Src)
	return img
}

// onePixelWebP is a lossy picture of 1 × 1, onePixelWebPAlpha the same in the extended format, transparent.
const (
	onePixelWebP      = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
	onePixelWebPAlpha = "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA=="
)

// encoded returns one small image in each format.
func encoded(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	add := func(format string, encode func(io.Writer) error) {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		out[format] = b.Bytes()
	}
	img := testImage(32, 24)
	add("png", func(w io.Writer) error { return png.Encode(w, img) })
	add("jpeg", func(w io.Writer) error { return jpeg.Encode(w, img, nil) })
	add("gif", func(w io.Writer) error { return gif.Encode(w, img, nil) })
	add("bmp", func(w io.Writer) error { return bmp.Encode(w, img) })
	add("webp", func(w io.Writer) error {
		_, err := io.Copy(w, base64.NewDecoder(base64.StdEncoding, strings.NewReader(onePixelWebP)))
		return err
	})
	return out
}

func TestDecodeFormats(t *testing.T) {
	for format, data := range encoded(t) {
		img, got, err := Decode(bytes.NewReader(data), Limits{})
		if err != nil || got != format {
			t.Errorf("%s: got format %q, error %v", format, got, err)
			continue
		}
		if format == "webp" {
			continue // a single pixel
		}
		if img.Bounds() != image.Rect(0, 0, 32, 24) {
			t.Errorf("%s: bounds %v", format, img.Bounds())
		}
		inside, outside := grayAt(img, 12, 9), grayAt(img, 28, 20)
		if inside > 10 || outside < 190 || outside > 210 {
			t.Errorf("%s: square %d, ground %d; want about 0 and 200", format, inside, outside)
		}
	}
}

func grayAt(img image.Image, x, y int) byte {
	return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
}

// Every format must say that a file is cut off, wherever it is cut.
func TestDecodeTruncated(t *testing.T) {
	// What may be missing at the end without a loss: GIF's trailer, and of JPEG the end mark, which Go demands.
	spare := map[string]int{"gif": 1}
	for format, data := range encoded(t) {
		for n := 12; n < len(data)-spare[format]; n++ {
			_, _, err := Decode(bytes.NewReader(data[:n]), Limits{})
			if !errors.Is(err, ErrTruncated) {
				t.Errorf("%s cut to %d of %d bytes: error %v, want ErrTruncated", format, n, len(data), err)
			}
		}
	}
}

func pngHeader(w, h uint32) []byte {
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, w)
	chunk = binary.BigEndian.AppendUint32(chunk, h)
	chunk = append(chunk, 8, 2, 0, 0, 0)
	out := append([]byte(pngMagic), 0, 0, 0, 13)
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestDecodeTooLarge(t *testing.T) {
	enc := encoded(t)
	patch := func(format string, at int, b ...byte) []byte {
		data := bytes.Clone(enc[format])
		copy(data[at:], b)
		return data
	}
	sof := bytes.Index(enc["jpeg"], []byte{0xff, 0xc0})
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"png", pngHeader(50000, 50000), "50000×50000"},
		{"png beyond int32", pngHeader(0x7fffffff, 0x7fffffff), ""},
		{"jpeg", patch("jpeg", sof+5, 0xc3, 0x50, 0xc3, 0x50), "50000×50000"},
		{"gif", patch("gif", 6, 0x50, 0xc3, 0x50, 0xc3), "50000×50000"},
		{"bmp", patch("bmp", 18, 0x50, 0xc3, 0, 0, 0x50, 0xc3, 0, 0), "50000×50000"},
		{"webp", patch("webp", 26, 0xff, 0x3f, 0xff, 0x3f), "16383×16383"},
	}
	for _, tt := range tests {
		_, _, err := Decode(bytes.NewReader(tt.data), Limits{})
		var de *DecodeError
		if !errors.As(err, &de) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want a *DecodeError with %q", tt.name, err, tt.want)
			continue
		}
		if tt.want != "" && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: kind %v, want ErrTooLarge", tt.name, de.Kind)
		}
	}
}

func TestDecodeLimits(t *testing.T) {
	data := encoded(t)["png"] // 32 × 24
	if _, _, err := Decode(bytes.NewReader(data), Limits{MaxPixels: 32 * 24, MaxBytes: int64(len(data))}); err != nil {
		t.Errorf("at the limits: %v", err)
	}
	if _, _, err := Decode(bytes.NewReader(data), Limits{MaxPixels: 32*24 - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a pixel beyond: %v", err)
	}
	if _, _, err := Decode(bytes.NewReader(data), Limits{MaxBytes: int64(len(data)) - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a byte beyond: %v", err)
	}
	// An endless source is read to the limit and no further.
	endless := io.MultiReader(bytes.NewReader(data[:8]), zeros{})
	if _, _, err := Decode(endless, Limits{MaxBytes: 1000}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("endless: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestDecodeNotAnImage(t *testing.T) {
	var tif bytes.Buffer
	if err := tiff.Encode(&tif, testImage(4, 4), nil); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, data, want string }{
		{"empty", "", "it is empty"},
		{"html", "\n<!DOCTYPE html><html>", "an HTML page"},
		{"svg", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, "an SVG drawing"},
		{"json", `{"error": "gone"}`, "JSON"},
		{"sound", "RIFF\x00\x00\x00\x00WAVEfmt ", "sound"},
		{"text", "hello", `it starts with "hello"`},
		// The decoder is in the program, and registered by imaging: still refused.
		{"tiff", tif.String(), "a TIFF image"},
	}
	for _, tt := range tests {
		_, _, err := Decode(strings.NewReader(tt.data), Limits{})
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want ErrFormat with %q", tt.name, err, tt.want)
		}
	}
}

func TestDecodeCorrupt(t *testing.T) {
	data := bytes.Clone(encoded(t)["png"])
	data[len(data)-20] ^= 0xff // within the pixels' checksum
	if _, _, err := Decode(bytes.NewReader(data), Limits{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("flipped bits: %v, want ErrCorrupt", err)
	}
	if _, _, err := Decode(bytes.NewReader(pngHeader(0, 10)), Limits{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("no pixels: %v, want ErrCorrupt", err)
	}
	scans := append(bytes.Clone(encoded(t)["jpeg"]), bytes.Repeat([]byte{0xff, 0xda}, maxJPEGScans)...)
	if _, _, err := Decode(bytes.NewReader(scans), Limits{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("many scans: %v, want ErrCorrupt", err)
	}
}

func TestDecodeReaderError(t *testing.T) {
	broken := errors.New("connection reset")
	_, _, err := Decode(iotest.ErrReader(broken), Limits{})
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want %v wrapped", err, broken)
	}
}

func TestDecodeLaysAlphaOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	img.SetNRGBA(0, 0, color.NRGBA{0, 0, 0, 0})      // clear
	img.SetNRGBA(1, 0, color.NRGBA{0, 0, 0, 128})    // half black
	img.SetNRGBA(2, 0, color.NRGBA{9, 99, 199, 255}) // opaque
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	got, _, err := Decode(&b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for x, want := range []color.RGBA{{255, 255, 255, 255}, {127, 127, 127, 255}, {9, 99, 199, 255}} {
		if c := color.RGBAModel.Convert(got.At(x, 0)); c != want {
			t.Errorf("pixel %d: %v, want %v", x, c, want)
		}
	}
	webp, err := base64.StdEncoding.DecodeString(onePixelWebPAlpha)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err = Decode(bytes.NewReader(webp), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if c := color.RGBAModel.Convert(got.At(0, 0)); c != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("transparent webp: %v, want white", c)
	}
}

// The first frame may be smaller than the picture; around it the picture is clear.
func TestDecodeGIFFirstFrame(t *testing.T) {
	palette := color.Palette{color.Black, color.RGBA{255, 0, 0, 255}}
	first := image.NewPaletted(image.Rect(2, 1, 4, 3), palette)
	second := image.NewPaletted(image.Rect(0, 0, 6, 4), palette)
	for i := range second.Pix {
		second.Pix[i] = 1
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{first, second}, Delay: []int{1, 1}, Config: image.Config{Width: 6, Height: 4},
	})
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := Decode(&b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds() != image.Rect(0, 0, 6, 4) {
		t.Fatalf("bounds %v", img.Bounds())
	}
	if in, out := grayAt(img, 2, 1), grayAt(img, 0, 0); in != 0 || out != 255 {
		t.Errorf("frame %d, around it %d; want 0 and 255", in, out)
	}
}

func FuzzDecode(f *testing.F) {
	for _, data := range encoded(f) {
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add(pngHeader(50000, 50000))
	f.Fuzz(func(t *testing.T, data []byte) {
		const maxPixels = 1 << 16
		img, format, err := Decode(bytes.NewReader(data), Limits{MaxPixels: maxPixels})
		if err != nil {
			var de *DecodeError
			if !errors.As(err, &de) {
				t.Errorf("error %v is no *DecodeError", err)
			}
			return
		}
		b := img.Bounds()
		if b.Min != (image.Point{}) || b.Dx() < 1 || b.Dy() < 1 || b.Dx()*b.Dy() > maxPixels {
			t.Errorf("%s: bounds %v", format, b)
		}
		if !isOpaque(img) {
			t.Errorf("%s: not opaque", format)
		}
		p := newPicture(img, new(buffers))
		if w, h := p.size(); w != b.Dx() || h != b.Dy() {
			t.Errorf("%s: picture of %d×%d, image of %v", format, w, h, b)
		}
	})
}
