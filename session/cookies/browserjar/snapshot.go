package browserjar

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// A running browser writes its database, and Firefox keeps it locked all the
// while. So it is copied with its journals, and copied again when the browser
// wrote to it meanwhile.
const (
	copyTries = 20
	copyPause = 100 * time.Millisecond
)

// snapshot is a copy of a browser's database.
type snapshot struct {
	*sql.DB
	dir string
}

// Close removes the copy.
func (s *snapshot) Close() error {
	return errors.Join(s.DB.Close(), os.RemoveAll(s.dir))
}

// openCopy copies a database and opens the copy. SQLite then does with the
// journals what it does after a crash: what was committed counts.
func openCopy(ctx context.Context, path string) (_ *snapshot, err error) {
	dir, err := os.MkdirTemp("", "formbot-cookies-") // mode 0700
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	target := filepath.Join(dir, "db")
	for try := 1; ; try++ {
		still, err := copyDatabase(path, target)
		if err != nil {
			return nil, err
		}
		if still {
			break
		}
		if try == copyTries {
			return nil, fmt.Errorf("the browser is writing to %s without a pause; try again, or close it", path)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(copyPause):
		}
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: target}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil || verdict != "ok" {
		return nil, errors.Join(fmt.Errorf("%s is damaged, or no database (%s)", path, verdict), err, db.Close())
	}
	return &snapshot{DB: db, dir: dir}, nil
}

// copyDatabase copies the file and its journals; still is false where they
// changed meanwhile.
func copyDatabase(from, to string) (still bool, err error) {
	suffixes := []string{"", "-wal", "-journal"}
	before, err := stamps(from, suffixes)
	if err != nil {
		return false, err
	}
	for _, s := range suffixes {
		if err := copyFile(from+s, to+s); err != nil && (s == "" || !errors.Is(err, fs.ErrNotExist)) {
			return false, err
		}
	}
	after, err := stamps(from, suffixes)
	return before == after, err
}

// stamp is what changes when a file is written.
type stamp struct {
	size int64
	time time.Time
}

func stamps(path string, suffixes []string) (out [3]stamp, err error) {
	for i, s := range suffixes {
		info, err := os.Stat(path + s)
		switch {
		case err == nil:
			out[i] = stamp{info.Size(), info.ModTime()}
		case s == "" || !errors.Is(err, fs.ErrNotExist):
			return out, err
		}
	}
	return out, nil
}

func copyFile(from, to string) (err error) {
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
