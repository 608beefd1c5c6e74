package cache

// applicationID marks the file as ours, in SQLite's header ("fbot").
const applicationID = 0x66626f74

// schemaVersion is SQLite's user_version of the files that this package writes.
const schemaVersion = 1

// schema makes an empty cache. entries is kept small and apart from bodies, so
// that a use can be noted and a header freshened without moving a body. What no
// statement looks for lies in meta, see encodeMeta. The counters are kept by
// triggers: whoever changes entries keeps them right.
//
// Times are nanoseconds since 1970. hash is of the cache key, variant of the key
// and what the answer varies on. An id is never used twice (see newID), so that a
// body that is read after its entry is the entry's own or not there.
const schema = `
CREATE TABLE entries (
	id INTEGER PRIMARY KEY,
	hash INTEGER NOT NULL,
	variant INTEGER NOT NULL,
	host TEXT NOT NULL,
	received INTEGER NOT NULL,
	used INTEGER NOT NULL,
	size INTEGER NOT NULL,
	body_len INTEGER NOT NULL,
	meta BLOB NOT NULL
);
CREATE INDEX entries_by_hash ON entries (hash);
CREATE INDEX entries_by_use ON entries (used);
CREATE TABLE bodies (
	id INTEGER PRIMARY KEY,
	data BLOB NOT NULL
);
CREATE TABLE totals (
	entries INTEGER NOT NULL,
	size INTEGER NOT NULL,
	body_len INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0);
CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
	UPDATE totals SET entries = entries + 1, size = size + new.size, body_len = body_len + new.body_len;
END;
CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
	UPDATE totals SET entries = entries - 1, size = size - old.size, body_len = body_len - old.body_len;
	DELETE FROM bodies WHERE id = old.id;
END;
`

// The statements that are prepared. A body of up to 64 KiB comes with its entry.
const (
	sqlFind = `SELECT e.id, e.used, e.meta, b.data
		FROM entries e LEFT JOIN bodies b ON b.id = e.id AND e.size <= 65536 WHERE e.hash = ?`
	sqlBody       = `SELECT data FROM bodies WHERE id = ?`
	sqlDeleteSame = `DELETE FROM entries WHERE hash = ? AND variant = ?`
	sqlDeleteMany = `DELETE FROM entries WHERE id IN
		(SELECT id FROM entries WHERE hash = ? ORDER BY used DESC LIMIT -1 OFFSET ?)`
	sqlDeleteKey   = `DELETE FROM entries WHERE hash = ?`
	sqlInsertEntry = `INSERT INTO entries (id, hash, variant, host, received, used, size, body_len, meta)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlInsertBody = `INSERT INTO bodies (id, data) VALUES (?, ?)`
	sqlFreshen    = `UPDATE entries SET meta = ?, received = ?, used = ? WHERE id = ?`
	sqlTouch      = `UPDATE entries SET used = ?1 WHERE id = ?2 AND used < ?1`
	sqlEvict      = `DELETE FROM entries WHERE id IN (SELECT id FROM entries ORDER BY used LIMIT ?)`
	sqlClear      = `DELETE FROM entries WHERE id IN (SELECT id FROM entries
		WHERE (?1 = '' OR host = ?1) AND (?2 = 0 OR received < ?2) LIMIT ?3)`
	sqlBegin     = `BEGIN IMMEDIATE`
	sqlCommit    = `COMMIT`
	sqlRollback  = `ROLLBACK`
	sqlPageCount = `PRAGMA page_count`
	sqlFreePages = `PRAGMA freelist_count`
	sqlPageSize  = `PRAGMA page_size`
)
