package tune

import "sync"

// cache keeps what was computed lately within a number of bytes. It has two generations of half the size each: what is
// found in the old one moves to the young one, which becomes the old one when it is full.
type cache[K comparable, V any] struct {
	limit int // bytes of both generations
	bytes func(V) int

	mu          sync.Mutex // guards what follows
	young, old  map[K]V
	held, aging int // bytes of young and of old
}

func newCache[K comparable, V any](limit int, bytes func(V) int) *cache[K, V] {
	return &cache[K, V]{limit: limit, bytes: bytes, young: map[K]V{}}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.young[key]
	if ok {
		return v, true
	}
	if v, ok = c.old[key]; ok {
		delete(c.old, key)
		c.aging -= c.bytes(v)
		c.add(key, v)
	}
	return v, ok
}

// put keeps a value, unless it is too large to be kept with others.
func (c *cache[K, V]) put(key K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.young[key]; ok {
		return
	}
	if v, ok := c.old[key]; ok {
		delete(c.old, key)
		c.aging -= c.bytes(v)
	}
	c.add(key, v)
}

func (c *cache[K, V]) add(key K, v V) {
	n, half := c.bytes(v), c.limit/2
	if n > half {
		return
	}
	if c.held+n > half {
		c.old, c.aging = c.young, c.held
		c.young, c.held = map[K]V{}, 0
	}
	c.young[key] = v
	c.held += n
}

// size returns how many bytes are held.
func (c *cache[K, V]) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held + c.aging
}
