package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/formbot/formbot/session/cookies"
)

// extensionCookie is chrome.cookies.Cookie, which is what the extensions write.
// https://developer.chrome.com/docs/extensions/reference/api/cookies#type-Cookie
type extensionCookie struct {
	Domain     string   `json:"domain"`
	Expiration *float64 `json:"expirationDate,omitempty"` // seconds since 1970
	HostOnly   *bool    `json:"hostOnly"`
	HTTPOnly   bool     `json:"httpOnly"`
	Name       string   `json:"name"`
	Path       string   `json:"path"`
	SameSite   *string  `json:"sameSite"`
	Secure     bool     `json:"secure"`
	Session    bool     `json:"session"`
	StoreID    *string  `json:"storeId"`
	Value      *string  `json:"value"`
}

// readJSON reads an array of such cookies, or an object that has one as its
// "cookies", with Playwright's and Puppeteer's "expires" for the end.
func (r *Result) readJSON(data []byte) error {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		var wrapped struct {
			Cookies []json.RawMessage `json:"cookies"`
		}
		if json.Unmarshal(data, &wrapped) != nil {
			return damaged(err)
		}
		list = wrapped.Cookies
	}
	for i, raw := range list {
		where := fmt.Sprintf("cookie %d", i+1)
		var c struct {
			extensionCookie
			Expires *float64 `json:"expires"`
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			r.leave(where, damaged(err).Error())
			continue
		}
		if c.Domain == "" || c.Value == nil {
			r.leave(where, `it has no "domain" or no "value"`)
			continue
		}
		out := cookies.Cookie{
			Name: c.Name, Value: *c.Value, Path: c.Path, Secure: c.Secure, HTTPOnly: c.HTTPOnly,
			SameSite: sameSiteOf(c.SameSite),
		}
		out.Domain, out.HostOnly = domainOf(c.Domain)
		if c.HostOnly != nil {
			out.HostOnly = *c.HostOnly
		}
		if c.Expiration == nil {
			c.Expiration = c.Expires
		}
		if c.Expiration != nil && !c.Session {
			out.Expires = fromSeconds(*c.Expiration)
		}
		r.Cookies = append(r.Cookies, out)
	}
	return nil
}

// sameSiteOf reads the extensions' words and those of the header.
func sameSiteOf(s *string) cookies.SameSite {
	if s == nil {
		return cookies.SameSiteDefault
	}
	switch strings.ToLower(*s) {
	case "no_restriction", "none":
		return cookies.SameSiteNone
	case "lax":
		return cookies.SameSiteLax
	case "strict":
		return cookies.SameSiteStrict
	}
	return cookies.SameSiteDefault
}

func writeJSON(w io.Writer, list []cookies.Cookie) ([]Left, error) {
	var left []Left
	out := []extensionCookie{}
	for i := range list {
		c := &list[i]
		if !isText(c) {
			left = append(left, Left{called(c), "it has octets that are no UTF-8, which JSON cannot hold"})
			continue
		}
		word := map[cookies.SameSite]string{
			cookies.SameSiteNone: "no_restriction", cookies.SameSiteLax: "lax", cookies.SameSiteStrict: "strict",
		}[c.SameSite]
		if word == "" {
			word = "unspecified"
		}
		store, hostOnly, value := "0", c.HostOnly, c.Value
		e := extensionCookie{
			Domain: c.Domain, HostOnly: &hostOnly, HTTPOnly: c.HTTPOnly, Name: c.Name, Path: c.Path,
			SameSite: &word, Secure: c.Secure, Session: c.Expires.IsZero(), StoreID: &store, Value: &value,
		}
		if !c.HostOnly {
			e.Domain = "." + c.Domain
		}
		if !c.Expires.IsZero() {
			seconds := math.Round(float64(c.Expires.UnixMicro())) / 1e6
			e.Expiration = &seconds
		}
		out = append(out, e)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return left, enc.Encode(out)
}

func isText(c *cookies.Cookie) bool {
	return utf8.ValidString(c.Name) && utf8.ValidString(c.Value) && utf8.ValidString(c.Path)
}
