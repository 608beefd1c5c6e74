// Package weburl reads URLs as browsers do, and brings those that mean the same
// into one form.
//
//	u, err := weburl.Parse(" HTTP://EXAMPLE.com/a/../b ")   // http://example.com/b
//	u, err = weburl.Resolve(page, "?p=2")                   // a link on a page
//	key := weburl.Normalize(u, weburl.Options{}).String()   // as a key
//
// Parsing is the URL Standard's, by nlnwa/whatwg-url; net/url gets about half of
// the standard's test cases wrong. Plain http and https URLs, which most are, take
// a path of their own that gives the same in a fraction of the time; a fuzz test
// holds the two against each other. The results are net/url's, whose String is
// what the standard writes, but for one thing: a percent sign in a path without
// two hex digits behind it is written %25, because net/url refuses it; servers
// take both for the same. net/url also escapes more in user information and
// fragments, which are not sent.
//
// It does not judge: whether a host exists, or may be asked, is not its business.
//
// # Sources
//
// URL Standard, section 4.4 (parsing) and 4.5 (serializing); RFC 3986, section
// 6.2.2 and 6.2.3 (normalization).
package weburl
