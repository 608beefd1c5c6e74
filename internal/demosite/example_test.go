package demosite_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/formbot/formbot/internal/demosite"
)

func ExampleNew() {
	site := demosite.New(demosite.Options{Seed: 7})
	server := httptest.NewServer(site)
	defer server.Close()

	resp, err := http.Get(server.URL + "/places/default/view/-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(resp.StatusCode, strings.Contains(string(page), "Afghanistan"))
	fmt.Println(site.Counts())
	// Output:
	// 200 true
	// map[GET /places/default/view/-1:1]
}
