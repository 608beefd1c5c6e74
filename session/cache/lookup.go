package cache

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// hashKey is where a cache key is found.
func hashKey(key string) int64 {
	sum := sha256.Sum256([]byte(key))
	return int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // any 64 bits will do
}

// lookup finds what is stored under a key, the newest first. Bodies are there
// already, packed, when they are small.
func (s *store) lookup(ctx context.Context, key string) (found []*entry, err error) {
	err = s.read(ctx, sqlFind, func(row []driver.Value) error {
		meta, _ := row[2].([]byte)
		e, err := decodeMeta(meta)
		if err != nil || e.url != key { // another key of the same hash
			return err
		}
		used, _ := row[1].(int64)
		e.id, _ = row[0].(int64)
		e.used = time.Unix(0, used)
		e.data, _ = row[3].([]byte)
		found = append(found, e)
		return nil
	}, hashKey(key))
	if len(found) > 1 {
		slices.SortStableFunc(found, func(a, b *entry) int {
			return cmp.Or(b.received.Compare(a.received), cmp.Compare(b.id, a.id))
		})
	}
	return found, err
}

// read runs a statement on one of the connections for reading.
func (s *store) read(ctx context.Context, query string, each func([]driver.Value) error, args ...driver.Value) error {
	return s.readers.with(ctx, func(c *conn) error {
		// A context that can be cancelled costs the driver a goroutine a query.
		return c.query(context.WithoutCancel(ctx), query, each, args...)
	})
}

// errGone says that an entry went between two looks at the file.
var errGone = errors.New("stored answer is gone")

// loadBody fills the entry's body.
func (s *store) loadBody(ctx context.Context, e *entry) error {
	if e.body != nil || e.bodyLen == 0 {
		return nil
	}
	if e.data == nil {
		err := s.read(ctx, sqlBody, func(row []driver.Value) error {
			e.data, _ = row[0].([]byte)
			return nil
		}, e.id)
		if err != nil {
			return err
		}
		if e.data == nil {
			return errGone
		}
	}
	var err error
	e.body, err = s.pack.unpack(e.data, e.packed, e.bodyLen)
	e.data = nil
	return err
}
