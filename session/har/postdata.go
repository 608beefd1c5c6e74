package har

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"unicode/utf8"
)

// postData describes what a request sent.
func (r *redactor) postData(contentType string, body *capture) *postData {
	out := &postData{MIMEType: contentType}
	if !body.whole() {
		out.Comment = fmt.Sprintf("left out: it is larger than %d bytes", max(body.limit, 0))
		return out
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = ""
	}
	switch {
	case kind == "application/x-www-form-urlencoded":
		for _, p := range r.query(string(body.data)) {
			out.Params = append(out.Params, param{Name: p.Name, Value: p.Value})
		}
		out.Text = r.encoded(string(body.data))
	case kind == "multipart/form-data" && params["boundary"] != "":
		r.multipart(out, params["boundary"], body.data)
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		out.Text = r.json(string(body.data))
	case utf8.Valid(body.data):
		out.Text = r.text(string(body.data))
	default:
		out.Comment = fmt.Sprintf("left out: %d bytes that are no text", body.size)
	}
	return out
}

// multipart lists the parts, and writes the body again without secrets and files.
func (r *redactor) multipart(out *postData, boundary string, data []byte) {
	var text strings.Builder
	reader := multipart.NewReader(bytes.NewReader(data), boundary)
	for {
		part, err := reader.NextRawPart()
		if err != nil { // io.EOF, or a body that was not sent to its end
			break
		}
		value, err := io.ReadAll(part)
		if err != nil {
			break
		}
		p := param{Name: part.FormName(), FileName: part.FileName(), ContentType: part.Header.Get("Content-Type")}
		switch {
		case p.FileName != "" || !utf8.Valid(value):
			p.Value = fmt.Sprintf("(%d bytes)", len(value))
		default:
			p.Value = r.value(p.Name, string(value))
		}
		out.Params = append(out.Params, p)
		fmt.Fprintf(&text, "--%s\r\nContent-Disposition: %s\r\n", boundary, part.Header.Get("Content-Disposition"))
		if p.ContentType != "" {
			fmt.Fprintf(&text, "Content-Type: %s\r\n", p.ContentType)
		}
		fmt.Fprintf(&text, "\r\n%s\r\n", p.Value)
	}
	fmt.Fprintf(&text, "--%s--\r\n", boundary)
	out.Text = text.String()
}
