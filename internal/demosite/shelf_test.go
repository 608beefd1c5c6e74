package demosite

import (
	"strconv"
	"testing"
	"time"
)

func TestShelf(t *testing.T) {
	clock := newClock()
	s := newShelf[int](3, clock.now)
	s.put("brief", 1, time.Minute)
	s.put("long", 2, 0)
	if s.add("long", 9, 0) {
		t.Error("add replaced what was there")
	}
	clock.pass(time.Minute)
	if _, _, ok := s.get("brief"); ok {
		t.Error("an entry is there after it expired")
	}
	if v, expires, ok := s.get("long"); v != 2 || !expires.IsZero() || !ok {
		t.Errorf("get = %d, %v, %v; want 2 for ever", v, expires, ok)
	}
	if !s.add("brief", 3, 0) {
		t.Error("add refuses a key that expired")
	}
	s.put("third", 4, 0)
	s.get("long")
	s.put("fourth", 5, 0)
	if _, _, ok := s.get("brief"); ok {
		t.Error("the entry used longest ago was kept")
	}
	if _, _, ok := s.get("long"); !ok || s.len() != 3 {
		t.Errorf("an entry in use was dropped, or there are %d entries, want 3", s.len())
	}
	s.remove("long")
	s.remove("never there")
	if s.len() != 2 {
		t.Errorf("%d entries after a removal, want 2", s.len())
	}
}

func TestShelfTouch(t *testing.T) {
	clock := newClock()
	s := newShelf[int](3, clock.now)
	s.put("a", 1, time.Minute)
	clock.pass(59 * time.Second)
	if v, ok := s.touch("a", time.Minute); v != 1 || !ok {
		t.Errorf("touch = %d, %v; want 1", v, ok)
	}
	clock.pass(59 * time.Second)
	if _, _, ok := s.get("a"); !ok {
		t.Error("an entry that was touched expired as before")
	}
	clock.pass(time.Second)
	if _, ok := s.touch("a", time.Minute); ok {
		t.Error("touch brought an expired entry back")
	}
	if _, ok := s.touch("b", time.Minute); ok || s.len() != 0 {
		t.Errorf("touch of nothing made an entry; %d are there", s.len())
	}
}

func TestShelfStaysSmall(t *testing.T) {
	s := newShelf[int](10, time.Now)
	for i := range 1000 {
		s.put(strconv.Itoa(i), i, time.Hour)
	}
	if s.len() != 10 || len(s.by) != 10 {
		t.Errorf("%d entries, %d keys, want 10", s.len(), len(s.by))
	}
}
