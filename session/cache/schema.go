package cache

// applicationID marks the file as ours, in SQLite's header ("fbot").
const applicationID = 0x66626f74

// schemaVersion is SQLite's user_version of the files that this package writes.
const schemaVersion = 1

// schema makes an empty cache. entries is kept small and apart from bodies, so
// that a use can be noted and a header freshened without moving a body. The
// counters are kept by triggers: whoever changes entries keeps them right.
//
// Times are nanoseconds since 1970. hash is of url, the cache key. An id is
// never used twice (AUTOINCREMENT), so that a body that is read after its entry
// is the entry's own or not there.
const schema = `
CREATE TABLE entries (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	hash INTEGER NOT NULL,
	url TEXT NOT NULL,
	host TEXT NOT NULL,
	vary TEXT NOT NULL,
	vary_sum BLOB NOT NULL,
	status INTEGER NOT NULL,
	header BLOB NOT NULL,
	requested INTEGER NOT NULL,
	received INTEGER NOT NULL,
	used INTEGER NOT NULL,
	packed INTEGER NOT NULL,
	body_len INTEGER NOT NULL,
	size INTEGER NOT NULL
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

// The statements. A body of up to 64 KiB comes with its entry.
const (
	sqlFind = `SELECT e.id, e.url, e.vary, e.vary_sum, e.status, e.header, e.requested, e.received, e.used,
		e.packed, e.body_len, b.data
		FROM entries e LEFT JOIN bodies b ON b.id = e.id AND e.size <= 65536
		WHERE e.hash = ? ORDER BY e.received DESC`
	sqlBody       = `SELECT data FROM bodies WHERE id = ?`
	sqlDeleteSame = `DELETE FROM entries WHERE hash = ? AND url = ? AND vary = ? AND vary_sum = ?`
	sqlDeleteMany = `DELETE FROM entries WHERE id IN
		(SELECT id FROM entries WHERE hash = ? AND url = ? ORDER BY used DESC LIMIT -1 OFFSET ?)`
	sqlDeleteURL   = `DELETE FROM entries WHERE hash = ? AND url = ?`
	sqlInsertEntry = `INSERT INTO entries (hash, url, host, vary, vary_sum, status, header, requested, received,
		used, packed, body_len, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlInsertBody = `INSERT INTO bodies (id, data) VALUES (?, ?)`
	sqlFreshen    = `UPDATE entries SET header = ?, requested = ?, received = ?, used = ? WHERE id = ?`
	sqlTouch      = `UPDATE entries SET used = ? WHERE id = ? AND used < ?`
	sqlEvict      = `DELETE FROM entries WHERE id IN (SELECT id FROM entries ORDER BY used LIMIT ?)`
)
