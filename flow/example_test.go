package flow_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/session"
)

func Example() {
	// A site with a login, on this machine.
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.FormValue("password") == "analytical engine" {
			_, _ = io.WriteString(w, `<h1>Welcome, `+r.FormValue("user")+`</h1><p id=me data-id=42>`)
			return
		}
		_, _ = io.WriteString(w, `<form id=login method=post><input name=user><input type=password name=password></form>`)
	}))
	defer site.Close()

	f, err := flow.Parse("login.yaml", []byte(`
name: login
start: "${site}/login"
inputs:
  site: {required: true}
  password: {required: true, secret: true}
steps:
  - form: "#login"
    fill: {user: Ada, password: "${password}"}
    expect: {text: "Welcome, Ada"}
    extract: {user_id: {css: "#me", attr: data-id}}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	s := session.New(session.Options{Strict: true})
	defer s.Close()
	for _, password := range []string{"difference engine", "analytical engine"} {
		result, err := f.Run(context.Background(), s, flow.RunOptions{
			Inputs: map[string]string{"site": site.URL, "password": password},
		})
		fmt.Println(result.OK, result.Values["user_id"], err != nil)
	}
	// Output:
	// false  true
	// true 42 false
}
