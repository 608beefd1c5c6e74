package proxy

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestFor(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for _, p := range pairs {
				if k, v, _ := strings.Cut(p, "="); k == name {
					return v
				}
			}
			return ""
		}
	}
	for _, tt := range []struct {
		opts Options
		url  string
		want string // "": direct
	}{
		{Options{}, "http://a.example/", ""},
		{Options{Rules: []string{"proxy.example:3128"}}, "http://a.example/", "http://proxy.example:3128"},
		{Options{Rules: []string{"HTTPS://u:p=w@proxy.example"}}, "https://a.example/", "https://u:p=w@proxy.example"},
		{Options{Rules: []string{"socks5://[::1]"}}, "https://a.example/", "socks5://[::1]:1080"},
		{Options{Rules: []string{"a.example=http://one:1", "http://two:2"}}, "http://a.example/", "http://one:1"},
		{Options{Rules: []string{"a.example=http://one:1", "http://two:2"}}, "https://b.a.example/", "http://one:1"},
		{Options{Rules: []string{"*.a.example=http://one:1", "http://two:2"}}, "http://a.example/", "http://two:2"},
		{Options{Rules: []string{"a.example, b.example = direct", "http://two:2"}}, "http://b.example/", ""},
		{Options{Rules: []string{"a.example:8443=http://one:1"}}, "https://a.example:8443/", "http://one:1"},
		{Options{Rules: []string{"a.example:8443=http://one:1"}}, "https://a.example/", ""},
		{Options{Rules: []string{"10.0.0.0/8=http://one:1"}}, "http://10.1.2.3/", "http://one:1"},
		{Options{Rules: []string{"*=http://one:1"}}, "http://a.example/", "http://one:1"},
		{Options{Rules: []string{"http://one:1"}, NoProxy: "example"}, "http://a.example/", ""},
		{Options{Rules: []string{"a.example=http://one:1"}, NoProxy: "*"}, "http://a.example/", "http://one:1"},
		{Options{Rules: []string{"http://one:1"}}, "http://localhost/", ""},
		{Options{Rules: []string{"*=http://one:1"}}, "http://127.0.0.1:8080/", ""},
		{Options{Rules: []string{"a.example=http://one:1", "127.0.0.1=http://one:1"}}, "http://[::1]:8080/", ""},
		{Options{Rules: []string{"localhost=http://one:1"}}, "http://localhost/", ""},
		{Options{Getenv: env("HTTP_PROXY=one:1")}, "http://a.example/", "http://one:1"},
		{Options{Getenv: env("HTTP_PROXY=one:1")}, "https://a.example/", ""},
		{Options{Getenv: env("https_proxy=one:1")}, "https://a.example/", "http://one:1"},
		{Options{Getenv: env("ALL_PROXY=socks5h://one:1", "HTTP_PROXY=two:2")}, "https://a.example/", "socks5h://one:1"},
		{Options{Getenv: env("ALL_PROXY=socks5h://one:1", "HTTP_PROXY=two:2")}, "http://a.example/", "http://two:2"},
		{Options{Getenv: env("ALL_PROXY=one:1", "no_proxy=.example")}, "http://a.example/", ""},
		{Options{Getenv: env("HTTP_PROXY=one:1", "NO_PROXY=a.example"), Rules: []string{"http://two:2"}}, "http://a.example/", ""},
		{Options{Getenv: env("HTTP_PROXY=one:1", "NO_PROXY=a.example"), Rules: []string{"http://two:2"}, NoProxy: "b.example"}, "http://a.example/", "http://two:2"},
		{Options{Getenv: env("HTTP_PROXY=one:1", "REQUEST_METHOD=GET")}, "http://a.example/", ""},
	} {
		name := fmt.Sprintf("%q %q %s", tt.opts.Rules, tt.opts.NoProxy, tt.url)
		table, err := New(tt.opts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		got, err := table.For(u)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if shown := fmt.Sprint(got); got != nil && shown != tt.want || got == nil && tt.want != "" {
			t.Errorf("%s: got %v, want %q", name, got, tt.want)
		}
	}
}

func TestNoProxy(t *testing.T) {
	for _, text := range []string{"", "=http://one:1", "a.example=", "ftp://u:secret@one", "http://u:secret@", "http://u:secret@one:port", "a.example=gopher://secret", "://"} {
		_, err := New(Options{Rules: []string{"direct", text}})
		var fault *Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), "rule 2") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got %v, want an *Error about rule 2", text, err)
		}
	}
	u := &url.URL{Scheme: "http", Host: "a.example"}
	table, err := New(Options{Getenv: func(name string) string {
		if name == "http_proxy" {
			return "ftp://u:secret@one"
		}
		return ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.For(u); err == nil || !strings.Contains(err.Error(), "http_proxy") || strings.Contains(err.Error(), "secret") {
		t.Errorf("environment: %v", err)
	}
	if got, err := (*Table)(nil).For(u); got != nil || err != nil {
		t.Errorf("no table: %v, %v", got, err)
	}
}
