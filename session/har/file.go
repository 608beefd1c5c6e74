package har

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// tail closes the log.
const tail = "\n]}}\n"

// document is the HAR on disk, whole at every instant. The kernel may end a write
// half-way when it kills a program, so the file that is there under the HAR's name
// is never written to: there are two copies, which take turns. One gets the entry
// that is new and the one that it missed, and is then linked under the HAR's name
// in the place of the other.
type document struct {
	mu     sync.Mutex // guards what is below
	path   string
	copies [2]*os.File
	ends   [2]int64 // where their tails begin
	shown  int      // the copy that has the HAR's name
	empty  bool     // no entry yet
	direct bool     // the file system has no links: one copy, written to as it is
	err    error    // the first fault; nothing is written after it
}

// createDocument replaces what is at path by a log without entries.
func createDocument(path, version string) (*document, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("this is not a file")
	}
	creator, err := json.Marshal(map[string]string{"name": "formbot", "version": version})
	if err != nil {
		return nil, err
	}
	head := fmt.Sprintf(`{"log":{"version":"1.2","creator":%s,"pages":[],"entries":[`, creator)
	d := &document{path: path, empty: true}
	for i := range d.copies {
		// With mode 0600.
		if d.copies[i], err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp"); err != nil {
			_ = d.discard()
			return nil, err
		}
		if _, err := d.copies[i].WriteString(head + tail); err != nil {
			_ = d.discard()
			return nil, err
		}
		d.ends[i] = int64(len(head))
	}
	err = d.show(0)
	if errors.Is(err, errNoLinks) {
		d.direct = true
		err = os.Rename(d.copies[0].Name(), path)
	}
	if err != nil {
		_ = d.discard()
		return nil, err
	}
	return d, nil
}

// errNoLinks is a file system on which a file has one name.
var errNoLinks = errors.New("no hard links")

// show gives the HAR's name to a copy, in one step.
func (d *document) show(i int) error {
	name := d.copies[i].Name()
	link := name + ".link"
	if err := os.Link(name, link); err != nil {
		return fmt.Errorf("%w: %w", errNoLinks, err)
	}
	if err := os.Rename(link, d.path); err != nil {
		_ = os.Remove(link)
		return err
	}
	d.shown = i
	return nil
}

// append adds an entry.
func (d *document) append(e *entry) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return
	}
	if !d.empty {
		b.WriteByte(',')
	}
	b.WriteByte('\n')
	if d.err = enc.Encode(e); d.err != nil {
		return
	}
	b.Truncate(b.Len() - 1) // Encode ends with a newline, and so the tail begins
	if d.err = d.write(b.Bytes()); d.err == nil {
		d.empty = false
	}
}

// write adds text to the copy that is not shown, and shows it.
func (d *document) write(text []byte) error {
	from, to := d.shown, 1-d.shown
	if d.direct {
		to = from
	}
	at := d.ends[from]
	missed := io.NewSectionReader(d.copies[from], d.ends[to], at-d.ends[to])
	if _, err := io.Copy(io.NewOffsetWriter(d.copies[to], d.ends[to]), missed); err != nil {
		return err
	}
	size := int64(len(text))
	if _, err := d.copies[to].WriteAt(append(text, tail...), at); err != nil {
		if d.direct { // close again what was good before
			_, _ = d.copies[to].WriteAt([]byte(tail), at)
			_ = d.copies[to].Truncate(at + int64(len(tail)))
		}
		return err
	}
	d.ends[to] = at + size
	if d.direct {
		return nil
	}
	return d.show(to)
}

// close reports the first fault of all.
func (d *document) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.err
	if cerr := d.discard(); err == nil {
		err = cerr
	}
	if d.err == nil {
		d.err = os.ErrClosed // for whoever comes later
	}
	return err
}

// discard closes the copies and takes their other names away.
func (d *document) discard() error {
	var first error
	for _, f := range d.copies {
		if f == nil {
			continue
		}
		if err := f.Close(); err != nil && first == nil {
			first = err
		}
		if err := os.Remove(f.Name()); err != nil && first == nil && !errors.Is(err, os.ErrNotExist) {
			first = err
		}
	}
	return first
}
