package badserver

import (
	"fmt"
	"strings"
)

// to redirects to one place, whatever is asked for.
func to(location string) func(*Conn) error {
	return func(c *Conn) error { return c.send(redirect(location)) }
}

func redirect(location string) string {
	return fmt.Sprintf("HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", location)
}

func redirects() []Misbehaviour {
	return []Misbehaviour{
		{Name: "redirect-loop", What: "redirects from /a to /b and back", path: "a", answer: redirectLoop},
		{Name: "redirect-to-itself", What: "redirects to the same address and sets a cookie each time", answer: redirectWithCookie},
		{Name: "endless-redirects", What: "redirects to another address each time", answer: func(c *Conn) error {
			return c.send(redirect(c.Path + "x"))
		}},
		{Name: "redirect-nowhere", What: "redirects without saying where", answer: func(c *Conn) error {
			return c.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
		}},
		{Name: "redirect-to-bad-url", What: "redirects to http://[::1", answer: to("http://[::1")},
		{Name: "redirect-to-javascript", What: "redirects to javascript:", answer: to("javascript:alert(1)")},
		{Name: "redirect-to-file", What: "redirects to file:", answer: to("file:///etc/passwd")},
		{Name: "redirect-to-ftp", What: "redirects to ftp:", answer: to("ftp://127.0.0.1/")},
		{Name: "redirect-out-of-scope", What: "redirects to another host", answer: to("http://elsewhere.example/")},
		{Name: "redirect-slow-body", What: "redirects, with a body that does not come", answer: redirectSlowBody},
	}
}

func redirectLoop(c *Conn) error {
	if c.Path == "/a" {
		return c.send(redirect("/b"))
	}
	return c.send(redirect("/a"))
}

func redirectWithCookie(c *Conn) error {
	return c.send(strings.Replace(redirect("/"), "\r\n", "\r\nSet-Cookie: seen=1; Secure\r\n", 1))
}

func redirectSlowBody(c *Conn) error {
	if c.Path == "/to" {
		return c.last(ok + "\r\n" + page)
	}
	return then("HTTP/1.1 302 Found\r\nLocation: /to\r\nContent-Length: 100\r\n\r\nsome")(c)
}
