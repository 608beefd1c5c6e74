package cache

import (
	"context"
	"math/rand/v2"
	"time"
)

// put stores the entry with its body, in place of what it supersedes. crowded
// says that there may be too many variants of its key.
func (s *store) put(ctx context.Context, e *entry, crowded bool) error {
	var data []byte
	data, e.packed = s.pack.pack(e.body, e.header)
	hash, variant, meta := hashKey(e.url), hashKey(e.url+"\n"+e.vary+"\n"+e.varySum), encodeMeta(e)
	if data == nil {
		data = []byte{}
	}
	const row = 128 // a row's other columns and its index entries, about
	size := int64(len(data) + len(meta) + len(e.host) + row)
	received := e.received.UnixNano()
	return s.w.submit(ctx, size, func(ctx context.Context, c *conn) error {
		if _, err := c.exec(ctx, sqlDeleteSame, hash, variant); err != nil {
			return err
		}
		if crowded {
			if _, err := c.exec(ctx, sqlDeleteMany, hash, int64(maxVariants-1)); err != nil {
				return err
			}
		}
		id := newID(time.Now())
		if _, err := c.exec(ctx, sqlInsertEntry, id, hash, variant, e.host, received, received, size, e.bodyLen,
			meta); err != nil {
			return err
		}
		_, err := c.exec(ctx, sqlInsertBody, id, data)
		return err
	})
}

// newID is an id that no other entry has or had: the time in microseconds, and
// ten random bits for other processes in the same one. Ids that ascend keep the
// file's pages together, and are cheaper than SQLite's AUTOINCREMENT.
func newID(now time.Time) int64 { return now.UnixMicro()<<10 | rand.Int64N(1<<10) }

// freshen writes an entry's header and times after a 304 (RFC 9111, section
// 4.3.4).
func (s *store) freshen(ctx context.Context, e *entry) error {
	meta, received := encodeMeta(e), e.received.UnixNano()
	return s.w.submit(ctx, int64(len(meta)), func(ctx context.Context, c *conn) error {
		_, err := c.exec(ctx, sqlFreshen, meta, received, received, e.id)
		return err
	})
}

// remove deletes all that is stored under the keys, and under any other key with
// the same 64 bits of hash, should there be one.
func (s *store) remove(ctx context.Context, keys []string) error {
	return s.w.submit(ctx, 0, func(ctx context.Context, c *conn) error {
		for _, key := range keys {
			if _, err := c.exec(ctx, sqlDeleteKey, hashKey(key)); err != nil {
				return err
			}
		}
		return nil
	})
}
