package cookies

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// version is the version of the file's layout that this package writes and reads.
const version = 1

// document is the file: JSON, field names in snake_case, times in RFC 3339.
type document struct {
	Version int          `json:"formbot_session"`
	Saved   time.Time    `json:"saved"`
	Cookies []fileCookie `json:"cookies"`           // in order of creation
	Removed []fileGone   `json:"removed,omitempty"` // the latest first
}

type fileCookie struct {
	Name       octets    `json:"name"`
	Value      octets    `json:"value"`
	Domain     string    `json:"domain"`
	HostOnly   bool      `json:"host_only"`
	Path       octets    `json:"path"`
	Secure     bool      `json:"secure"`
	HTTPOnly   bool      `json:"http_only"`
	SameSite   SameSite  `json:"same_site"`
	Expires    time.Time `json:"expires,omitzero"` // left out for a session cookie
	Created    time.Time `json:"created"`
	LastAccess time.Time `json:"last_access"`
	Updated    time.Time `json:"updated,omitzero"`
}

// fileGone is a cookie that was removed: another process that still holds it,
// and saves it later, does not bring it back.
type fileGone struct {
	Name     octets    `json:"name"`
	Domain   string    `json:"domain"`
	HostOnly bool      `json:"host_only"`
	Path     octets    `json:"path"`
	Updated  time.Time `json:"updated"`
}

// octets is a string that need not be UTF-8, as what servers send need not be.
// It is written as a JSON string, or as {"base64": "..."} where that would lose
// something.
type octets string

// MarshalJSON implements json.Marshaler.
func (o octets) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(o)) {
		return json.Marshal(string(o))
	}
	return json.Marshal(map[string][]byte{"base64": []byte(o)})
}

// UnmarshalJSON implements json.Unmarshaler. Its errors do not show the value.
func (o *octets) UnmarshalJSON(data []byte) error {
	if s := ""; json.Unmarshal(data, &s) == nil {
		*o = octets(s)
		return nil
	}
	var wrapped struct {
		Base64 *string `json:"base64"`
	}
	if json.Unmarshal(data, &wrapped) != nil || wrapped.Base64 == nil {
		return errors.New("a cookie's name, value or path is neither text nor base64")
	}
	raw, err := base64.StdEncoding.DecodeString(*wrapped.Base64)
	if err != nil {
		return errors.New("a cookie's name, value or path is not base64")
	}
	*o = octets(raw)
	return nil
}

func toFile(c Cookie) fileCookie {
	return fileCookie{
		Name: octets(c.Name), Value: octets(c.Value), Domain: c.Domain, HostOnly: c.HostOnly, Path: octets(c.Path),
		Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite,
		Expires: c.Expires.UTC(), Created: c.Created.UTC(), LastAccess: c.LastAccess.UTC(), Updated: c.Updated.UTC(),
	}
}

func fromFile(c fileCookie) Cookie {
	return Cookie{
		Name: string(c.Name), Value: string(c.Value), Domain: c.Domain, HostOnly: c.HostOnly, Path: string(c.Path),
		Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite,
		Expires: c.Expires, Created: c.Created, LastAccess: c.LastAccess, Updated: c.Updated,
	}
}

// content is what a file holds.
type content struct {
	cookies []Cookie
	gone    map[id]time.Time
}

// encode writes the file's content.
func encode(doc content, saved time.Time) ([]byte, error) {
	out := document{Version: version, Saved: saved.UTC(), Cookies: []fileCookie{}}
	for _, c := range doc.cookies {
		out.Cookies = append(out.Cookies, toFile(c))
	}
	for id, at := range doc.gone {
		out.Removed = append(out.Removed, fileGone{octets(id.name), id.domain, id.hostOnly, octets(id.path), at.UTC()})
	}
	slices.SortFunc(out.Removed, func(a, b fileGone) int {
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.Domain, b.Domain), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path))
	})
	data, err := json.MarshalIndent(out, "", "  ")
	return append(data, '\n'), err
}

// decode reads the file's content. Its errors say what to do and show no values.
func decode(data []byte) (content, error) {
	var head struct {
		Version *int `json:"formbot_session"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return content{}, damaged(err)
	}
	switch {
	case head.Version == nil:
		return content{}, errors.New(`this is not a session that formbot saved (it has no "formbot_session")`)
	case *head.Version != version:
		return content{}, fmt.Errorf("it has version %d, and this formbot reads version %d; use the formbot that wrote it, or a newer one", *head.Version, version)
	}
	var doc document
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return content{}, fmt.Errorf("it has the field %s, which this formbot does not know; use the formbot that wrote it, or a newer one", field)
		}
		return content{}, damaged(err)
	}
	out := content{cookies: make([]Cookie, 0, len(doc.Cookies)), gone: make(map[id]time.Time, len(doc.Removed))}
	for i, c := range doc.Cookies {
		if c.Domain == "" || !strings.HasPrefix(string(c.Path), "/") || c.Created.IsZero() {
			return content{}, fmt.Errorf("it is damaged (cookie %d has no domain, path or time of creation); restore it or log in again", i+1)
		}
		if c.Updated.IsZero() {
			c.Updated = c.Created // an earlier formbot wrote it
		}
		out.cookies = append(out.cookies, fromFile(c))
	}
	for _, g := range doc.Removed {
		out.gone[id{name: string(g.Name), domain: g.Domain, path: string(g.Path), hostOnly: g.HostOnly}] = g.Updated
	}
	return out, nil
}

// damaged describes a fault of the JSON by its place alone: encoding/json quotes
// what it stumbled over, and that may be a secret.
func damaged(err error) error {
	where := ""
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		where = fmt.Sprintf(" at byte %d", syntax.Offset)
	case errors.As(err, &typed):
		where = fmt.Sprintf(" at byte %d (%q)", typed.Offset, typed.Field)
	}
	return fmt.Errorf("it is damaged%s; restore it or log in again", where)
}
