// Package har writes down what goes over the wire, as a HAR 1.2 that browsers'
// developer tools open: every attempt, every redirect, with its times and sizes.
//
//	rec, err := har.Create("session.har", har.Options{Version: "1.0"})
//	client := &http.Client{Transport: rec.Wrap(http.DefaultTransport)}
//	// requests; each answer's body is closed
//	err = rec.Close()
//
// The file is a whole document at every instant, so that an interrupted or killed
// program leaves one too. An entry is written when its answer's body was read or
// closed. Memory is bounded by Options.MaxBodyBytes for each request under way,
// and not by how many there were.
//
// # Secrets
//
// Unless Options.ShowSecrets says otherwise, the values of cookies, of
// Authorization and its like, and of fields and query parameters that are named
// or marked as secret ([WithSecretFields], [Recorder.AddSecrets], or a name such
// as "password" or "api_key") are replaced by [Redacted]. A value that was
// posted as a secret is replaced wherever it comes back. What a page itself shows
// stays: a HAR is made to be looked at, and so it has mode 0600.
//
// # Sources
//
// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), and the importer of
// Chromium's developer tools, which is asked in the tests.
package har
