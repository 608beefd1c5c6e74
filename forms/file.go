package forms

import (
	"bytes"
	"io"
	"path"
	"strings"
)

// A File is what a file input uploads. It is opened once for each time that
// the submission is sent, and never held in memory.
type File struct {
	Name string // file name as sent, without a folder
	// ContentType is the MIME type as sent. Zero: by the name's extension,
	// else application/octet-stream.
	ContentType string
	Size        int64 // in bytes; negative when not known beforehand
	// Open returns the content from its beginning; the caller closes it.
	// Nil: the file is empty.
	Open func() (io.ReadCloser, error)
}

// FileFromBytes returns a File with the content data.
func FileFromBytes(name string, data []byte) File {
	return File{
		Name: name,
		Size: int64(len(data)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// contentType is the MIME type to send. The table is short and of our own,
// because that of package mime differs from machine to machine.
func (f File) contentType() string {
	if f.ContentType != "" {
		return f.ContentType
	}
	switch strings.ToLower(path.Ext(f.Name)) {
	case ".txt":
		return "text/plain"
	case ".html", ".htm":
		return "text/html"
	case ".css":
		return "text/css"
	case ".csv":
		return "text/csv"
	case ".js", ".mjs":
		return "text/javascript"
	case ".json":
		return "application/json"
	case ".xml":
		return "text/xml"
	case ".pdf":
		return "application/pdf"
	case ".zip":
		return "application/zip"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".svg":
		return "image/svg+xml"
	case ".bmp":
		return "image/bmp"
	case ".mp3":
		return "audio/mpeg"
	case ".mp4":
		return "video/mp4"
	}
	return "application/octet-stream"
}
