package cache

import (
	"context"
)

// put stores the entry with its body, in place of what it supersedes. crowded
// says that there may be too many variants of its key.
func (s *store) put(ctx context.Context, e *entry, crowded bool) error {
	hash, header := hashKey(e.url), encodeHeader(e.header)
	data, packed := s.pack.pack(e.body, e.header)
	if data == nil {
		data = []byte{}
	}
	const row = 200 // a row's fixed columns and index entries, about
	size := int64(len(data) + len(header) + len(e.url) + len(e.host) + len(e.vary) + row)
	return s.w.submit(ctx, func(ctx context.Context, w *writer) error {
		if _, err := w.exec(ctx, sqlDeleteSame, hash, e.url, e.vary, []byte(e.varySum)); err != nil {
			return err
		}
		if crowded {
			if _, err := w.exec(ctx, sqlDeleteMany, hash, e.url, maxVariants-1); err != nil {
				return err
			}
		}
		res, err := w.exec(ctx, sqlInsertEntry, hash, e.url, e.host, e.vary, []byte(e.varySum), e.status, header,
			e.requested.UnixNano(), e.received.UnixNano(), e.received.UnixNano(), packed, e.bodyLen, size)
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		_, err = w.exec(ctx, sqlInsertBody, id, data)
		return err
	})
}

// freshen writes an entry's header and times after a 304 (RFC 9111, section
// 4.3.4).
func (s *store) freshen(ctx context.Context, e *entry) error {
	header := encodeHeader(e.header)
	return s.w.submit(ctx, func(ctx context.Context, w *writer) error {
		_, err := w.exec(ctx, sqlFreshen, header, e.requested.UnixNano(), e.received.UnixNano(),
			e.received.UnixNano(), e.id)
		return err
	})
}

// remove deletes all that is stored under the keys.
func (s *store) remove(ctx context.Context, keys []string) error {
	return s.w.submit(ctx, func(ctx context.Context, w *writer) error {
		for _, key := range keys {
			if _, err := w.exec(ctx, sqlDeleteURL, hashKey(key), key); err != nil {
				return err
			}
		}
		return nil
	})
}
