package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a cache file, for errors.Is on a *FileError.
var (
	// ErrForeign: the file is something else, and is left alone.
	ErrForeign = errors.New("it is not a formbot cache; name another file")
	// ErrDamaged: the file is a cache that can't be read any more.
	ErrDamaged = errors.New("it is damaged; `formbot cache clear` makes it anew")
	// ErrNewer: the file was written by a formbot that is newer than this one.
	ErrNewer = errors.New("a newer formbot wrote it; use that one, another file, or `formbot cache clear`")
	// ErrLocked: another program holds the file, for longer than is waited for.
	ErrLocked = errors.New("another program has it locked; try again, or name another file")
)

// FileError is a file that can't be used as a cache.
type FileError struct {
	Path string
	Err  error // ErrForeign, ErrDamaged, ErrNewer or ErrLocked
}

func (e *FileError) Error() string { return fmt.Sprintf("open cache %q: %v", e.Path, e.Err) }

// Unwrap gives the reason.
func (e *FileError) Unwrap() error { return e.Err }

// resultCode is SQLite's primary result code of an error, 0 for none.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// isDamage says that the error means a broken file.
func isDamage(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// isBusy says that another process had the file locked for too long.
func isBusy(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// kind is what a file looks like from outside.
type kind int

const (
	kindNone    kind = iota // not there, or empty
	kindOurs                // a cache
	kindForeign             // something else
	kindUnsaid              // a database without an application id: another's, or ours in the making
)

// sniff looks at a file without opening it as a database (SQLite's file format,
// section 1.3: the magic, and the application id at offset 68).
func sniff(path string) (kind, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return kindNone, nil
	}
	if err != nil {
		return kindForeign, err
	}
	defer f.Close()
	var head [72]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return kindForeign, err
	}
	if n == 0 {
		return kindNone, nil
	}
	if n < len(head) || string(head[:16]) != "SQLite format 3\x00" {
		return kindForeign, nil
	}
	switch binary.BigEndian.Uint32(head[68:]) {
	case applicationID:
		return kindOurs, nil
	case 0:
		return kindUnsaid, nil
	}
	return kindForeign, nil
}
