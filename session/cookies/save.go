package cookies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"github.com/formbot/formbot/internal/atomicfile"
)

const (
	// maxFileBytes bounds a file: 3000 cookies of the largest size fit several times.
	maxFileBytes = 64 << 20
	// lockPatience is how long Save waits for another process. One holds the lock
	// for as long as it takes to read and write a small file.
	lockPatience = 30 * time.Second
	lockEvery    = 2 * time.Millisecond
	// rememberRemoved is how long a file says that a cookie was removed: longer
	// than any process that still holds the cookie is likely to run.
	rememberRemoved = 60 * 24 * time.Hour
)

// FileError says what is wrong with a saved session. The file was not touched,
// and neither was the jar.
type FileError struct {
	Path   string
	Reason string // what is wrong and what to do
}

// Error implements error.
func (e *FileError) Error() string {
	return fmt.Sprintf("session %q: %s", e.Path, e.Reason)
}

// LockError says that a session could not be saved as another process had it
// locked all the while, or as its folder cannot hold a lock.
type LockError struct {
	Path string // the lock file
	Err  error
}

// Error implements error.
func (e *LockError) Error() string {
	if errors.Is(e.Err, context.DeadlineExceeded) {
		return fmt.Sprintf("save session: another process has held %s for more than %s; end it, then try again", e.Path, lockPatience)
	}
	return fmt.Sprintf("save session: lock %s: %v", e.Path, e.Err)
}

// Unwrap gives the system's error.
func (e *LockError) Unwrap() error { return e.Err }

// Save brings a file up to date with the jar: every cookie that is not expired,
// session cookies too, mode 0600. It may be called by several processes on one
// file; nothing that any of them saved is lost:
//
//   - What the file holds and the jar does not stays. To begin anew, remove the
//     file.
//   - Of a cookie that both hold, the copy that was set last stays (Updated).
//   - What the jar removed, by a server's wish, by age or by Clear, goes from the
//     file, unless another process has set it since; and what another process
//     removed does not come back from a jar that got it before.
//
// The jar stays as it is: what others saved comes in by Load. The file is
// replaced in one step: it is the old one or the new one, whatever happens. The
// steps of several processes follow one another by a lock on a second file,
// path + ".lock", which stays.
//
// A file that Load would refuse is refused, with the same *FileError, and not
// overwritten; a lock that cannot be had is a *LockError.
func (j *Jar) Save(path string) (err error) {
	// A link and the file that it points to have one lock.
	if target, lerr := filepath.EvalSymlinks(path); lerr == nil {
		path = target
	}
	unlock, err := lock(path + ".lock")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	old, err := readOld(path)
	if err != nil {
		return err
	}
	now := j.now()
	merged, err := encode(j.merge(old), now)
	if err != nil {
		return fmt.Errorf("save session %q: %w", path, err)
	}
	atomicfile.Sweep(path) // who has the lock is the only one to write
	if err := atomicfile.WriteBytes(path, 0o600, merged); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// lock takes the lock, waiting for it.
func lock(path string) (unlock func() error, err error) {
	l := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	if _, err := l.TryLockContext(ctx, lockEvery); err != nil {
		return nil, &LockError{Path: path, Err: err}
	}
	return l.Close, nil
}

// readOld reads what is to be merged: nothing, where there is no file yet or an
// empty one.
func readOld(path string) (content, error) {
	data, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(data) == 0 {
		return content{}, nil
	}
	if err != nil {
		return content{}, err
	}
	old, err := decode(data)
	if err != nil {
		return content{}, &FileError{Path: path, Reason: err.Error()}
	}
	return old, nil
}

// merge is what the file is to hold: of the jar and the file, cookie by cookie,
// what happened last.
func (j *Jar) merge(old content) content {
	all := New(Options{Now: j.now})
	all.adopt(old)
	j.mu.Lock()
	j.evictAll(j.now()) // so that what has expired is remembered as removed
	mine := j.list()
	for id, at := range j.gone {
		all.removeOlder(id, at)
	}
	j.mu.Unlock()
	for i := range mine {
		all.insertNewer(&mine[i])
	}
	now := all.now()
	all.evictAll(now)
	for id, at := range all.gone {
		if now.Sub(at) > rememberRemoved {
			delete(all.gone, id)
		}
	}
	trimGone(all.gone, maxTotal)
	return content{cookies: all.list(), gone: all.gone}
}

// insertNewer inserts a cookie unless the jar knows better. The time of creation
// is the first one's and the time of the last use the last one's.
func (j *Jar) insertNewer(c *Cookie) {
	if at, ok := j.gone[c.id()]; ok && !c.Updated.After(at) {
		return
	}
	key := site(c.Domain)
	old := j.sites[key][c.id()]
	j.insert(c)
	if old == nil {
		return
	}
	stored := j.sites[key][c.id()]
	if old.Updated.After(c.Updated) {
		stored.Cookie = old.Cookie
	}
	if c.Created.Before(old.Created) {
		stored.Created = c.Created
	}
	if c.LastAccess.After(old.LastAccess) {
		stored.LastAccess = c.LastAccess
	}
}

// removeOlder removes a cookie unless it was set after it was removed.
func (j *Jar) removeOlder(id id, at time.Time) {
	if c := j.sites[site(id.domain)][id]; c != nil && c.Updated.After(at) {
		return
	}
	if at.After(j.gone[id]) {
		j.remove(id, at)
	}
}

// trimGone keeps the latest of what was removed.
func trimGone(gone map[id]time.Time, most int) {
	if len(gone) <= most {
		return
	}
	times := make([]time.Time, 0, len(gone))
	for _, at := range gone {
		times = append(times, at)
	}
	slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
	for id, at := range gone {
		if at.Before(times[most-1]) {
			delete(gone, id)
		}
	}
}

// Load replaces what the jar holds by a saved session, less what has expired
// since. It refuses, with a *FileError, a file that others on this machine may
// read or write (cookies are as good as passwords), that is damaged, or that a
// newer formbot wrote. A missing file is fs.ErrNotExist.
func (j *Jar) Load(path string) error {
	data, err := readPrivate(path)
	if err != nil {
		return err
	}
	doc, err := decode(data)
	if err != nil {
		return &FileError{Path: path, Reason: err.Error()}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	clear(j.sites)
	j.adopt(doc)
	j.evictAll(j.now())
	return nil
}

// adopt takes over what a file holds. The caller holds mu.
func (j *Jar) adopt(doc content) {
	clear(j.gone)
	for id, at := range doc.gone {
		j.gone[id] = at
		j.latest = later(j.latest, at)
	}
	for i := range doc.cookies {
		j.insert(&doc.cookies[i])
		j.latest = later(j.latest, doc.cookies[i].Updated)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// readPrivate reads a file that is nobody else's business.
func readPrivate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, &FileError{Path: path, Reason: "this is not a file"}
	}
	// Windows has no such bits; os makes them up there.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &FileError{Path: path, Reason: fmt.Sprintf(
			"others on this machine may read or change it (mode %04o), and cookies are as good as passwords; run: chmod 600 %s",
			info.Mode().Perm(), path)}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	if len(data) > maxFileBytes {
		return nil, &FileError{Path: path, Reason: fmt.Sprintf("it is larger than %d bytes, so it is no session", maxFileBytes)}
	}
	return data, nil
}
