//go:build !race

package flow_test

const registrations = 100
