package demosite

import (
	"container/list"
	"sync"
	"time"
)

// shelf is a map that stays small: entries expire, and when it is full the one
// used longest ago makes room. It is safe for concurrent use.
type shelf[V any] struct {
	room int // entries at most
	now  func() time.Time

	mu    sync.Mutex // guards order and by
	order *list.List // of *shelved[V], the one used last in front
	by    map[string]*list.Element
}

type shelved[V any] struct {
	key     string
	value   V
	expires time.Time // zero: never
}

func newShelf[V any](room int, now func() time.Time) *shelf[V] {
	return &shelf[V]{room: room, now: now, order: list.New(), by: map[string]*list.Element{}}
}

// put sets a key's value for ttl; zero or less means until there is no room.
func (s *shelf[V]) put(key string, value V, ttl time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store(key, value, ttl)
}

// add is put for a key that must not be there yet; it reports whether it was not.
func (s *shelf[V]) add(key string, value V, ttl time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.find(key) != nil {
		return false
	}
	s.store(key, value, ttl)
	return true
}

func (s *shelf[V]) store(key string, value V, ttl time.Duration) {
	entry := &shelved[V]{key: key, value: value}
	if ttl > 0 {
		entry.expires = s.now().Add(ttl)
	}
	if at, ok := s.by[key]; ok {
		at.Value = entry
		s.order.MoveToFront(at)
		return
	}
	if s.order.Len() >= s.room {
		s.drop(s.order.Back())
	}
	s.by[key] = s.order.PushFront(entry)
}

// get returns a key's value and when it expires.
func (s *shelf[V]) get(key string) (value V, expires time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.find(key)
	if at == nil {
		return value, expires, false
	}
	s.order.MoveToFront(at)
	entry := at.Value.(*shelved[V])
	return entry.value, entry.expires, true
}

// touch is get for an entry that is to live on for ttl from now.
func (s *shelf[V]) touch(key string, ttl time.Duration) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.find(key)
	if at == nil {
		return value, false
	}
	s.order.MoveToFront(at)
	entry := at.Value.(*shelved[V])
	entry.expires = s.now().Add(ttl)
	return entry.value, true
}

func (s *shelf[V]) remove(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.by[key]; ok {
		s.drop(at)
	}
}

func (s *shelf[V]) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.order.Len()
}

// find returns the element of a key that has not expired, or nil.
func (s *shelf[V]) find(key string) *list.Element {
	at, ok := s.by[key]
	if !ok {
		return nil
	}
	if expires := at.Value.(*shelved[V]).expires; !expires.IsZero() && !s.now().Before(expires) {
		s.drop(at)
		return nil
	}
	return at
}

func (s *shelf[V]) drop(at *list.Element) {
	delete(s.by, at.Value.(*shelved[V]).key)
	s.order.Remove(at)
}
