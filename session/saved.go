package session

import (
	"net/http"
	"net/url"
)

// SavedPage makes a page of an HTML document that came another way, such as a
// file that a browser saved. u is where its relative links count from.
func SavedPage(u *url.URL, body []byte) *Page {
	p := &Page{
		URL: u, Method: http.MethodGet, Status: http.StatusOK, Body: body,
		Header: http.Header{"Content-Type": {"text/html"}},
	}
	return p.ready()
}
