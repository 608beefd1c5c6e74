package har

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// exchange is one request and its answer.
type exchange struct {
	rec   *Recorder
	trace *trace
	req   *http.Request
	sent  atomic.Pointer[sentBody] // nil for a request without a body
	resp  *http.Response
}

// fail writes the entry of a request without an answer.
func (x *exchange) fail(err error) {
	e := x.entry()
	e.Response = response{
		Cookies: []cookie{}, Headers: []nameValue{}, Content: content{MIMEType: "x-unknown"},
		HeadersSize: -1, BodySize: -1, Error: x.rec.opts.ErrorText(err),
	}
	x.rec.doc.append(e)
}

// finish writes the entry once the body has ended with err, io.EOF for all of it.
func (x *exchange) finish(body *capture, err error) {
	e := x.entry()
	secrets := x.rec.redactor(secretFields(x.req.Context()))
	resp := x.resp
	headers := sortedHeader(resp.Header)
	e.Response = response{
		Status: resp.StatusCode, StatusText: strings.TrimSpace(strings.TrimPrefix(resp.Status, fmt.Sprint(resp.StatusCode))),
		HTTPVersion: resp.Proto, Cookies: secrets.setCookies(resp.Header["Set-Cookie"]), Headers: secrets.headers(headers),
		RedirectURL: secrets.url(resp.Header.Get("Location")), HeadersSize: -1, BodySize: body.size,
	}
	// The body comes last, when what the header told is known.
	e.Response.Content = x.content(x.rec.redactor(secretFields(x.req.Context())), body)
	if resp.ProtoMajor == 1 {
		e.Response.HeadersSize = headerSize(resp.Proto+" "+resp.Status, headers)
	}
	e.Response.TransferSize = max(int64(e.Response.HeadersSize), 0) + body.size
	switch {
	case errors.Is(err, errClosedEarly) && body.size != resp.ContentLength && resp.Body != http.NoBody:
		e.Response.Content.Comment = join(e.Response.Content.Comment, "the body was not read to its end")
	case !errors.Is(err, io.EOF) && !errors.Is(err, errClosedEarly):
		e.Response.Error = x.rec.opts.ErrorText(err)
	}
	x.rec.doc.append(e)
}

// entry is all that is known of the request, and the times until now.
func (x *exchange) entry() *entry {
	end := x.rec.opts.Now()
	e := &entry{Started: x.trace.start.UTC(), Timings: x.trace.timings(end)}
	e.Time = e.Timings.total()
	x.trace.mu.Lock()
	headers := append([]nameValue{}, x.trace.sent...)
	e.Connection = x.trace.local
	if ip := net.ParseIP(strings.Split(x.trace.remote, "%")[0]); ip != nil {
		e.ServerIP = ip.String()
	}
	x.trace.mu.Unlock()
	if len(headers) == 0 { // not sent at all
		headers = sortedHeader(x.req.Header)
	}
	secrets := x.rec.redactor(secretFields(x.req.Context()))
	req := request{
		Method: x.req.Method, HTTPVersion: "HTTP/1.1", HeadersSize: -1,
		Cookies: secrets.cookies(x.req.Header["Cookie"]), Query: secrets.query(x.req.URL.RawQuery),
	}
	if x.resp != nil {
		req.HTTPVersion = x.resp.Proto
	}
	if x.resp == nil || x.resp.ProtoMajor == 1 {
		req.HeadersSize = headerSize(fmt.Sprintf("%s %s HTTP/1.1", x.req.Method, x.req.URL.RequestURI()), headers)
	}
	if kept := x.sent.Load(); kept != nil {
		kept.mu.Lock()
		body := kept.capture
		kept.mu.Unlock()
		req.BodySize, req.PostData = body.size, secrets.postData(x.req.Header.Get("Content-Type"), &body)
	}
	// Last, when secrets that were posted are known.
	secrets = x.rec.redactor(secretFields(x.req.Context()))
	req.Headers = secrets.headers(headers)
	target := *x.req.URL
	target.User, target.Fragment, target.RawFragment = nil, "", ""
	req.URL = secrets.url(target.String())
	e.Request = req
	return e
}

// content describes the answer's body.
func (x *exchange) content(secrets *redactor, body *capture) content {
	h := x.resp.Header
	out := content{Size: body.size, MIMEType: h.Get("Content-Type")}
	if out.MIMEType == "" {
		out.MIMEType = "x-unknown"
	}
	switch {
	case body.size == 0:
		return out
	case !body.whole():
		out.Comment = fmt.Sprintf("left out: it is larger than %d bytes", max(body.limit, 0))
		return out
	}
	data := body.data
	if coding := h.Get("Content-Encoding"); coding != "" {
		if x.rec.opts.Decode == nil {
			out.Text, out.Encoding, out.Comment = base64.StdEncoding.EncodeToString(data), "base64", "still in its Content-Encoding"
			return out
		}
		decoded, err := x.rec.opts.Decode(h, data)
		if err != nil {
			out.Comment = "left out: it cannot be decompressed, or not within its limit"
			return out
		}
		out.Size, out.Compression, data = int64(len(decoded)), int64(len(decoded))-body.size, decoded
	}
	text := data
	if x.rec.opts.Text != nil && isText(out.MIMEType) {
		text = x.rec.opts.Text(h, data)
	}
	if utf8.Valid(text) {
		out.Text = secrets.text(string(text))
		return out
	}
	out.Text, out.Encoding = base64.StdEncoding.EncodeToString(data), "base64"
	return out
}

// isText reports whether a type's bytes are characters.
func isText(mimeType string) bool {
	kind, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		return false
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "+json") ||
		kind == "application/xml" || kind == "application/json" || kind == "application/javascript"
}

// headerSize is what a header takes in HTTP/1.1, its empty line included.
func headerSize(first string, headers []nameValue) int {
	n := len(first) + 4
	for _, h := range headers {
		n += len(h.Name) + len(h.Value) + 4
	}
	return n
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
