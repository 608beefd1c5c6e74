package flow_test

import (
	"encoding/json"
	"html"
	"net/url"
)

func htmlEscape(s string) string { return html.EscapeString(s) }
func urlEscape(s string) string  { return url.QueryEscape(s) }

func jsonOf(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(b)
}
