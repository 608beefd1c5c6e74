// Package difftest holds the jar against a real browser: the same Set-Cookie
// headers are sent to headless Chromium and to the jar, and what each sends back
// must be the same bytes.
//
//	go test ./session/cookies/internal/difftest                      the table and the public suite
//	go test ./session/cookies/internal/difftest -run Chromium/sort   a part of the table
//
// There is nothing in it but tests. They are skipped where no Chromium is
// installed, and nowhere else. Where Chromium departs from RFC 6265bis the
// specification wins: those cases say so, with what Chromium sends and the
// section.
package difftest
