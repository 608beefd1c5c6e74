package demosite

import (
	"encoding/binary"
	"hash/crc32"
	"html/template"
	"net/http"
)

// brokenKind says, by the last part of the address, what is wrong with the image
// of a registration form's CAPTCHA.
func brokenKind(kind string) (what string, ok bool) {
	switch kind {
	case "404":
		return "is not there (404)", true
	case "not-an-image":
		return "is a page of HTML that calls itself image/png", true
	case "huge":
		return "claims to be 50,000 by 50,000 pixels", true
	case "truncated":
		return "ends in the middle", true
	}
	return "", false
}

func (s *Site) brokenPage(w http.ResponseWriter, r *http.Request) {
	what, ok := brokenKind(r.PathValue("kind"))
	if !ok {
		s.notFound(w, r)
		return
	}
	s.showBroken(w, r, brokenForm(r), what)
}

func brokenForm(r *http.Request) *form {
	path := "/broken/" + r.PathValue("kind")
	return registerForm(path, template.URL(path+"/captcha.png")) //nolint:gosec // one of four constants
}

func (s *Site) showBroken(w http.ResponseWriter, r *http.Request, f *form, what string) {
	s.showForm(w, r, f, "Register", "The picture of this form's CAPTCHA "+what+": nobody can register here.")
}

func (s *Site) brokenPosted(w http.ResponseWriter, r *http.Request) {
	what, ok := brokenKind(r.PathValue("kind"))
	if !ok {
		s.notFound(w, r)
		return
	}
	sent, ok := s.received(w, r)
	if !ok {
		return
	}
	f := brokenForm(r)
	f.fill(sent)
	if _, ok := s.accept(r, f, sent); ok {
		f.CaptchaError = "That cannot be the word in the picture: it has none."
	}
	s.showBroken(w, r, f, what)
}

func (s *Site) brokenImage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	var image []byte
	switch r.PathValue("kind") {
	case "not-an-image":
		image = []byte("<!doctype html><title>Oops</title><p>This is not an image.\n")
	case "huge":
		image = hugePNG()
	case "truncated":
		_, png, err := Captcha(s.opts.Seed, 0)
		if err != nil {
			http.Error(w, "the CAPTCHA could not be drawn", http.StatusInternalServerError)
			return
		}
		image = png[:len(png)/2]
	default:
		s.notFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(image) // see show
}

// hugePNG is the start of a gray PNG of 50,000 × 50,000 pixels: a whole header
// with a right checksum, and an IDAT chunk that holds next to nothing.
func hugePNG() []byte {
	const side = 50_000
	png := []byte("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, side)
	header = binary.BigEndian.AppendUint32(header, side)
	header = append(header, 8, 0, 0, 0, 0) // bit depth, gray, deflate, no filter method, not interlaced
	png = appendChunk(png, "IHDR", header)
	png = appendChunk(png, "IDAT", []byte{0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01}) // zlib of nothing
	return appendChunk(png, "IEND", nil)
}

// appendChunk appends a chunk with its length and checksum (PNG, section 5.3).
func appendChunk(png []byte, kind string, data []byte) []byte {
	png = binary.BigEndian.AppendUint32(png, uint32(len(data)))
	sum := crc32.NewIEEE()
	for _, part := range [][]byte{[]byte(kind), data} {
		png = append(png, part...)
		_, _ = sum.Write(part) // a hash never fails
	}
	return binary.BigEndian.AppendUint32(png, sum.Sum32())
}
