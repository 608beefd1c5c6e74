// Package scope decides on which hosts formbot may act. A user declares in a
// small YAML file the hosts that they run or are authorised to test; whatever
// would change state elsewhere is refused before a connection is opened.
//
//	authorised:
//	  - host: "*.staging.example.com"
//	    by: "change request 4711"
//	    until: 2027-01-31
//
// Typical calls:
//
//	s, err := scope.Find("", scope.Options{}) // ./scope.yaml, else the user's folder, else this machine
//	err = s.Check(u)                          // nil, or *RefusedError
//
// # What an entry means
//
//   - host is a name, an address, or a wildcard, with or without a port. Without
//     a port it stands for every port; with one, for that port alone.
//   - A name stands for itself only: example.com is not www.example.com.
//   - A leading "*." stands for every name below, at any depth, and not for the
//     name itself, as in a Content Security Policy (CSP3, section 6.7.2.8,
//     "host-part match"). Elsewhere an asterisk is an error. So is a wildcard
//     over a public suffix ("*", "*.com", "*.github.io"), as it would declare
//     the sites of strangers, and one over an address.
//   - by says who allowed it: a ticket, a contract, a name. It is repeated where
//     a decision is shown, and not interpreted.
//   - until is the last day, inclusive: the entry ends with that day in UTC, so
//     that one file decides alike on every machine. An RFC 3339 time is exact.
//     Without it the entry does not end.
//
// # This machine
//
// Loopback addresses (127.0.0.0/8, ::1), localhost and names below .localhost
// (RFC 6761, section 6.3) are always in scope, with and without a file. That is
// decided by the name alone: a name that DNS resolves to 127.0.0.1 is a name
// like any other. Who connects to a host that was let through as loopback must
// therefore see to it that the address dialled is a loopback address
// ([Decision.Loopback], [IsLoopback]), as package session does. 0.0.0.0 and ::
// are no addresses to send to and refused.
//
// # What a host is
//
// Hosts are read as browsers read them (WHATWG URL Standard, section 3.5, "host
// parsing"): case, IDNA, percent-encoding, http://2130706433/ and http://0x7f.1/
// for 127.0.0.1. On top of that one trailing dot does not count (the DNS name is
// the same), and an IPv4 address within IPv6 (::ffff:127.0.0.1) is that IPv4
// address, as it is to the system's sockets. [Canonical] gives what was decided
// on, and it is what must be dialled.
//
// The package opens no connection and asks no DNS.
package scope
