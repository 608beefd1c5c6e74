// Package browserjar reads the cookies of browsers installed on Linux, from their
// profiles, while they run or not: Firefox, and Chromium and Chrome.
//
//	got, err := browserjar.Firefox(ctx, browserjar.Options{})
//	for _, c := range got.Cookies { err = jar.Add(c) }
//
// Nothing is written to a profile: its database is copied, with what its journal
// holds, into a folder that only the user can read, and the copy is read and
// removed. Session cookies are read too, where the browser keeps them on disk.
//
// What is left out is counted, with the reason: cookies of other containers,
// cookies that are partitioned by the site around them (CHIPS and Firefox's state
// partitioning, which RFC 6265bis does not have), and such as cannot be decrypted.
// Values are secrets: no error and no reason shows one.
//
// It reads Firefox's moz_cookies (user_version 9 to 17), and Chromium's cookies
// (version 12 to 24), encrypted as components/os_crypt does on Linux.
package browserjar

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/formbot/formbot/session/cookies"
)

// Options are what to read. The zero value works.
type Options struct {
	// Profile is a profile's name, or its folder. Empty: the one that the browser
	// opens by default.
	Profile string
	// Container is Firefox's container whose cookies are read, by its name or its
	// number. Empty: what is in none.
	Container string
	// Home is the user's folder. Empty: that of this process's user.
	Home string
	// Config is the folder that programs keep their settings in. Empty:
	// XDG_CONFIG_HOME, else Home/.config.
	Config string
	// Keyring fetches the password that a Chromium keeps in the desktop's keyring.
	// application is "chrome" or "chromium". Nil: [SecretService].
	Keyring func(ctx context.Context, application string) ([]byte, error)
}

func (o Options) home() (string, error) {
	if o.Home != "" {
		return o.Home, nil
	}
	return os.UserHomeDir()
}

func (o Options) config(home string) string {
	return cmp.Or(o.Config, os.Getenv("XDG_CONFIG_HOME"), filepath.Join(home, ".config"))
}

// Result is what was read.
type Result struct {
	Profile string // the profile's folder
	Cookies []cookies.Cookie
	Left    []Left // what was left out, by its reason
}

// Left counts cookies that were left out for one reason.
type Left struct {
	Reason string
	Count  int
}

// leave counts a cookie that is left out.
func (r *Result) leave(reason string) {
	i := slices.IndexFunc(r.Left, func(l Left) bool { return l.Reason == reason })
	if i < 0 {
		i = len(r.Left)
		r.Left = append(r.Left, Left{Reason: reason})
	}
	r.Left[i].Count++
}

// ProfileError says that there is no such browser, profile or container, or that
// a profile cannot be read, and what to do.
type ProfileError struct {
	Browser string
	Reason  string
	Err     error // may be nil
}

// Error implements error.
func (e *ProfileError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("cookies of %s: %s: %v", e.Browser, e.Reason, e.Err)
	}
	return fmt.Sprintf("cookies of %s: %s", e.Browser, e.Reason)
}

// Unwrap gives the system's error.
func (e *ProfileError) Unwrap() error { return e.Err }

// since1601 is a time in microseconds since 1601, as Chromium keeps them.
func since1601(micros int64) time.Time {
	const to1970 = 11644473600 * 1e6
	if micros <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros - to1970).UTC()
}

// since1970 is a time in microseconds since 1970.
func since1970(micros int64) time.Time {
	if micros <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
