// Package cookies is a cookie jar that behaves like a browser's and lasts: it
// lists everything it holds and keeps it in a file, session cookies too, so that
// a login outlives the process that made it.
//
//	jar := cookies.New(cookies.Options{})
//	jar.Receive(cookies.Request{URL: u}, resp.Header["Set-Cookie"])
//	value := jar.Header(cookies.Request{URL: u}) // for the request's Cookie header
//	err := jar.Save("session.json")
//
// Several processes may share a file: Save puts in what its jar has changed, and
// loses nothing that another has saved.
//
// Jar is an http.CookieJar as well. That way in loses what net/http's parser
// drops and browsers keep; Receive and Header lose nothing.
//
// It follows RFC 6265bis (draft-ietf-httpbis-rfc6265bis), section 5: the lenient
// parsing, the public suffix list, the __Host- and __Secure- prefixes, Secure
// cookies left alone by insecure origins, SameSite, the 400-day cap, the order
// of the Cookie header, limits and eviction. As in browsers, http on a loopback
// host counts as secure.
//
// It refuses to load a file that others on the machine may read, and one that a
// newer formbot wrote: what it did not understand would be lost when saving.
// Values are secrets: no error of this package holds one.
package cookies
