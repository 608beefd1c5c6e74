package auth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/formbot/formbot/session/auth"
)

// Example logs in where the server asks for it.
func Example() {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, ok := r.BasicAuth(); !ok || user != "ada" || password != "lovelace" {
			w.Header().Set("WWW-Authenticate", `Basic realm="staging"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer srv.Close()

	t, err := auth.New(http.DefaultTransport, auth.Options{
		Logins: []auth.Login{{Origin: srv.URL, User: "ada", Password: "lovelace"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: t}
	resp, err := client.Get(srv.URL + "/page")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 200 OK
}
