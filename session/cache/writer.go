package cache

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
	"time"
)

const (
	maxBatch    = 64          // writes in one commit
	maxVariants = 32          // stored answers of one key
	touchEvery  = time.Minute // uses within that of the last are not noted
	maxTouches  = 512         // noted uses that wait for the next commit
	evictStep   = 256         // entries that go in one statement, at most
	evictAbove  = 0.95        // of MaxBytes; what is above goes
	evictTo     = 0.90        // of MaxBytes, so that not every write evicts
	evictLook   = 64          // parts of MaxBytes; after each that is written the size is looked at
)

var (
	errClosed = errors.New("the cache is closed")
	errPaused = errors.New("a write failed a moment ago")
)

// write is one change of the file. It runs within a transaction.
type write struct {
	do   func(ctx context.Context, c *conn) error
	size int64 // bytes that it adds to the file, about
	err  error // once done is closed
	done chan struct{}
}

// writer is the one way to change the file. Whoever finds it free makes the
// changes of all who have come in the meantime, in one transaction, so that they
// share a commit and nobody waits for a goroutine to wake.
type writer struct {
	maxBytes int64
	busy     chan struct{} // holds a token while somebody commits, who alone uses the next two
	conn     *conn
	written  int64 // bytes since evict last looked

	// mu guards what follows.
	mu          sync.Mutex
	waiting     []*write
	closed      bool
	pausedUntil time.Time
	touches     map[int64]int64 // id to time of use
}

func newWriter(ctx context.Context, d driver.Driver, dsn string, maxBytes int64) (*writer, error) {
	c, err := openConn(ctx, d, dsn, sqlBegin, sqlCommit, sqlRollback, sqlDeleteSame, sqlDeleteMany, sqlDeleteKey,
		sqlInsertEntry, sqlInsertBody, sqlFreshen, sqlTouch, sqlEvict, sqlClear, sqlPageCount, sqlFreePages, sqlPageSize)
	if err != nil {
		return nil, err
	}
	return &writer{
		conn: c, maxBytes: maxBytes, written: maxBytes, // so that the first write looks
		busy: make(chan struct{}, 1), touches: map[int64]int64{},
	}, nil
}

// submit has a change made and waits for its commit, or for the end of ctx; the
// change may still be made then. size is what it adds to the file, about.
func (w *writer) submit(ctx context.Context, size int64, do func(context.Context, *conn) error) error {
	job := &write{do: do, size: size, done: make(chan struct{})}
	w.mu.Lock()
	switch {
	case w.closed:
		w.mu.Unlock()
		return errClosed
	case time.Now().Before(w.pausedUntil):
		w.mu.Unlock()
		return errPaused
	}
	w.waiting = append(w.waiting, job)
	w.mu.Unlock()
	for {
		select {
		case <-job.done:
			return job.err
		case <-ctx.Done():
			return ctx.Err()
		case w.busy <- struct{}{}:
			// A context that can be cancelled costs the driver a goroutine a statement.
			w.commit(context.WithoutCancel(ctx))
			<-w.busy
		}
	}
}

// touch notes a use of an entry, to be written with the next change.
func (w *writer) touch(ctx context.Context, id int64, now time.Time) error {
	w.mu.Lock()
	w.touches[id] = now.UnixNano()
	many := len(w.touches) >= maxTouches
	w.mu.Unlock()
	if many {
		return w.submit(ctx, 0, nil)
	}
	return nil
}

// commit makes the changes that are waiting in one transaction; all fail when
// one does. The caller holds busy.
func (w *writer) commit(ctx context.Context) {
	w.mu.Lock()
	n := min(len(w.waiting), maxBatch)
	jobs := w.waiting[:n:n]
	w.waiting = w.waiting[n:]
	touches := w.touches
	if len(touches) > 0 {
		w.touches = make(map[int64]int64)
	}
	w.mu.Unlock()
	if len(jobs) == 0 && len(touches) == 0 {
		return
	}
	err := w.transact(ctx, jobs, touches)
	if err != nil {
		w.mu.Lock()
		w.pausedUntil = time.Now().Add(pause)
		w.mu.Unlock()
	}
	for _, job := range jobs {
		job.err = err
		close(job.done)
	}
}

func (w *writer) transact(ctx context.Context, jobs []*write, touches map[int64]int64) (err error) {
	if _, err := w.conn.exec(ctx, sqlBegin); err != nil {
		return err
	}
	defer func() {
		if err != nil { // SQLite may have rolled back by itself
			_, _ = w.conn.exec(ctx, sqlRollback)
		}
	}()
	for id, used := range touches {
		if _, err := w.conn.exec(ctx, sqlTouch, used, id); err != nil {
			return err
		}
	}
	for _, job := range jobs {
		if job.do == nil {
			continue
		}
		w.written += job.size
		if err := job.do(ctx, w.conn); err != nil {
			return err
		}
	}
	if err := w.evict(ctx); err != nil {
		return err
	}
	_, err = w.conn.exec(ctx, sqlCommit)
	return err
}

// evict deletes what was not used for the longest time, until the pages in use
// come to less than the bound. It looks once in a while, well below the bound.
func (w *writer) evict(ctx context.Context) error {
	if w.written < w.maxBytes/evictLook {
		return nil
	}
	w.written = 0
	size, err := w.usedBytes(ctx)
	if err != nil || float64(size) <= evictAbove*float64(w.maxBytes) {
		return err
	}
	for step := int64(1); float64(size) > evictTo*float64(w.maxBytes); step = min(2*step, evictStep) {
		res, err := w.conn.exec(ctx, sqlEvict, step)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		if size, err = w.usedBytes(ctx); err != nil {
			return err
		}
	}
	return nil
}

// usedBytes is what the file comes to without its free pages.
func (w *writer) usedBytes(ctx context.Context) (int64, error) {
	var n [3]int64
	for i, q := range []string{sqlPageCount, sqlFreePages, sqlPageSize} {
		var err error
		if n[i], err = w.conn.number(ctx, q); err != nil {
			return 0, err
		}
	}
	return (n[0] - n[1]) * n[2], nil
}

// close makes the changes that are waiting and writes the uses that were noted.
func (w *writer) close() error {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.busy <- struct{}{} // and kept
	for {
		w.commit(context.Background())
		w.mu.Lock()
		left := len(w.waiting)
		w.mu.Unlock()
		if left == 0 {
			return w.conn.close()
		}
	}
}
