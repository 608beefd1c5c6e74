//go:build !race

package demo_test

const seeds = 100 // see race_test.go
