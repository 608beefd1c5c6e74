package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // registers the driver
	sqlite3 "modernc.org/sqlite/lib"
)

// The times that the store waits.
const (
	busyTimeout = time.Second      // for another process that writes
	openTimeout = 10 * time.Second // for one that makes the file
	pause       = 10 * time.Second // without writing, after a write has failed
)

// store is the file. Reads go to it side by side, writes through one writer.
type store struct {
	path string
	db   *sql.DB // for what is rare
	pack *packer

	readers *pool
	w       *writer
}

// openStore opens the file, or makes it.
func openStore(ctx context.Context, path string, maxBytes int64) (*store, error) {
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("open cache %q: %w", path, err)
	}
	s := &store{path: path, db: db}
	if err := s.init(ctx, maxBytes); err != nil {
		_ = db.Close()
		return nil, s.openError(err)
	}
	return s, nil
}

// openError says what an error of SQLite means for the file.
func (s *store) openError(err error) error {
	var known *FileError
	switch {
	case errors.As(err, &known):
		return err
	case isDamage(err):
		return &FileError{Path: s.path, Err: ErrDamaged}
	case isBusy(err):
		return &FileError{Path: s.path, Err: ErrLocked}
	case resultCode(err) == sqlite3.SQLITE_FULL:
		return &fs.PathError{Op: "write cache", Path: s.path, Err: syscall.ENOSPC}
	}
	return fmt.Errorf("open cache %q: %w", s.path, err)
}

// prepareFile makes the folder and the file, for the user alone: the pages in it
// may be. SQLite gives its side files the same mode.
func prepareFile(path string) error {
	switch k, err := sniff(path); {
	case err != nil:
		return fmt.Errorf("open cache: %w", err)
	case k == kindForeign:
		return &FileError{Path: path, Err: ErrForeign}
	case k != kindNone:
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the cache's folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	return f.Close()
}

// dsn opens each connection with the settings that are a connection's.
func dsn(path string) string {
	q := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"synchronous(NORMAL)",      // in WAL: whole after any crash
		"cache_size(-4096)",        // 4 MiB
		"wal_autocheckpoint(4000)", // pages, 16 MiB: those that every write changes move once for many
		"journal_size_limit(16777216)",
		"temp_store(MEMORY)",
	}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// init makes the schema where it is missing and prepares the statements.
func (s *store) init(ctx context.Context, maxBytes int64) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	var err error
	if s.pack, err = newPacker(); err != nil {
		return err
	}
	s.readers = newPool(2*runtime.GOMAXPROCS(0), func(ctx context.Context) (*conn, error) {
		return openConn(ctx, s.db.Driver(), dsn(s.path), sqlFind, sqlBody)
	})
	s.w, err = newWriter(ctx, s.db.Driver(), dsn(s.path), maxBytes)
	return err
}

// migrate sees to it that the file has this package's schema.
func (s *store) migrate(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	deadline := time.Now().Add(openTimeout)
	for {
		err := s.migrateOnce(ctx, conn)
		if err == nil || !isBusy(err) || time.Now().After(deadline) {
			return err
		}
		// Changing to WAL does not wait for the lock by itself.
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *store) migrateOnce(ctx context.Context, conn *sql.Conn) error {
	if made, err := s.isMade(ctx, conn); err != nil || made {
		return err
	}
	for _, q := range []string{
		"PRAGMA page_size = 4096",
		"PRAGMA auto_vacuum = INCREMENTAL", // so that clear gives the space back
		"PRAGMA journal_mode = WAL",
		sqlBegin,
	} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	err := s.create(ctx, conn)
	if err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), sqlRollback)
		return err
	}
	_, err = conn.ExecContext(ctx, sqlCommit)
	return err
}

// isMade says that the file has this package's schema. Not to have it, it must be
// empty: a database with tables and without our application id is another's.
func (s *store) isMade(ctx context.Context, conn *sql.Conn) (bool, error) {
	var id, version, tables int64
	// One statement, so that it is one moment of the file.
	err := conn.QueryRowContext(ctx, `SELECT count(*), (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version) FROM sqlite_schema`).Scan(&tables, &id, &version)
	if err != nil {
		return false, err
	}
	switch {
	case id == applicationID && version > schemaVersion:
		return false, &FileError{Path: s.path, Err: ErrNewer}
	case id == applicationID:
		return true, nil
	case tables > 0:
		return false, &FileError{Path: s.path, Err: ErrForeign}
	}
	return false, nil
}

// create makes the schema within a transaction, unless another process has been
// quicker.
func (s *store) create(ctx context.Context, conn *sql.Conn) error {
	if made, err := s.isMade(ctx, conn); err != nil || made {
		return err
	}
	for _, q := range []string{
		schema,
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", schemaVersion),
	} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) close() error {
	err := errors.Join(s.w.close(), s.readers.close(), s.db.Close())
	s.pack.close()
	return err
}
