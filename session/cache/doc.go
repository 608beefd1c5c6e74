// Package cache is a private HTTP cache (RFC 9111) in one file, as an
// http.RoundTripper.
//
//	c, err := cache.Open(ctx, cache.Options{Path: "cache.db"})
//	defer c.Close()
//	client := &http.Client{Transport: c.Transport(http.DefaultTransport)}
//
// A request whose context comes from [WithReport] learns what the cache did
// with it: [Report] has the verdict, the age and the reason.
//
// # What it keeps
//
// In [ModeHTTP] what RFC 9111 lets a private cache keep, for as long as the
// answer says, or a tenth of the time since its Last-Modified (section 4.2.2).
// In [ModeArchive], for scraping that can be repeated, every 2xx to a GET for
// Options.Expire, whatever the answer says; after that it is validated. Errors
// are kept in neither: no 5xx, and no 4xx but a 404 or 410 that states its own
// freshness. Nor are answers that broke off, answers to any other method than
// GET, answers to Range requests (which are passed by), and bodies larger than
// Options.MaxEntryBytes (which are passed by too).
//
// Bodies stream to the caller while they are collected. An answer is in the
// file once the caller has read its end: Read returns io.EOF after the commit.
// A commit survives the death of the process at any instant. A power cut may
// take the last commits with it, yet leaves the file whole (WAL with
// synchronous=NORMAL).
//
// # More than one user in a file
//
// A private cache serves one user, but sessions with different logins may share
// a file. So an answer to a request with Authorization is only given to requests
// with the same Authorization, unless it says public, must-revalidate or
// s-maxage, and an answer that says private to a request with Cookie only to
// those with the same cookies. The values are kept as hashes.
//
// Set-Cookie is kept in the file, but a stored answer is handed out without it:
// a jar would take an old cookie for a new one and undo a login.
// Options.ReplaySetCookie is for callers without a jar. A 304 that sets cookies
// is new, and its Set-Cookie is handed out.
//
// # What it refuses to do
//
// It never fails a request for its own sake. With the disk full, the file
// locked or damaged, requests go by it and Options.Logger is warned once. It
// serves nothing stale unless the answer (stale-while-revalidate,
// stale-if-error) or the request (max-stale) allows it. It does not normalise
// URLs, see Options.Key. It does not combine partial content (section 3.4),
// join concurrent requests for the same URL, or keep answers to POST.
//
// # Sources
//
// RFC 9111, RFC 9110 (validators, conditional requests), RFC 5861 (stale-
// directives), RFC 8246 (immutable).
package cache
