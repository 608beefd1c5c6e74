package ocr

import (
	"bytes"
	"fmt"
	"strings"
)

// sniff tells the format of an image by its first bytes, or returns "".
func sniff(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte(pngMagic)):
		return "png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return "gif"
	case bytes.HasPrefix(data, []byte("BM")):
		return "bmp"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "webp"
	}
	return ""
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// unknownFormat says what data is instead of an image that can be read.
func unknownFormat(data []byte) error {
	if len(data) == 0 {
		return &DecodeError{"", ErrFormat, "it is empty"}
	}
	if what := guess(data); what != "" {
		return &DecodeError{"", ErrFormat, "it looks like " + what}
	}
	return &DecodeError{"", ErrFormat, fmt.Sprintf("it starts with %q", data[:min(len(data), 12)])}
}

// guess names what is commonly found where an image was expected.
func guess(data []byte) string {
	text := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), 256)], []byte("\xef\xbb\xbf")))))
	switch {
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"):
		return "an HTML page, such as an error message or a login form"
	case strings.HasPrefix(text, "<svg"), strings.HasPrefix(text, "<?xml") && strings.Contains(text, "<svg"):
		return "an SVG drawing; convert it to PNG first"
	case strings.HasPrefix(text, "<"):
		return "XML or HTML"
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return "JSON"
	case strings.HasPrefix(text, "data:"):
		return "a data: URI; decode it first"
	case bytes.HasPrefix(data, []byte("II*\x00")), bytes.HasPrefix(data, []byte("MM\x00*")):
		return "a TIFF image; convert it to PNG first"
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		return "an AVIF or HEIC image, or a video; convert it to PNG first"
	case bytes.HasPrefix(data, []byte("\x00\x00\x01\x00")):
		return "an icon; convert it to PNG first"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WAVE", strings.HasPrefix(text, "id3"):
		return "sound"
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return "gzip; decompress it first"
	case strings.HasPrefix(text, "%pdf"):
		return "a PDF document"
	}
	return ""
}
