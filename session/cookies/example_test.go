package cookies_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/formbot/formbot/session/cookies"
)

func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "session.json")
	page := cookies.Request{URL: &url.URL{Scheme: "https", Host: "shop.example.com", Path: "/login"}}

	jar := cookies.New(cookies.Options{})
	jar.Receive(page, []string{"id=42; Secure; HttpOnly; Path=/", "theme=dark; Domain=example.com; Path=/"})
	if err := jar.Save(file); err != nil {
		fmt.Println(err)
	}

	later := cookies.New(cookies.Options{})
	if err := later.Load(file); err != nil {
		fmt.Println(err)
	}
	fmt.Println(later.Header(page))
	// Output: id=42; theme=dark
}
