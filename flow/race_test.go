//go:build race

package flow_test

// The race detector slows drawing and reading tenfold, and what is counted is
// the same: fewer registrations do.
const registrations = 20
