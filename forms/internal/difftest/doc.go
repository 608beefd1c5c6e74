// Package difftest holds formbot's forms against a real browser: the same HTML
// is submitted by headless Chromium and by package forms to a recording server
// on this machine, and method, request target, Content-Type and body must be
// the same bytes (the multipart boundary aside). What each takes for the
// page's forms, owners, fields and states is compared too.
//
//	go test ./forms/internal/difftest                             the table and 1,000 forms made at random
//	go test ./forms/internal/difftest -run Chromium/Table/owner            one part of the table
//	go test ./forms/internal/difftest -run 'Chromium/Random/^417$' -v      one of the forms made at random, shown
//	go test ./forms/internal/difftest -run Chromium/Random -seed 7 -forms 5000 others
//
// There is nothing in it but tests. They are skipped where no Chromium is
// installed, and nowhere else. Where Chromium departs from the specification
// the specification wins: those cases say so, with what Chromium sends.
package difftest
