package auth

import (
	"crypto/md5" //nolint:gosec // RFC 7616 keeps it for servers that know no other
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// digest is a Digest challenge that can be answered, and the count of its
// answers.
type digest struct {
	realm, nonce, opaque string
	algorithm            string // as the server wrote it; "" where it did not
	qop                  string // "auth", "auth-int", or "" for RFC 2069's
	userhash, utf8       bool
	hash                 func() hash.Hash
	session              bool // an algorithm ending in -sess
	strength             int

	domain []*url.URL // what is protected together; none: the whole origin
	cnonce string     // the client's nonce, one for each of the server's

	// What changes, and is the Transport's to guard.
	nc     uint32 // answers with this nonce so far
	proven bool   // one of them was accepted
}

// newDigest takes over a challenge. ok is false for one of an algorithm or a
// quality of protection that is not known, which a client must pass over (RFC
// 7616, section 3.3).
func newDigest(c challenge, base *url.URL) (*digest, bool) {
	d := &digest{
		realm: c.params["realm"], nonce: c.params["nonce"], opaque: c.params["opaque"], algorithm: c.params["algorithm"],
		userhash: strings.EqualFold(c.params["userhash"], "true"), utf8: strings.EqualFold(c.params["charset"], "utf-8"),
	}
	name := strings.ToLower(d.algorithm)
	name, d.session = strings.CutSuffix(name, "-sess")
	switch name {
	case "", "md5":
		d.hash, d.strength = md5.New, 1
	case "sha-256":
		d.hash, d.strength = sha256.New, 2
	case "sha-512-256":
		d.hash, d.strength = sha512.New512_256, 3
	default:
		return nil, false
	}
	if _, asked := c.params["qop"]; asked {
		offered := strings.FieldsFunc(strings.ToLower(c.params["qop"]), func(r rune) bool { return strings.ContainsRune(blank+",", r) })
		switch {
		case slices.Contains(offered, "auth"):
			d.qop = "auth"
		case slices.Contains(offered, "auth-int"):
			d.qop = "auth-int"
		default:
			return nil, false
		}
	}
	for _, ref := range strings.Fields(c.params["domain"]) {
		if u, err := base.Parse(ref); err == nil {
			d.domain = append(d.domain, u)
		}
	}
	d.cnonce = rand.Text()
	return d, d.nonce != ""
}

// covers reports whether a URL of the challenge's origin is protected by it (RFC
// 7616, section 3.3, "domain").
func (d *digest) covers(u *url.URL) bool {
	if len(d.domain) == 0 {
		return true
	}
	return slices.ContainsFunc(d.domain, func(p *url.URL) bool {
		return origin(p) == origin(u) && strings.HasPrefix(u.EscapedPath(), p.EscapedPath())
	})
}

// answer is the value of Authorization for a request (RFC 7616, section 3.4). nc
// is the number of this answer, from 1.
func (d *digest) answer(l Login, req *http.Request, nc uint32) (string, error) {
	user, password := l.User, l.Password
	if d.utf8 {
		user, password = norm.NFC.String(user), norm.NFC.String(password)
	}
	count, uri := fmt.Sprintf("%08x", nc), req.URL.RequestURI()
	a1 := d.sum(user + ":" + d.realm + ":" + password)
	if d.session {
		a1 = d.sum(a1 + ":" + d.nonce + ":" + d.cnonce)
	}
	a2 := req.Method + ":" + uri
	if d.qop == "auth-int" {
		body, err := d.sumBody(req)
		if err != nil {
			return "", err
		}
		a2 += ":" + body
	}
	response := d.nonce + ":" + d.sum(a2)
	if d.qop != "" {
		response = strings.Join([]string{d.nonce, count, d.cnonce, d.qop, d.sum(a2)}, ":")
	}
	fields := []string{d.userField(user), "realm=" + quoted(d.realm), "nonce=" + quoted(d.nonce), "uri=" + quoted(uri),
		"response=" + quoted(d.sum(a1+":"+response))}
	if d.algorithm != "" {
		fields = append(fields, "algorithm="+d.algorithm)
	}
	if d.opaque != "" {
		fields = append(fields, "opaque="+quoted(d.opaque))
	}
	if d.qop != "" {
		fields = append(fields, "qop="+d.qop, "nc="+count)
	}
	if d.qop != "" || d.session {
		fields = append(fields, "cnonce="+quoted(d.cnonce))
	}
	if d.userhash {
		fields = append(fields, "userhash=true")
	}
	return "Digest " + strings.Join(fields, ", "), nil
}

// userField is the user's name: hashed (section 3.4.4), or as extended notation
// where a quoted string can't hold it (section 3.4, "username*").
func (d *digest) userField(user string) string {
	if d.userhash {
		return "username=" + quoted(d.sum(user+":"+d.realm))
	}
	for i := range len(user) {
		if user[i] < ' ' || user[i] > '~' {
			return "username*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(user), "+", "%20")
		}
	}
	return "username=" + quoted(user)
}

func (d *digest) sum(s string) string {
	h := d.hash()
	_, _ = io.WriteString(h, s) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))
}

// sumBody hashes what a request will send.
func (d *digest) sumBody(req *http.Request) (string, error) {
	h := d.hash()
	if req.Body != nil && req.Body != http.NoBody {
		body, err := req.GetBody()
		if err != nil {
			return "", fmt.Errorf("read the body again: %w", err)
		}
		defer body.Close()
		if _, err := io.Copy(h, body); err != nil {
			return "", fmt.Errorf("read the body again: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// quoted is a quoted string (RFC 9110, section 5.6.4).
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
