// Package proxy says through which proxy a host is reached.
//
//	table, err := proxy.New(proxy.Options{
//		Rules:   []string{"*.internal.example=direct", "example.com=socks5://127.0.0.1:1080", "http://proxy.example:3128"},
//		NoProxy: "10.0.0.0/8",
//		Getenv:  os.Getenv,
//	})
//	u, err := table.For(target)
//
// The first rule that matches counts; one without hosts matches all. What stands
// before the = is written as in NO_PROXY: "example.com" is that host and all below
// it, ".example.com" and "*.example.com" only what is below it; an address, a CIDR
// block and a port behind the host work too. Where no rule matches, HTTP_PROXY,
// HTTPS_PROXY, ALL_PROXY and NO_PROXY do, in capitals or not.
//
// Proxies are http, https, socks5 and socks5h, with user and password in their URL.
// Names are always resolved by the proxy. This machine (localhost, loopback
// addresses) is never reached through one. Passwords are in no error.
package proxy
