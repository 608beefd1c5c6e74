package cache

import (
	"context"
	"sync"
	"time"
)

const (
	maxRefreshes   = 8                // validations in the background at a time
	refreshTimeout = 30 * time.Second // for one of them
	closeTimeout   = 5 * time.Second  // that Close lets them have
)

// refresher runs validations in the background (stale-while-revalidate), one a
// key and maxRefreshes in all.
type refresher struct {
	ctx    context.Context //nolint:containedctx // the life of the cache, which outlives any request
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu     sync.Mutex // guards what follows
	closed bool
	busy   map[string]bool
}

func newRefresher() *refresher {
	ctx, cancel := context.WithCancel(context.Background())
	return &refresher{ctx: ctx, cancel: cancel, busy: map[string]bool{}}
}

// start runs do, unless the key is being refreshed already or there is no room.
// do gets a context with the values of ctx, but not its end.
func (r *refresher) start(ctx context.Context, key string, do func(context.Context)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || r.busy[key] || len(r.busy) >= maxRefreshes {
		return
	}
	r.busy[key] = true
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		own, cancel := context.WithTimeout(WithReport(context.WithoutCancel(ctx), nil), refreshTimeout)
		defer cancel()
		defer context.AfterFunc(r.ctx, cancel)() //nolint:contextcheck // the end of the cache ends it as well
		do(own)
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.busy, key)
	}()
}

// close waits for what is running, and ends what takes too long.
func (r *refresher) close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	done := make(chan struct{})
	go func() {
		r.wg.Wait()
		close(done)
	}()
	timer := time.NewTimer(closeTimeout)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
	r.cancel()
	<-done
}
