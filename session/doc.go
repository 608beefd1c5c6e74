// Package session is an HTTP client with a memory, for pages and their forms: it
// keeps cookies, follows redirects as a browser does, decodes what it gets to
// UTF-8, and sends nothing that changes state outside the declared scope.
//
//	s := session.New(session.Options{Scope: sc})
//	defer s.Close()
//	page, err := s.Get(ctx, "http://127.0.0.1:8080/user/login")
//	list, err := page.Forms()
//	sub, err := list[0].Submit(forms.SubmitOptions{})
//	page, err = s.Submit(ctx, sub, page.URL)
//	err = s.Save("session.json")
//
// # The scope
//
// One RoundTripper beneath everything (guard) checks each request, redirects
// included, before a connection is opened, and rewrites its host to the form
// that was checked:
//
//   - what may change state (any method but GET, HEAD and OPTIONS, and every
//     Submit, GET forms too) must be in scope, and so must each of its redirects;
//   - with Options.Strict every request must;
//   - without it, a GET that the user named may leave the scope. Its redirects
//     must stay on that very host or lead into scope. What a page embeds
//     (GetFrom) must be on the page's host or in scope.
//
// Hosts that are let through as this machine are dialled at loopback addresses
// only, and never through a proxy. Names that are neither loopback nor in scope
// are not looked up.
//
// # Limits
//
// Every wait and every size has its bound in Options, the zero value included: an
// answer that is late, endless or a bomb ends in a *NetworkError whose Limit names
// the field to change. Bodies are decompressed as they come (gzip, deflate, br,
// zstd, also over one another), each layer within MaxBodyBytes and MaxRatio.
//
// # Pace and retries
//
// Beneath the guard lie the layers, from the outside in: retries (RetryOptions),
// pace (package pace), connections. None of them changes a request's host. Waits
// for pace and between tries do not count as the call's time (Options.Timeout);
// each is bounded by itself, and all by the caller's context. A form submission
// is sent once.
//
// # Who one is, and by which way
//
// The User-Agent says formbot. HTTP's own logins (AddLogin, or in a URL) belong to
// an origin and are sent when it asks, Basic not over plain http to other machines.
// Proxies are chosen by host. What goes over the wire is recorded by NewRecorder,
// each try and each redirect, without its secrets.
//
// # Errors
//
// *scope.RefusedError: outside the scope. *NetworkError: the other side, with a
// Kind, and whether its answer had begun (Answered). *URLError: what was given is
// no URL that can be fetched. *auth.InsecureError: a password that would be readable
// on its way. A context that was cancelled stays recognisable by
// errors.Is. An HTTP status is no error; [Page.Err] makes one. Errors say what was
// tried where it was sent more than once. No error and no log line holds a cookie,
// a password in a URL, or a query string.
//
// # Sources
//
// Fetch Standard (HTTP-redirect fetch, Origin and Referer), Referrer Policy,
// URL Standard, HTML Standard (character encodings), RFC 9110 (9.2.2 and 10.2.3
// for retries), RFC 9112, RFC 6265bis, RFC 1950 to 1952, RFC 7932, RFC 8878, RFC
// 9659 (content codings).
package session
