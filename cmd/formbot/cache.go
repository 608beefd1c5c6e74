package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/formbot/formbot/session/cache"
)

type cacheCmd struct {
	Stats cacheStatsCmd `cmd:"" help:"Show how much the HTTP cache holds."`
	Clear cacheClearCmd `cmd:"" help:"Delete what the HTTP cache holds, or a part of it."`
}

// cacheFlags name the cache file, for all commands that use it.
type cacheFlags struct {
	File string `name:"cache" placeholder:"FILE" help:"The cache file; default: cache.db in formbot's folder under the user's cache folder."`
}

// path is the cache file, named or not.
func (f *cacheFlags) path() (string, error) {
	if f.File != "" {
		return f.File, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", usagef("find the user's cache folder: %w; name a file with --cache", err)
	}
	return filepath.Join(dir, "formbot", "cache.db"), nil
}

type cacheStatsCmd struct {
	cacheFlags
}

// Help implements kong.HelpProvider.
func (cacheStatsCmd) Help() string {
	return `Says how many answers the cache holds, how large their bodies are as they came and as they are stored, and
what the file takes on disk. It reads counters and is instant, however large the cache is.

Examples:

  formbot cache stats
  formbot cache stats --json --cache crawl.db`
}

// cacheStats is the JSON of `formbot cache stats --json`.
type cacheStats struct {
	File        string     `json:"file"`
	Entries     int64      `json:"entries"`
	BodyBytes   int64      `json:"body_bytes"`
	StoredBytes int64      `json:"stored_bytes"`
	FileBytes   int64      `json:"file_bytes"`
	OldestUse   *time.Time `json:"oldest_use,omitempty"`
	NewestUse   *time.Time `json:"newest_use,omitempty"`
}

// Run prints the figures.
func (c *cacheStatsCmd) Run(ctx context.Context, g *globals, s *streams) error {
	path, err := c.path()
	if err != nil {
		return err
	}
	st, err := readCacheStats(ctx, path)
	if err != nil {
		return err
	}
	if g.JSON {
		return printJSON(s.out, st)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "file\t%s\n", st.File)
	fmt.Fprintf(w, "answers\t%d\n", st.Entries)
	fmt.Fprintf(w, "bodies\t%s, stored in %s\n", inBytes(st.BodyBytes), inBytes(st.StoredBytes))
	fmt.Fprintf(w, "on disk\t%s\n", inBytes(st.FileBytes))
	if st.OldestUse != nil {
		fmt.Fprintf(w, "last used\tfrom %s to %s\n", st.OldestUse.Local().Format(time.DateTime),
			st.NewestUse.Local().Format(time.DateTime))
	}
	return w.Flush()
}

// readCacheStats does not make a cache that is not there: it holds nothing.
func readCacheStats(ctx context.Context, path string) (cacheStats, error) {
	st := cacheStats{File: path}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	c, err := cache.Open(ctx, cache.Options{Path: path})
	if err != nil {
		return st, err
	}
	defer c.Close() //nolint:contextcheck // what is open is closed after an interrupt too
	stats, err := c.Stats(ctx)
	if err != nil {
		return st, err
	}
	st.Entries, st.BodyBytes, st.StoredBytes, st.FileBytes = stats.Entries, stats.BodyBytes, stats.StoredBytes, stats.FileBytes
	if stats.Entries > 0 {
		oldest, newest := stats.Oldest.UTC().Truncate(time.Second), stats.Newest.UTC().Truncate(time.Second)
		st.OldestUse, st.NewestUse = &oldest, &newest
	}
	return st, nil
}

type cacheClearCmd struct {
	cacheFlags
	Host      string   `placeholder:"HOST" help:"Only answers from that host."`
	OlderThan daysFlag `placeholder:"AGE" help:"Only answers that were got or last confirmed longer ago than that, such as 12h or 30d."`
}

// Help implements kong.HelpProvider.
func (cacheClearCmd) Help() string {
	return `Deletes all answers, or those that --host and --older-than choose, and gives the space back. A cache that is
damaged, or was written by a newer formbot, is made anew; a file that is no cache of formbot's is left alone.

Examples:

  formbot cache clear
  formbot cache clear --host www.example.com
  formbot cache clear --older-than 30d`
}

// cacheCleared is the JSON of `formbot cache clear --json`.
type cacheCleared struct {
	File    string `json:"file"`
	Removed int64  `json:"removed"`
	Anew    bool   `json:"anew"` // the file could not be used, and was deleted
}

// Run deletes and says how many.
func (c *cacheClearCmd) Run(ctx context.Context, g *globals, s *streams) error {
	path, err := c.path()
	if err != nil {
		return err
	}
	done, err := c.clear(ctx, path)
	if err != nil {
		return err
	}
	switch {
	case g.JSON:
		return printJSON(s.out, done)
	case done.Anew:
		fmt.Fprintf(s.out, "%s could not be used and was deleted\n", done.File)
	default:
		fmt.Fprintf(s.out, "deleted %d answers from %s\n", done.Removed, done.File)
	}
	return nil
}

func (c *cacheClearCmd) clear(ctx context.Context, path string) (cacheCleared, error) {
	done := cacheCleared{File: path}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return done, nil
	}
	filter := cache.Filter{Host: c.Host, OlderThan: time.Duration(c.OlderThan)}
	opened, err := cache.Open(ctx, cache.Options{Path: path})
	if errors.Is(err, cache.ErrDamaged) || errors.Is(err, cache.ErrNewer) {
		if filter != (cache.Filter{}) {
			return done, fmt.Errorf("%w (without --host and --older-than)", err)
		}
		done.Anew = true
		return done, cache.Recover(path)
	}
	if err != nil {
		return done, err
	}
	defer opened.Close() //nolint:contextcheck // what is open is closed after an interrupt too
	done.Removed, err = opened.Clear(ctx, filter)
	return done, err
}

// daysFlag is a duration that may be given in days.
type daysFlag time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *daysFlag) UnmarshalText(text []byte) error {
	s := string(text)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil || n <= 0 || n > 36500 {
			return fmt.Errorf("%q is no age; write 12h, 30d or the like", s)
		}
		*d = daysFlag(n * float64(24*time.Hour))
		return nil
	}
	v, err := time.ParseDuration(s)
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is no age; write 12h, 30d or the like", s)
	}
	*d = daysFlag(v)
	return nil
}

// inBytes writes a size for people.
func inBytes(n int64) string { return humanize.IBytes(uint64(max(0, n))) }
