package main

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
)

// pageSite is a site of single pages for `formbot get`.
func pageSite() http.HandlerFunc {
	var asked, flaky atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/cyrillic":
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2")
		case "/bytes":
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("\x89PNG\r\n\xff\xfe"))
		case "/header":
			_, _ = fmt.Fprintf(w, "agent=%s own=%s cookie=%s\n", r.UserAgent(), r.Header.Get("X-Own"), r.Header.Get("Cookie"))
		case "/cached":
			w.Header().Set("Cache-Control", "max-age=600")
			_, _ = fmt.Fprintf(w, "asked %d times\n", asked.Add(1))
		case "/basic":
			if user, password, _ := r.BasicAuth(); user != "ada" || password != "lovelace" {
				w.Header().Set("WWW-Authenticate", `Basic realm="staging"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_, _ = io.WriteString(w, "hello, ada\n")
		case "/set":
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "s3cretvalue-of-sessions", Path: "/"})
			http.Redirect(w, r, "/header?token=s3crettoken", http.StatusFound)
		case "/flaky": // fails twice, then works
			if flaky.Add(1)%3 != 0 {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			_, _ = io.WriteString(w, "at last\n")
		default:
			http.NotFound(w, r)
		}
	}
}
