package browserjar

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/formbot/formbot/session/cookies"
)

const firefox = "Firefox"

// Firefox reads the cookies of a Firefox profile: those of its database, and the
// session cookies of its session file, which a running Firefox brings up to date
// every quarter of a minute. What is wrong with the profile is a *ProfileError.
func Firefox(ctx context.Context, opts Options) (*Result, error) {
	dir, err := firefoxProfile(opts)
	if err != nil {
		return nil, err
	}
	container, err := containerID(dir, opts.Container)
	if err != nil {
		return nil, err
	}
	out := &Result{Profile: dir}
	db, err := openCopy(ctx, filepath.Join(dir, "cookies.sqlite"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &ProfileError{firefox, fmt.Sprintf("there is no cookies.sqlite in %s; is that a profile's folder?", dir), nil}
	}
	if err != nil {
		return nil, &ProfileError{firefox, "read the profile", err}
	}
	err = errors.Join(out.readMozCookies(ctx, db.DB, container), db.Close())
	if err == nil {
		err = out.readSessionStore(dir, container)
	}
	if err != nil {
		return nil, &ProfileError{firefox, "read the profile in " + dir, err}
	}
	return out, nil
}

// readMozCookies reads the table. Its columns are named: later versions added
// and removed others.
func (r *Result) readMozCookies(ctx context.Context, db *sql.DB, container string) error {
	rows, err := db.QueryContext(ctx, `SELECT originAttributes, name, CAST(value AS BLOB), host, path, expiry, lastAccessed, creationTime,
		isSecure, isHttpOnly, sameSite FROM moz_cookies ORDER BY creationTime, id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c cookies.Cookie
		var attributes, host string
		var value []byte
		var expiry, accessed, created int64
		var sameSite int
		if err := rows.Scan(&attributes, &c.Name, &value, &host, &c.Path, &expiry, &accessed, &created, &c.Secure, &c.HTTPOnly, &sameSite); err != nil {
			return err
		}
		if !r.isIn(container, attributes) {
			continue
		}
		c.Value = string(value)
		c.Domain, c.HostOnly = domainOf(host)
		c.Expires, c.LastAccess, c.Created = mozExpiry(expiry), since1970(accessed), since1970(created)
		c.SameSite = mozSameSite(sameSite)
		r.Cookies = append(r.Cookies, c)
	}
	return rows.Err()
}

// isIn says whether a cookie with these origin attributes is in the container,
// and counts it where it is not. They are written as a query behind a "^".
func (r *Result) isIn(container, attributes string) bool {
	query, err := url.ParseQuery(strings.TrimPrefix(attributes, "^"))
	switch {
	case err != nil:
		r.leave("its origin attributes are not understood")
	case query.Get("privateBrowsingId") != "" && query.Get("privateBrowsingId") != "0":
		r.leave("it is of private browsing")
	case query.Get("partitionKey") != "" || query.Get("firstPartyDomain") != "":
		r.leave(partitioned)
	case query.Get("userContextId") != container:
		r.leave("it is of another container")
	default:
		return true
	}
	return false
}

const partitioned = "it is partitioned: it goes only to the host within another site"

// mozExpiry reads seconds, or the milliseconds of newer versions. A time in
// seconds that is so large would be in the year 5138.
func mozExpiry(n int64) time.Time {
	if n > 1e11 {
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// mozSameSite reads nsICookie's numbers. 256 is a cookie that said nothing; older
// versions had 0 for that too.
func mozSameSite(n int) cookies.SameSite {
	switch n {
	case 0:
		return cookies.SameSiteNone // Add makes it the default where it is not Secure
	case 1:
		return cookies.SameSiteLax
	case 2:
		return cookies.SameSiteStrict
	}
	return cookies.SameSiteDefault
}

// domainOf takes a browser's writing of a domain apart: with a dot before it, it
// is for all below too.
func domainOf(host string) (domain string, hostOnly bool) {
	domain, dotted := strings.CutPrefix(host, ".")
	return domain, !dotted
}
