package session_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

func Example() {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, _ = fmt.Fprintf(w, "Welcome, %s", r.FormValue("name"))
			return
		}
		_, _ = io.WriteString(w, `<form method=post><input name=name></form>`)
	}))
	defer site.Close()

	ctx := context.Background()
	s := session.New(session.Options{}) // the scope: this machine
	defer s.Close()
	page, err := s.Get(ctx, site.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := page.Forms()
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := list[0].Fill(map[string][]string{"name": {"Ada"}}); err != nil {
		fmt.Println(err)
		return
	}
	sub, err := list[0].Submit(forms.SubmitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err = s.Submit(ctx, sub, page.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Text())

	_, err = s.Submit(ctx, &forms.Submission{Method: "POST", URL: &url.URL{Scheme: "https", Host: "evil.example"}}, page.URL)
	fmt.Println(err)
	// Output:
	// Welcome, Ada
	// refused: evil.example is not in scope: the host is not declared; if you may automate it, add to scope.yaml, below "authorised:", the line - host: "evil.example"
}
