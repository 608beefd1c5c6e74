package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// Stats are what a cache holds.
type Stats struct {
	Entries int64 // answers
	// BodyBytes are their bodies as they came over the wire, StoredBytes what
	// bodies and headers come to as they lie in the file.
	BodyBytes, StoredBytes int64
	// FileBytes is the size of the file and its log on disk.
	FileBytes int64
	// Oldest and Newest are the least and the most recent use of an answer, to the
	// minute. Zero when there is none.
	Oldest, Newest time.Time
}

// Stats returns what the cache holds. It reads counters that the file keeps, and
// takes as long with 100,000 answers as with one.
func (c *Cache) Stats(ctx context.Context) (Stats, error) {
	var (
		s              Stats
		oldest, newest sql.NullInt64
	)
	row := c.store.db.QueryRowContext(ctx, `SELECT entries, body_len, size,
		(SELECT min(used) FROM entries), (SELECT max(used) FROM entries) FROM totals`)
	if err := row.Scan(&s.Entries, &s.BodyBytes, &s.StoredBytes, &oldest, &newest); err != nil {
		return Stats{}, c.store.openError(err)
	}
	if oldest.Valid {
		s.Oldest, s.Newest = time.Unix(0, oldest.Int64), time.Unix(0, newest.Int64)
	}
	for _, suffix := range sideFiles {
		if info, err := os.Stat(c.opts.Path + suffix); err == nil {
			s.FileBytes += info.Size()
		}
	}
	return s, nil
}

// sideFiles are what the file is made of: itself, and SQLite's log and index of
// it.
var sideFiles = [...]string{"", "-wal", "-shm"}

// Filter chooses answers. The zero value is all of them; with both fields set an
// answer must satisfy both.
type Filter struct {
	// Host is the host of the URL, without port, as the cache key's URL was
	// requested. "" for any.
	Host string
	// OlderThan chooses answers that were got or last confirmed longer ago than
	// that. Zero: any.
	OlderThan time.Duration
}

// Clear deletes the answers that the filter chooses, gives their space back to
// the file system and returns how many there were.
func (c *Cache) Clear(ctx context.Context, f Filter) (int64, error) {
	before := int64(0) // received before
	if f.OlderThan > 0 {
		before = c.opts.Now().Add(-f.OlderThan).UnixNano()
	}
	n, err := c.store.clear(ctx, normalHost(f.Host), before)
	if err != nil {
		return n, fmt.Errorf("clear: %w", c.store.openError(err))
	}
	return n, nil
}

// clearStep is how many answers go in one transaction, so that other processes
// get their turn.
const clearStep = 1000

// clear deletes what belongs to the host ("" for any) and was received before
// that (0 for any time).
func (s *store) clear(ctx context.Context, host string, before int64) (int64, error) {
	total := int64(0)
	for {
		step := int64(0)
		err := s.w.submit(ctx, 0, func(ctx context.Context, c *conn) error {
			res, err := c.exec(ctx, sqlClear, host, before, int64(clearStep))
			if err != nil {
				return err
			}
			step, err = res.RowsAffected()
			return err
		})
		if err != nil {
			return total, err
		}
		if total += step; step < clearStep {
			return total, s.shrink(ctx)
		}
	}
}

// shrink gives free pages back to the file system.
func (s *store) shrink(ctx context.Context) error {
	for _, q := range []string{"PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		// The driver steps to the end; incremental_vacuum works a page a step.
		if _, err := s.db.ExecContext(ctx, q); err != nil && !isBusy(err) {
			return err
		}
	}
	return nil
}

// Recover makes an unusable cache file anew, and everything in it is gone. It
// refuses, with ErrForeign, a file that is no cache of ours. No process may have
// the file open.
func Recover(path string) error {
	k, err := sniff(path)
	if err != nil {
		return fmt.Errorf("clear cache: %w", err)
	}
	if k != kindOurs && k != kindNone {
		return &FileError{Path: path, Err: ErrForeign}
	}
	for _, suffix := range sideFiles {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("clear cache: %w", err)
		}
	}
	return nil
}
