package worker

import (
	"context"
	"slices"
	"sync"
)

// seat is the right to have a child at work. Whoever has taken one, which is one goroutine at a time, may use all of it
// but what belongs to seats.
type seat struct {
	request []byte // to the child, kept for its memory

	// Guarded by the seats' mutex for writing, and for reading by anyone but the holder.
	child *child

	// Guarded by the seats' mutex.
	free     bool
	turn     int  // how often it was taken
	deserted bool // nobody waits for what the holder does
}

// seats are a pool's. As many as are free lie as tokens in a channel, to be waited for.
type seats struct {
	tokens  chan struct{}
	closing chan struct{}

	mu      sync.Mutex // guards what follows
	all     []*seat    // the one that was put back last comes last
	closed  bool
	started int
	lost    int
	revived int // children, since the last image that was read, in place of those that died with nothing to do
}

// maxRevived bounds the children that are started one after the other with no image to read, for each seat: something
// kills them, and will go on.
const maxRevived = 3

func newSeats(n int) *seats {
	ss := &seats{tokens: make(chan struct{}, n), closing: make(chan struct{})}
	for range n {
		ss.all = append(ss.all, &seat{free: true})
		ss.tokens <- struct{}{}
	}
	return ss
}

// take waits for a free seat, and takes the one used last of those that have a child. It returns the number of the turn
// too, for leave.
func (ss *seats) take(ctx context.Context) (*seat, int, error) {
	if err := ss.token(ctx); err != nil {
		return nil, 0, err
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.lastFree(func(s *seat) bool { return s.child != nil && s.child.alive() })
	if s == nil {
		s = ss.lastFree(func(*seat) bool { return true })
	}
	return s.take(), s.turn, nil
}

// takeEmpty waits for a free seat and takes one without a child, or none where all have one.
func (ss *seats) takeEmpty(ctx context.Context) (*seat, error) {
	if err := ss.token(ctx); err != nil {
		return nil, err
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.lastFree(func(s *seat) bool { return s.child == nil || !s.child.alive() })
	if s == nil {
		ss.tokens <- struct{}{}
		return nil, nil
	}
	return s.take(), nil
}

// takeDead takes a certain seat to give it a new child, where it is free and its child has ended. It does not wait: where
// no seat is free, whoever takes this one next finds out.
func (ss *seats) takeDead(s *seat) bool {
	select {
	case <-ss.tokens:
	default:
		return false
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.closed || !s.free || s.child == nil || s.child.alive() || ss.revived == maxRevived*len(ss.all) {
		ss.tokens <- struct{}{}
		return false
	}
	ss.revived++
	s.take().deserted = true
	return true
}

func (ss *seats) token(ctx context.Context) error {
	select {
	case <-ss.closing: // before a free seat is considered: a select picks at random among what is ready
		return ErrClosed
	default:
	}
	select {
	case <-ss.tokens:
		return nil
	case <-ss.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lastFree returns the free seat put back last of those that suit, or nil. The caller holds the mutex.
func (ss *seats) lastFree(suits func(*seat) bool) *seat {
	for _, s := range slices.Backward(ss.all) {
		if s.free && suits(s) {
			return s
		}
	}
	return nil
}

// take makes a free seat a taken one. The caller holds the mutex.
func (s *seat) take() *seat {
	s.free, s.deserted = false, false
	s.turn++
	return s
}

// put gives a seat back.
func (ss *seats) put(s *seat) {
	if cap(s.request) > maxKept {
		s.request = nil
	}
	ss.mu.Lock()
	s.free = true
	i := slices.Index(ss.all, s)
	ss.all = append(slices.Delete(ss.all, i, i+1), s)
	ss.mu.Unlock()
	ss.tokens <- struct{}{}
}

// settle gives a seat its child, or takes it away.
func (ss *seats) settle(s *seat, c *child) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s.child = c
	if c == nil {
		return
	}
	ss.started++
	if ss.closed && s.deserted {
		c.kill()
	}
}

// leave says that nobody waits any more for what is done in a turn.
func (ss *seats) leave(s *seat, turn int) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if s.free || s.turn != turn {
		return
	}
	s.deserted = true
	if ss.closed && s.child != nil {
		s.child.kill()
	}
}

// desert says that nobody waits for what the caller does with a seat that it has taken.
func (ss *seats) desert(s *seat) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s.deserted = true
}

func (ss *seats) isClosed() bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return ss.closed
}

// close ends what nobody waits for, waits until all seats are free, and returns their children. No seat is given out
// any more.
func (ss *seats) close() []*child {
	ss.mu.Lock()
	ss.closed = true
	for _, s := range ss.all {
		if !s.free && s.deserted && s.child != nil {
			s.child.kill()
		}
	}
	ss.mu.Unlock()
	close(ss.closing)
	for range cap(ss.tokens) {
		<-ss.tokens
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	var children []*child
	for _, s := range ss.all {
		if s.child != nil {
			children = append(children, s.child)
		}
	}
	return children
}

// ended counts a child that has ended.
func (ss *seats) ended(c *child) {
	if c.retired.Load() {
		return
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.lost++
}

// read notes that an image was read.
func (ss *seats) read() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.revived = 0
}

func (ss *seats) stats() Stats {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	st := Stats{Started: ss.started, Lost: ss.lost}
	for _, s := range ss.all {
		if c := s.child; c != nil && c.alive() {
			st.Children = append(st.Children, ChildStats{PID: c.cmd.Process.Pid, MemoryBytes: c.memory()})
		}
	}
	return st
}
