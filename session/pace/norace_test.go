//go:build !race

package pace

const manyHosts = 1_000_000
