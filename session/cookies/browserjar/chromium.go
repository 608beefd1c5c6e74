package browserjar

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/formbot/formbot/session/cookies"
)

// Browser is one of Chromium's kind.
type Browser string

// The browsers that [Chromium] reads.
const (
	PlainChromium Browser = "chromium"
	Chrome        Browser = "chrome"
)

// title is the browser's name.
func (b Browser) title() string {
	if b == Chrome {
		return "Chrome"
	}
	return "Chromium"
}

// roots are where the browser keeps its profiles: the distribution's, a snap's
// and a flatpak's.
func (b Browser) roots(home, config string) []string {
	if b == Chrome {
		return []string{
			filepath.Join(config, "google-chrome"),
			filepath.Join(config, "google-chrome-beta"),
			filepath.Join(config, "google-chrome-unstable"),
			filepath.Join(home, ".var/app/com.google.Chrome/config/google-chrome"),
		}
	}
	return []string{
		filepath.Join(config, "chromium"),
		filepath.Join(home, "snap/chromium/common/chromium"),
		filepath.Join(home, ".var/app/org.chromium.Chromium/config/chromium"),
	}
}

// Chromium reads the cookies of a profile of Chromium or Chrome. Those that are
// encrypted with a key in the desktop's keyring (v11) are left out, and counted
// with the reason, where the key can't be had. What is wrong with the profile is
// a *ProfileError.
func Chromium(ctx context.Context, browser Browser, opts Options) (*Result, error) {
	dir, err := browser.profile(opts)
	if err != nil {
		return nil, err
	}
	out := &Result{Profile: dir}
	db, err := openCopy(ctx, filepath.Join(dir, "Network", "Cookies"))
	if errors.Is(err, fs.ErrNotExist) {
		db, err = openCopy(ctx, filepath.Join(dir, "Cookies")) // where it was until version 96, and is in some
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &ProfileError{browser.title(), fmt.Sprintf("there is no file Cookies in %s; is that a profile's folder?", dir), nil}
	}
	if err != nil {
		return nil, &ProfileError{browser.title(), "read the profile", err}
	}
	keys := &keyring{application: string(browser), fetch: opts.Keyring}
	if err := errors.Join(out.readChromium(ctx, db.DB, keys), db.Close()); err != nil {
		return nil, &ProfileError{browser.title(), "read the profile in " + dir, err}
	}
	return out, nil
}

// readChromium reads the table.
func (r *Result) readChromium(ctx context.Context, db *sql.DB, keys *keyring) error {
	var version int
	if err := db.QueryRowContext(ctx, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'version'").Scan(&version); err != nil {
		return fmt.Errorf("its version: %w", err)
	}
	columns, err := columnsOf(ctx, db)
	if err != nil {
		return err
	}
	partition := "''"
	if slices.Contains(columns, "top_frame_site_key") { // since version 15
		partition = "top_frame_site_key"
	}
	rows, err := db.QueryContext(ctx, `SELECT creation_utc, host_key, `+partition+`, name, CAST(value AS BLOB), encrypted_value, path, expires_utc,
		is_secure, is_httponly, last_access_utc, has_expires, samesite FROM cookies ORDER BY creation_utc, rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c cookies.Cookie
		var site, host string
		var value, encrypted []byte
		var created, expires, accessed int64
		var hasExpires bool
		var sameSite int
		if err := rows.Scan(&created, &host, &site, &c.Name, &value, &encrypted, &c.Path, &expires,
			&c.Secure, &c.HTTPOnly, &accessed, &hasExpires, &sameSite); err != nil {
			return err
		}
		if site != "" {
			r.leave(partitioned)
			continue
		}
		if len(encrypted) > 0 {
			if value, err = keys.decrypt(ctx, encrypted, host, version); err != nil {
				r.leave(err.Error())
				continue
			}
		}
		c.Value = string(value)
		c.Domain, c.HostOnly = domainOf(host)
		c.Created, c.LastAccess, c.SameSite = since1601(created), since1601(accessed), chromiumSameSite(sameSite)
		if hasExpires {
			c.Expires = since1601(expires)
		}
		r.Cookies = append(r.Cookies, c)
	}
	return errors.Join(rows.Err(), ctx.Err())
}

func columnsOf(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info('cookies')")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// chromiumSameSite reads net::CookieSameSite.
func chromiumSameSite(n int) cookies.SameSite {
	switch n {
	case 0:
		return cookies.SameSiteNone
	case 1:
		return cookies.SameSiteLax
	case 2:
		return cookies.SameSiteStrict
	}
	return cookies.SameSiteDefault
}

// profile finds the profile's folder.
func (b Browser) profile(opts Options) (string, error) {
	if strings.ContainsRune(opts.Profile, filepath.Separator) || opts.Profile == "." {
		return opts.Profile, nil
	}
	home, err := opts.home()
	if err != nil {
		return "", &ProfileError{b.title(), "find the user's folder", err}
	}
	var names, looked []string
	for _, root := range b.roots(home, opts.config(home)) {
		state, err := readLocalState(root)
		if errors.Is(err, fs.ErrNotExist) {
			looked = append(looked, root)
			continue
		}
		if err != nil {
			return "", &ProfileError{b.title(), "read " + filepath.Join(root, "Local State"), err}
		}
		if dir, ok := state.find(opts.Profile); ok {
			return filepath.Join(root, dir), nil
		}
		names = append(names, state.names()...)
	}
	if len(names) > 0 {
		return "", &ProfileError{b.title(), fmt.Sprintf("no profile %q; there are %s", opts.Profile, strings.Join(names, ", ")), nil}
	}
	return "", &ProfileError{b.title(), "no profiles in " + strings.Join(looked, ", ") + "; name a profile's folder", nil}
}

// localState is what Local State says of the profiles.
type localState struct {
	Profile struct {
		LastUsed  string `json:"last_used"`
		InfoCache map[string]struct {
			Name string `json:"name"`
		} `json:"info_cache"`
	} `json:"profile"`
}

func readLocalState(root string) (*localState, error) {
	data, err := os.ReadFile(filepath.Join(root, "Local State"))
	if err != nil {
		return nil, err
	}
	var out localState
	if json.Unmarshal(data, &out) != nil {
		return nil, errors.New("it is damaged")
	}
	return &out, nil
}

// find returns a profile's folder below the root, by the folder's name or the
// name that a person gave it; of "", the one that was used last.
func (s *localState) find(name string) (string, bool) {
	if name == "" {
		if s.Profile.LastUsed != "" {
			return s.Profile.LastUsed, true
		}
		return "Default", true
	}
	if _, ok := s.Profile.InfoCache[name]; ok {
		return name, true
	}
	for dir, info := range s.Profile.InfoCache {
		if info.Name == name {
			return dir, true
		}
	}
	return "", false
}

func (s *localState) names() []string {
	out := make([]string, 0, len(s.Profile.InfoCache))
	for dir, info := range s.Profile.InfoCache {
		out = append(out, fmt.Sprintf("%q (%s)", info.Name, dir))
	}
	slices.Sort(out)
	return out
}
