// Package atomicfile writes files that are whole or absent: to a temporary
// name in the same folder, synced, then renamed over the old one, as rename(2)
// promises. A reader, or a machine that dies half-way, sees the old content or
// the new, never a part.
package atomicfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// WriteBytes replaces path with data. See Write.
func WriteBytes(path string, mode os.FileMode, data []byte) error {
	return Write(path, mode, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(data))
		return err
	})
}

// Write replaces path with what write sends to its writer, with the given
// permission bits. When write or the disk fails, path is as it was and nothing
// is left beside it. A path that is a symbolic link keeps being one: the file
// that it points to is replaced.
func Write(path string, mode os.FileMode, write func(io.Writer) error) (err error) {
	if target, lerr := filepath.EvalSymlinks(path); lerr == nil {
		path = target
	}
	dir := filepath.Dir(path)
	// CreateTemp makes the file 0600, so a secret is never readable by others
	// in between.
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = tmp.Close() // a second close after a good one is harmless
			_ = os.Remove(tmp.Name())
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	buf := bufio.NewWriter(tmp)
	if err := write(buf); err != nil {
		return err
	}
	if err := buf.Flush(); err != nil {
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// Sweep removes what writers of path that were killed have left beside it. Call
// it only where no other can be writing path at the time: under a lock.
func Sweep(path string) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // whoever can't be listed can't be swept; nothing depends on it
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), "."+filepath.Base(path)+".")
		if number, isTmp := strings.CutSuffix(rest, ".tmp"); ok && isTmp && number != "" && strings.Trim(number, "0123456789") == "" {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// syncDir makes the rename itself durable. Some file systems refuse to sync a
// folder; the rename has happened all the same, so that is no error.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil //nolint:nilerr // a folder that can be written but not read: nothing to sync by
	}
	_ = d.Sync()
	return d.Close()
}
