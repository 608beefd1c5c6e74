//go:build race

package demo_test

// seeds is how many sites TestManySeeds registers at. Beneath the race
// detector each takes ten times as long, and the detector sees nothing new in
// most of them.
const seeds = 15
