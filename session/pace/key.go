package pace

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// key is the name that a host is counted under: in lower case, without port,
// brackets and final dot, and grouped. host may be "name", "name:port" or an
// address, in brackets or not.
func (o *Options) key(host string) string {
	host = strings.TrimSuffix(hostname(strings.ToLower(host)), ".")
	if o.Group != ByDomain || isAddress(host) {
		return host
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host // a public suffix itself, or a name without a dot
}

// hostname takes the port and the brackets off.
func hostname(host string) string {
	if strings.HasPrefix(host, "[") {
		inside, _, _ := strings.Cut(host[1:], "]")
		return inside
	}
	if name, _, found := strings.Cut(host, ":"); found && strings.Count(host, ":") == 1 {
		return name
	}
	return host
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// isThisMachine reports whether a key names this machine by itself (RFC 6761,
// section 6.3).
func isThisMachine(key string) bool {
	if key == "localhost" || strings.HasSuffix(key, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(key)
	return err == nil && addr.Unmap().IsLoopback()
}
