// Package auth answers HTTP's own demands for a password: Basic and Digest.
//
//	t := auth.New(base, auth.Options{Logins: []auth.Login{{Origin: "https://staging.example.com", User: "ada", Password: pw}}})
//	client := &http.Client{Transport: t}
//
// A login belongs to an origin and is sent to no other. It is first sent when that
// origin asks (401), by the strongest scheme that it offers, and afterwards to
// what the scheme says is protected together, without being asked. A nonce is
// used again, counted, until the server calls it stale.
//
// Basic shows the password to all who carry the request. Over plain http it is
// refused with an [*InsecureError], this machine and Options.AllowPlain aside;
// Digest shows no password.
//
// Passwords are in no error. Proxies are net/http's business.
//
// # Sources
//
// RFC 9110, section 11; RFC 7617 (Basic); RFC 7616 (Digest: MD5, SHA-256,
// SHA-512-256 and their -sess, auth, auth-int, userhash, nextnonce).
package auth
