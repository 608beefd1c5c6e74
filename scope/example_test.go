package scope_test

import (
	"fmt"
	"net/url"

	"github.com/formbot/formbot/scope"
)

func Example() {
	s, err := scope.Parse("scope.yaml", []byte(`
authorised:
  - host: "*.staging.example.com"
    by: "change request 4711"
`), scope.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, raw := range []string{
		"https://shop.staging.example.com/login",
		"http://0x7f.1:8080/",
		"http://localhost@evil.example/",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			fmt.Println(err)
			return
		}
		if d, err := s.Allows(u); err != nil {
			fmt.Println(err)
		} else {
			fmt.Println(d.Host, "by", d.Rule)
		}
	}
	// Output:
	// shop.staging.example.com by *.staging.example.com
	// 127.0.0.1:8080 by this machine
	// refused: evil.example is not in scope: the host is not declared; if you may automate it, add to scope.yaml, below "authorised:", the line - host: "evil.example"
}
