package cache

import (
	"net/http"
	"strconv"
	"time"
)

// entry is a stored answer.
type entry struct {
	id     int64
	url    string // the cache key
	host   string
	status int
	header http.Header // as stored: less what belongs to the connection

	requested, received time.Time // when the request went out, and when the answer's header was there

	vary    string // the request fields that it depends on: lower case, sorted, joined by commas
	varySum string // a hash of their values; "" for none

	used    time.Time // when it last was of use, as the file has it
	body    []byte    // filled by store.loadBody
	bodyLen int64     // as it came over the wire
	data    []byte    // the body as it lies in the file, where that is at hand
	packed  int       // how it lies there

	cc directives // of header
}

// response makes an answer of the entry (RFC 9111, section 4).
func (e *entry) response(req *http.Request, age time.Duration, keepCookies bool) *http.Response {
	h := e.header.Clone()
	if !keepCookies {
		h.Del("Set-Cookie")
		h.Del("Set-Cookie2")
	}
	h.Set("Age", strconv.FormatInt(int64(age/time.Second), 10))
	return newResponse(req, e.status, h, e.body)
}

// newResponse makes an answer with a body in memory.
func newResponse(req *http.Request, status int, h http.Header, body []byte) *http.Response {
	resp := &http.Response{
		Status:     strconv.Itoa(status) + " " + http.StatusText(status),
		StatusCode: status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        h,
		Body:          http.NoBody,
		ContentLength: int64(len(body)),
		Request:       req,
	}
	if len(body) > 0 && req.Method != http.MethodHead {
		resp.Body = newBytesBody(body)
	}
	return resp
}

// notModified answers a request's own condition (RFC 9110, section 15.4.5).
func (e *entry) notModified(req *http.Request, age time.Duration) *http.Response {
	h := e.header.Clone()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Type", "Content-Range",
		"Set-Cookie", "Set-Cookie2"} {
		h.Del(name)
	}
	h.Set("Age", strconv.FormatInt(int64(age/time.Second), 10))
	return newResponse(req, http.StatusNotModified, h, nil)
}
