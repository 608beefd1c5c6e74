package scope

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// entry is one line of the file, checked.
type entry struct {
	rule     string // as the user wrote it
	by       string
	until    time.Time // the first instant after the entry's end; zero: none
	lastDay  string    // until, as written
	host     target    // its port is 0 for any port
	wildcard bool      // host and what is below: below only
}

// parseEntry checks a host, its wildcard and its port.
func parseEntry(rule string) (entry, error) {
	e := entry{rule: rule}
	switch {
	case strings.TrimSpace(rule) != rule || rule == "":
		return e, errors.New("write a host, such as staging.example.com")
	case strings.Contains(rule, "://"):
		return e, fmt.Errorf("%q is a URL; write its host alone", rule)
	}
	if prefix, err := netip.ParsePrefix(rule); err == nil {
		return e, fmt.Errorf("%q is a range of addresses; list the addresses one by one", prefix)
	}
	rest := rule
	if below, ok := strings.CutPrefix(rule, "*."); ok {
		e.wildcard, rest = true, below
	}
	if strings.Contains(rest, "*") {
		return e, fmt.Errorf("%q: an asterisk stands for whole labels at the start, as in *.staging.example.com", rule)
	}
	host, port := rest, ""
	if _, err := netip.ParseAddr(rest); err != nil { // 2001:db8::1 has colons and no port
		host, port = splitPort(rest)
	}
	var err error
	if e.host, err = parseHost(host); err != nil {
		return e, fmt.Errorf("%q: %w", rule, err)
	}
	if strings.HasSuffix(rest, ":") {
		return e, fmt.Errorf("%q: there is no port behind the colon", rule)
	}
	if port != "" {
		if e.host.port, err = parsePort(port); err != nil {
			return e, fmt.Errorf("%q: %w", rule, err)
		}
	}
	if e.wildcard {
		return e, checkWildcard(rule, e.host)
	}
	return e, nil
}

// checkWildcard refuses wildcards that would take in the hosts of strangers: one
// over a suffix under which anybody may register (publicsuffix.org, its private
// part included: *.github.io). What has a single label is such a suffix too, by
// the list's default rule; .localhost alone is this machine whatever is below.
func checkWildcard(rule string, below target) error {
	if below.addr.IsValid() {
		return fmt.Errorf("%q: there is nothing below an address", rule)
	}
	if below.loopback() {
		return nil
	}
	if suffix, _ := publicsuffix.PublicSuffix(below.name); suffix == below.name {
		return fmt.Errorf("%q: anybody can have a site below %q; write the names that you may automate", rule, below.name)
	}
	return nil
}

// parseUntil reads the end of an entry: a day, which is over at the end of it in
// UTC, or an RFC 3339 time.
func parseUntil(s string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day.AddDate(0, 0, 1), nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	return time.Time{}, fmt.Errorf("%q is no day; write it as 2027-01-31, or a time as 2027-01-31T18:00:00Z", s)
}

// names reports whether the entry's host is t's, whatever their ports.
func (e entry) names(t target) bool {
	if e.host.addr.IsValid() || t.addr.IsValid() {
		return e.host.addr == t.addr
	}
	if e.wildcard {
		return strings.HasSuffix(t.name, "."+e.host.name)
	}
	return t.name == e.host.name
}
