package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	maxBatch    = 64          // writes in one commit
	maxVariants = 32          // stored answers of one key
	touchEvery  = time.Minute // uses within that of the last are not noted
	maxTouches  = 512         // noted uses that wait for the next commit
	evictStep   = 256         // entries that go in one statement, at most
	evictTo     = 0.95        // of MaxBytes, so that not every write evicts
)

var (
	errClosed = errors.New("the cache is closed")
	errPaused = errors.New("a write failed a moment ago")
)

// write is one change of the file. It runs within a transaction.
type write struct {
	do   func(ctx context.Context, w *writer) error
	done chan error
}

// writer is the one goroutine that changes the file. Writes that come in while
// it is at work share the next commit.
type writer struct {
	conn     *sql.Conn
	stmts    map[string]*sql.Stmt
	maxBytes int64
	queue    chan write
	quit     chan struct{} // closed by close
	finished chan struct{} // closed by the goroutine

	// mu guards what follows.
	mu          sync.Mutex
	closed      bool
	pausedUntil time.Time
	touches     map[int64]int64 // id to time of use
}

func newWriter(ctx context.Context, db *sql.DB, maxBytes int64) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: conn, stmts: map[string]*sql.Stmt{}, maxBytes: maxBytes,
		queue: make(chan write, maxBatch), quit: make(chan struct{}), finished: make(chan struct{}),
		touches: map[int64]int64{},
	}
	for _, q := range []string{"BEGIN IMMEDIATE", "COMMIT", sqlDeleteSame, sqlDeleteMany, sqlDeleteURL,
		sqlInsertEntry, sqlInsertBody, sqlFreshen, sqlTouch, sqlEvict, "PRAGMA page_count", "PRAGMA freelist_count",
		"PRAGMA page_size"} {
		if w.stmts[q], err = conn.PrepareContext(ctx, q); err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	go w.run(context.WithoutCancel(ctx))
	return w, nil
}

// submit has a change made and waits for its commit, or for the end of ctx; the
// change may still be made then.
func (w *writer) submit(ctx context.Context, do func(context.Context, *writer) error) error {
	w.mu.Lock()
	closed, paused := w.closed, time.Now().Before(w.pausedUntil)
	w.mu.Unlock()
	switch {
	case closed:
		return errClosed
	case paused:
		return errPaused
	}
	job := write{do: do, done: make(chan error, 1)}
	select {
	case w.queue <- job:
	case <-w.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-job.done:
		return err
	case <-w.finished:
		select {
		case err := <-job.done: // it was among the last
			return err
		default:
			return errClosed
		}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// touch notes a use of an entry, to be written with the next change.
func (w *writer) touch(id int64, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touches[id] = now.UnixNano()
	if len(w.touches) == maxTouches {
		select { // a change of nothing, which takes them along
		case w.queue <- write{done: make(chan error, 1)}:
		default:
		}
	}
}

// run makes the changes until close.
func (w *writer) run(ctx context.Context) {
	defer close(w.finished)
	for {
		select {
		case first := <-w.queue:
			w.commit(ctx, w.batch(first))
		case <-w.quit:
			// What is in the queue was promised nothing yet, but costs little.
			last := w.batch(write{done: make(chan error, 1)})
			w.commit(ctx, last)
			return
		}
	}
}

// batch takes what is in the queue already.
func (w *writer) batch(first write) []write {
	jobs := []write{first}
	for len(jobs) < maxBatch {
		select {
		case job := <-w.queue:
			jobs = append(jobs, job)
		default:
			return jobs
		}
	}
	return jobs
}

// commit makes the changes in one transaction; all fail when one does.
func (w *writer) commit(ctx context.Context, jobs []write) {
	err := w.transact(ctx, jobs)
	if err != nil {
		w.mu.Lock()
		w.pausedUntil = time.Now().Add(pause)
		w.mu.Unlock()
	}
	for _, job := range jobs {
		job.done <- err
	}
}

func (w *writer) transact(ctx context.Context, jobs []write) (err error) {
	touches := w.takeTouches()
	if len(jobs) == 1 && jobs[0].do == nil && len(touches) == 0 {
		return nil
	}
	if _, err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil { // SQLite may have rolled back by itself
			_, _ = w.conn.ExecContext(ctx, "ROLLBACK")
		}
	}()
	for id, used := range touches {
		if _, err := w.exec(ctx, sqlTouch, used, id, used); err != nil {
			return err
		}
	}
	for _, job := range jobs {
		if job.do == nil {
			continue
		}
		if err := job.do(ctx, w); err != nil {
			return err
		}
	}
	if err := w.evict(ctx); err != nil {
		return err
	}
	_, err = w.exec(ctx, "COMMIT")
	return err
}

func (w *writer) takeTouches() map[int64]int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	touches := w.touches
	if len(touches) > 0 {
		w.touches = make(map[int64]int64)
	}
	return touches
}

// evict deletes what was not used for the longest time, until the pages in use
// come to less than the bound.
func (w *writer) evict(ctx context.Context) error {
	size, err := w.usedBytes(ctx)
	if err != nil || size <= w.maxBytes {
		return err
	}
	for step := 1; float64(size) > evictTo*float64(w.maxBytes); step = min(2*step, evictStep) {
		res, err := w.exec(ctx, sqlEvict, step)
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
	for i, q := range []string{"PRAGMA page_count", "PRAGMA freelist_count", "PRAGMA page_size"} {
		if err := w.stmts[q].QueryRowContext(ctx).Scan(&n[i]); err != nil {
			return 0, err
		}
	}
	return (n[0] - n[1]) * n[2], nil
}

// exec runs a prepared statement.
func (w *writer) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, ok := w.stmts[query]
	if !ok {
		return nil, fmt.Errorf("statement is not prepared: %s", query)
	}
	return stmt.ExecContext(ctx, args...)
}

// close writes what is waiting and ends the goroutine.
func (w *writer) close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	w.mu.Unlock()
	close(w.quit)
	<-w.finished
	for _, stmt := range w.stmts {
		_ = stmt.Close()
	}
	return w.conn.Close()
}
