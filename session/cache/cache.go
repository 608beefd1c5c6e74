package cache

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// The defaults of Options.
const (
	DefaultMaxBytes      = 4 << 30
	DefaultMaxEntryBytes = 16 << 20
)

// Mode says what is kept, and for how long.
type Mode int

const (
	// ModeHTTP keeps what RFC 9111 allows.
	ModeHTTP Mode = iota
	// ModeArchive keeps every 2xx for Options.Expire, whatever the answer says.
	ModeArchive
)

// Options are how a cache is opened. Only Path is required.
type Options struct {
	// Path is the file. It and its folder are made when they are missing, for
	// the user alone (0600, 0700). Required.
	Path string
	// Mode says what is kept. Zero: ModeHTTP.
	Mode Mode
	// Expire is how long ModeArchive uses a 2xx without asking. Zero: for ever.
	Expire time.Duration
	// MaxBytes bounds the file, less its log of some 16 MiB; the least
	// recently used answers go first. Zero: 4 GiB.
	MaxBytes int64
	// MaxEntryBytes bounds the body of one answer, as it came over the wire.
	// Zero: 16 MiB.
	MaxEntryBytes int64
	// ReplaySetCookie hands out the Set-Cookie of stored answers too. For callers
	// that keep no cookies themselves, such as a proxy. Zero: left out.
	ReplaySetCookie bool
	// Key gives the cache key of a URL; two URLs with one key are one page. Nil:
	// the URL without its fragment.
	Key func(*url.URL) string
	// Now is the clock. Nil: time.Now.
	Now func() time.Time
	// Logger is warned, once, when answers can't be kept or read. Nil: nobody.
	Logger *slog.Logger
}

// Cache is an open cache. Its methods may be called concurrently, and several
// processes may have the same file open.
type Cache struct {
	opts  Options
	store *store
	log   *slog.Logger

	background *refresher
	gone       *tombstones

	warnings struct{ read, write sync.Once }

	closing  sync.Once
	closeErr error // once closing is done
}

// Open opens the cache, or makes it. Errors: *FileError when the file is no
// cache of ours, is damaged, or was written by a newer formbot, and those of the
// file system.
func Open(ctx context.Context, opts Options) (*Cache, error) {
	if opts.Path == "" {
		return nil, errors.New("open cache: Options.Path is empty; name a file")
	}
	opts.MaxBytes = orDefault(opts.MaxBytes, DefaultMaxBytes)
	opts.MaxEntryBytes = orDefault(opts.MaxEntryBytes, DefaultMaxEntryBytes)
	if opts.Key == nil {
		opts.Key = plainKey
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	c := &Cache{opts: opts, log: opts.Logger, background: newRefresher(), gone: newTombstones()}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	st, err := openStore(ctx, opts.Path, opts.MaxBytes)
	if err != nil {
		return nil, err
	}
	c.store = st
	return c, nil
}

// Close waits for what is being validated in the background, at most some
// seconds, writes what is left and closes the file. Answers whose bodies are
// still being read are not kept. A transport that is still used passes requests
// by. A second Close does nothing.
func (c *Cache) Close() error {
	c.closing.Do(func() {
		c.background.close()
		c.closeErr = c.store.close()
	})
	return c.closeErr
}

// Transport returns a RoundTripper that answers from the cache where it may and
// asks base otherwise. Nil: http.DefaultTransport. Several transports may share
// one cache.
func (c *Cache) Transport(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{cache: c, base: base}
}

// warnWrite says, once, that answers can't be kept.
func (c *Cache) warnWrite(err error) {
	c.warnings.write.Do(func() {
		c.log.Warn("the cache can't be written; going on without", "file", c.opts.Path, "err", err)
	})
}

// warnRead says, once, that kept answers can't be used.
func (c *Cache) warnRead(err error) {
	c.warnings.read.Do(func() {
		c.log.Warn("the cache can't be read; going on without", "file", c.opts.Path, "err", err)
	})
}

// plainKey is the URL without its fragment, which is not sent (RFC 9110, section
// 4.2.5), and without a password. No path is the path "/" (section 4.2.3).
func plainKey(u *url.URL) string {
	bare := *u
	bare.Fragment, bare.RawFragment, bare.User = "", "", nil
	if bare.Path == "" && bare.Opaque == "" {
		bare.Path = "/"
	}
	return bare.String()
}

// orDefault returns v, or the default where v is zero.
func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
