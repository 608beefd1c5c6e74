//go:build race

package cache_test

// raceOn: the race detector makes SQLite's code, which is Go here, some twenty
// times slower; tests that repeat themselves do so less often.
const raceOn = true
