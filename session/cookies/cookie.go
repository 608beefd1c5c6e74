package cookies

import "time"

// SameSite is the same-site-flag of a cookie.
type SameSite string

// The values of SameSite. Default is a cookie without the attribute, or with one
// that is not known; it is enforced as Lax, as browsers do.
const (
	SameSiteDefault SameSite = ""
	SameSiteNone    SameSite = "none"
	SameSiteLax     SameSite = "lax"
	SameSiteStrict  SameSite = "strict"
)

// Cookie is a stored cookie: the fields of RFC 6265bis, section 5.7.
type Cookie struct {
	Name       string // octets, not always UTF-8; may be empty
	Value      string // octets, not always UTF-8; a secret
	Domain     string // canonical host, without a leading dot
	HostOnly   bool   // goes to Domain alone, not below it
	Path       string
	Secure     bool
	HTTPOnly   bool
	SameSite   SameSite
	Expires    time.Time // zero for a session cookie
	Created    time.Time // kept when a cookie is set again
	LastAccess time.Time
	Updated    time.Time // when it was last set: of two copies the newer one counts
}

// id is what makes two cookies one (section 5.7, the step about "old-cookie").
type id struct {
	name, domain, path string
	hostOnly           bool
}

func (c *Cookie) id() id {
	return id{name: c.Name, domain: c.Domain, path: c.Path, hostOnly: c.HostOnly}
}

// expired reports whether the cookie is over. A session cookie never is.
func (c *Cookie) expired(now time.Time) bool {
	return !c.Expires.IsZero() && !c.Expires.After(now)
}
