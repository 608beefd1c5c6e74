package exchange

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/formbot/formbot/session/cookies"
)

// The parts of HAR 1.2 that cookies are in (http://www.softwareishard.com/blog/har-12-spec/).
type (
	harFile struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harEntry struct {
		Started  time.Time   `json:"startedDateTime"`
		Time     float64     `json:"time"`
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
	harRequest struct {
		Method      string      `json:"method"`
		URL         string      `json:"url"`
		HTTPVersion string      `json:"httpVersion"`
		Cookies     []harCookie `json:"cookies"`
		Headers     []harHeader `json:"headers"`
		QueryString []harHeader `json:"queryString"`
		HeadersSize int         `json:"headersSize"`
		BodySize    int         `json:"bodySize"`
	}
	harResponse struct {
		Status      int         `json:"status"`
		StatusText  string      `json:"statusText"`
		HTTPVersion string      `json:"httpVersion"`
		Cookies     []harCookie `json:"cookies"`
		Headers     []harHeader `json:"headers"`
		Content     harContent  `json:"content"`
		RedirectURL string      `json:"redirectURL"`
		HeadersSize int         `json:"headersSize"`
		BodySize    int         `json:"bodySize"`
	}
	harContent struct {
		Size     int    `json:"size"`
		MIMEType string `json:"mimeType"`
	}
	harHeader struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harCookie struct {
		Name     string `json:"name"`
		Value    string `json:"value"`
		Path     string `json:"path,omitempty"`
		Domain   string `json:"domain,omitempty"`
		Expires  string `json:"expires,omitempty"`
		HTTPOnly bool   `json:"httpOnly,omitempty"`
		Secure   bool   `json:"secure,omitempty"`
		SameSite string `json:"sameSite,omitempty"`
	}
)

// readHAR plays the archive back: in the order of its entries a jar takes the
// answers' cookies, by their Set-Cookie headers where they were kept, and what a
// request sent is taken over where no answer in the archive had set it. Of such a
// cookie only name and value are known: it becomes a session cookie of that host
// alone, and Secure where the request was.
func (r *Result) readHAR(data []byte, opts Options) error {
	var file harFile
	if err := json.Unmarshal(data, &file); err != nil {
		return damaged(err)
	}
	entries := file.Log.Entries
	slices.SortStableFunc(entries, func(a, b harEntry) int { return a.Started.Compare(b.Started) })
	now := opts.now()
	at := now
	jar := cookies.New(cookies.Options{Now: func() time.Time { return at }})
	for i := range entries {
		e := &entries[i]
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Host == "" {
			if len(e.Request.Cookies)+len(e.Response.Cookies) > 0 {
				r.leave(fmt.Sprintf("entry %d", i+1), "its URL is none that has cookies")
			}
			continue
		}
		if at = e.Started; at.IsZero() || at.After(now) {
			at = now
		}
		r.sent(jar, u, e.Request.Cookies, i)
		r.received(jar, u, &e.Response, i)
	}
	at = now // what has ended since is over
	r.Cookies = jar.All()
	return nil
}

// sent takes over what a request had and the jar does not.
func (r *Result) sent(jar *cookies.Jar, u *url.URL, list []harCookie, entry int) {
	for _, c := range list {
		has := slices.ContainsFunc(jar.Cookies(u), func(have *http.Cookie) bool {
			return have.Name == c.Name && have.Value == c.Value
		})
		if has {
			continue
		}
		host := cookies.Cookie{Name: c.Name, Value: c.Value, Domain: u.Hostname(), HostOnly: true, Path: "/", Secure: u.Scheme == "https"}
		for _, old := range jar.All() { // a script has changed it since it was set
			if old.Name == c.Name && goesTo(&old, u) {
				host = old
				host.Value = c.Value
			}
		}
		if err := jar.Add(host); err != nil {
			r.leave(fmt.Sprintf("a request's cookie in entry %d", entry+1), err.Error())
		}
	}
}

// goesTo says whether a cookie is sent to a URL.
func goesTo(c *cookies.Cookie, u *url.URL) bool {
	one := cookies.New(cookies.Options{})
	return one.Add(*c) == nil && one.Header(cookies.Request{URL: u}) != ""
}

func (r *Result) received(jar *cookies.Jar, u *url.URL, resp *harResponse, entry int) {
	var headers []string
	for _, h := range resp.Headers {
		if strings.EqualFold(h.Name, "Set-Cookie") {
			headers = append(headers, strings.Split(h.Value, "\n")...) // some join them so
		}
	}
	if len(headers) > 0 {
		jar.Receive(cookies.Request{URL: u}, headers)
		return
	}
	for _, c := range resp.Cookies {
		header, err := c.header()
		if err != nil {
			r.leave(fmt.Sprintf("an answer's cookie in entry %d", entry+1), err.Error())
			continue
		}
		jar.Receive(cookies.Request{URL: u}, []string{header})
	}
}

// header is the Set-Cookie header that made a cookie of an answer.
func (c *harCookie) header() (string, error) {
	if strings.ContainsAny(c.Name, "=;") || strings.ContainsAny(c.Value+c.Path+c.Domain, ";") {
		return "", fmt.Errorf("its name or value has characters that a cookie can't have")
	}
	b := c.Name + "=" + c.Value
	if c.Domain != "" && strings.HasPrefix(c.Domain, ".") {
		b += "; Domain=" + c.Domain
	}
	if c.Path != "" {
		b += "; Path=" + c.Path
	}
	if t, err := time.Parse(time.RFC3339, c.Expires); err == nil && t.Year() > 1601 {
		b += "; Expires=" + t.UTC().Format(http.TimeFormat)
	}
	if c.Secure {
		b += "; Secure"
	}
	if c.HTTPOnly {
		b += "; HttpOnly"
	}
	if c.SameSite != "" {
		b += "; SameSite=" + c.SameSite
	}
	return b, nil
}

// writeHAR writes an entry for each domain, whose answer sets its cookies.
func writeHAR(w io.Writer, list []cookies.Cookie, opts Options) ([]Left, error) {
	var left []Left
	byHost := map[string][]*cookies.Cookie{}
	var hosts []string
	for i := range list {
		c := &list[i]
		if !isText(c) {
			left = append(left, Left{called(c), "it has octets that are no UTF-8, which JSON cannot hold"})
			continue
		}
		if byHost[c.Domain] == nil {
			hosts = append(hosts, c.Domain)
		}
		byHost[c.Domain] = append(byHost[c.Domain], c)
	}
	creator := harCreator{Name: cmp.Or(opts.Creator, "formbot"), Version: cmp.Or(opts.Version, "unknown")}
	log := harLog{Version: "1.2", Creator: creator, Entries: []harEntry{}}
	for _, host := range hosts {
		e, cannot := entryOf(host, byHost[host], opts.now())
		log.Entries = append(log.Entries, e)
		left = append(left, cannot...)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return left, enc.Encode(harFile{log})
}

// entryOf is the answer of a host that sets its cookies. It is https, over which
// every cookie may be set.
func entryOf(host string, list []*cookies.Cookie, now time.Time) (e harEntry, left []Left) {
	u := url.URL{Scheme: "https", Host: host, Path: "/"}
	if strings.Contains(host, ":") {
		u.Host = "[" + host + "]"
	}
	e = harEntry{
		Started: now.UTC(),
		Request: harRequest{
			Method: http.MethodGet, URL: u.String(), HTTPVersion: "HTTP/1.1",
			Cookies: []harCookie{}, Headers: []harHeader{}, QueryString: []harHeader{}, HeadersSize: -1, BodySize: 0,
		},
		Response: harResponse{
			Status: http.StatusOK, StatusText: "OK", HTTPVersion: "HTTP/1.1", Cookies: []harCookie{}, Headers: []harHeader{},
			Content: harContent{MIMEType: "text/plain"}, HeadersSize: -1, BodySize: 0,
		},
	}
	for _, c := range list {
		h := harCookie{Name: c.Name, Value: c.Value, Path: c.Path, HTTPOnly: c.HTTPOnly, Secure: c.Secure}
		if !c.HostOnly {
			h.Domain = "." + c.Domain
		}
		if !c.Expires.IsZero() {
			h.Expires = c.Expires.UTC().Format(time.RFC3339)
		}
		if s := string(c.SameSite); s != "" {
			h.SameSite = strings.ToUpper(s[:1]) + s[1:]
		}
		header, err := h.header()
		if err != nil {
			left = append(left, Left{called(c), err.Error()})
			continue
		}
		e.Response.Cookies = append(e.Response.Cookies, h)
		e.Response.Headers = append(e.Response.Headers, harHeader{"Set-Cookie", header})
	}
	return e, left
}
