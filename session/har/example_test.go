package har_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"github.com/formbot/formbot/session/har"
)

// Example records one request, and the secret in its query stays out.
func Example() {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	dir, err := os.MkdirTemp("", "har")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "session.har")

	rec, err := har.Create(path, har.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: rec.Wrap(http.DefaultTransport)}
	resp, err := client.Get(srv.URL + "/page?api_key=1234")
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = resp.Body.Close()
	if err := rec.Close(); err != nil {
		fmt.Println(err)
		return
	}

	text, err := os.ReadFile(path)
	fmt.Println(strings.Contains(string(text), "/page?api_key=%5Bredacted%5D"), err)
	// Output: true <nil>
}
