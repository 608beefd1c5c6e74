package proxy_test

import (
	"fmt"
	"net/url"

	"github.com/formbot/formbot/session/proxy"
)

// Example sends one site through a tunnel, and the rest through the house's proxy.
func Example() {
	table, err := proxy.New(proxy.Options{Rules: []string{
		"staging.example.com=socks5://127.0.0.1:1080", "*.internal.example=direct", "http://proxy.example:3128",
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, raw := range []string{"https://staging.example.com/", "http://wiki.internal.example/", "https://go.dev/"} {
		target, err := url.Parse(raw)
		if err != nil {
			fmt.Println(err)
			return
		}
		via, err := table.For(target)
		fmt.Println(target.Host, via, err)
	}
	// Output:
	// staging.example.com socks5://127.0.0.1:1080 <nil>
	// wiki.internal.example <nil> <nil>
	// go.dev http://proxy.example:3128 <nil>
}
