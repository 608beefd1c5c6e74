package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"
)

// hashKey is where a cache key is found.
func hashKey(key string) int64 {
	sum := sha256.Sum256([]byte(key))
	return int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // any 64 bits will do
}

// lookup finds what is stored under a key, the newest first. Bodies are there
// already when they are small.
func (s *store) lookup(ctx context.Context, key string) ([]*entry, error) {
	// A context that can be cancelled costs the driver a goroutine a query.
	rows, err := s.find.QueryContext(context.WithoutCancel(ctx), hashKey(key))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []*entry
	for rows.Next() {
		e, err := s.scan(rows)
		if err != nil {
			return nil, err
		}
		if e.url == key {
			found = append(found, e)
		}
	}
	return found, rows.Err()
}

func (s *store) scan(rows *sql.Rows) (*entry, error) {
	var (
		e                         entry
		header, sum               []byte
		requested, received, used int64
	)
	err := rows.Scan(&e.id, &e.url, &e.vary, &sum, &e.status, &header, &requested, &received, &used,
		&e.packed, &e.bodyLen, &e.data)
	if err != nil {
		return nil, err
	}
	if e.header, err = decodeHeader(header); err != nil {
		return nil, err
	}
	e.varySum, e.cc = string(sum), parseDirectives(e.header)
	e.requested, e.received, e.used = time.Unix(0, requested), time.Unix(0, received), time.Unix(0, used)
	return &e, nil
}

// errGone says that an entry went between two looks at the file.
var errGone = errors.New("stored answer is gone")

// loadBody fills the entry's body.
func (s *store) loadBody(ctx context.Context, e *entry) error {
	if e.body != nil || e.bodyLen == 0 {
		return nil
	}
	if e.data == nil {
		err := s.body.QueryRowContext(context.WithoutCancel(ctx), e.id).Scan(&e.data)
		if errors.Is(err, sql.ErrNoRows) {
			return errGone
		}
		if err != nil {
			return err
		}
	}
	var err error
	e.body, err = s.pack.unpack(e.data, e.packed, e.bodyLen)
	e.data = nil
	return err
}
