package forms

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// multipartBody is a multipart/form-data body as a list of pieces, so that
// files are read only while they are sent.
type multipartBody struct {
	parts []bodyPart
	size  int64 // -1 when a file's is not known
}

// A bodyPart is bytes, or else a file.
type bodyPart struct {
	data []byte
	file *File
}

// newBoundary returns a boundary that no content will contain.
func newBoundary() string { return "----formbot" + rand.Text() }

// encodeMultipart builds the body. HTML Living Standard, "multipart/form-data
// encoding algorithm"; there is no Content-Type for the parts that are no
// files, as the standard forbids it.
func encodeMultipart(entries []Entry, enc legacy.Encoding, boundary string) *multipartBody {
	m := &multipartBody{}
	var head bytes.Buffer
	for _, e := range entries {
		head.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"")
		head.Write(escapePartName(enc.Encode(crlf(e.Name))))
		head.WriteByte('"')
		if e.File == nil {
			head.WriteString("\r\n\r\n")
			head.Write(enc.Encode(crlf(e.Value)))
			head.WriteString("\r\n")
			continue
		}
		head.WriteString("; filename=\"")
		head.Write(escapePartName(enc.Encode(e.File.Name)))
		head.WriteString("\"\r\nContent-Type: " + headerSafe(e.File.contentType()) + "\r\n\r\n")
		m.add(head.Bytes())
		head.Reset()
		m.addFile(e.File)
		head.WriteString("\r\n")
	}
	head.WriteString("--" + boundary + "--\r\n")
	m.add(head.Bytes())
	return m
}

func (m *multipartBody) add(data []byte) {
	m.parts = append(m.parts, bodyPart{data: bytes.Clone(data)})
	if m.size >= 0 {
		m.size += int64(len(data))
	}
}

func (m *multipartBody) addFile(f *File) {
	if f.Open == nil {
		return
	}
	m.parts = append(m.parts, bodyPart{file: f})
	if f.Size < 0 || m.size < 0 {
		m.size = -1
		return
	}
	m.size += f.Size
}

// escapePartName escapes a name or file name inside its quotes as browsers
// do, which is neither RFC 2231 nor a backslash.
func escapePartName(raw []byte) []byte {
	raw = bytes.ReplaceAll(raw, []byte("\n"), []byte("%0A"))
	raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("%0D"))
	return bytes.ReplaceAll(raw, []byte(`"`), []byte("%22"))
}

// headerSafe keeps a MIME type from breaking out of its header line.
func headerSafe(mime string) string {
	for i := range len(mime) {
		if mime[i] < 0x20 || mime[i] >= 0x7f {
			return "application/octet-stream"
		}
	}
	return mime
}

// multipartReader reads a body piece by piece, with at most one file open.
type multipartReader struct {
	rest []bodyPart
	cur  io.Reader
	file io.Closer // the file behind cur, nil when it is bytes
	left int64     // of the file's announced size; negative when unknown
	name string    // the file's name
}

var errFileChanged = errors.New("its size is not the one announced; choose the file again")

func (m *multipartBody) open() io.ReadCloser { return &multipartReader{rest: m.parts} }

func (r *multipartReader) Read(p []byte) (int, error) {
	for {
		if r.cur == nil {
			if len(r.rest) == 0 {
				return 0, io.EOF
			}
			if err := r.advance(); err != nil {
				return 0, err
			}
		}
		n, err := r.cur.Read(p)
		if r.file != nil && r.left >= 0 {
			r.left -= int64(n)
			if r.left < 0 || r.left > 0 && errors.Is(err, io.EOF) {
				return 0, fmt.Errorf("send file %q: %w", r.name, errFileChanged)
			}
		}
		if errors.Is(err, io.EOF) {
			err = r.closeFile()
			r.cur = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// advance opens the next piece.
func (r *multipartReader) advance() error {
	part := r.rest[0]
	r.rest = r.rest[1:]
	if part.file == nil {
		r.cur = bytes.NewReader(part.data)
		return nil
	}
	src, err := part.file.Open()
	if err != nil {
		return fmt.Errorf("send file %q: %w", part.file.Name, err)
	}
	r.cur, r.file, r.left, r.name = src, src, part.file.Size, part.file.Name
	return nil
}

func (r *multipartReader) closeFile() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}

// Close closes the file that is open, if one is.
func (r *multipartReader) Close() error {
	r.rest, r.cur = nil, nil
	return r.closeFile()
}
