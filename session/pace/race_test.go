//go:build race

package pace

// manyHosts: the race detector is twenty times slower.
const manyHosts = 50_000
