package cache_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/session/cache"
)

func TestAnswersOutliveTheProcess(t *testing.T) {
	b := newBed(t, cache.Options{})
	b.serve(text("one", "Cache-Control: max-age=60", "X-Kept: yes"))
	b.want(b.get("/"), cache.Miss, "one")
	if err := b.cache.Close(); err != nil {
		t.Fatal(err)
	}
	b.open()
	got := b.get("/")
	b.want(got, cache.Hit, "one")
	if got.header.Get("X-Kept") != "yes" {
		t.Errorf("header got %v", got.header)
	}
	if b.requests() != 1 {
		t.Errorf("requests got %d, want 1", b.requests())
	}
}

func TestFileIsForTheUserAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "cache.db")
	b := newBed(t, cache.Options{Path: path})
	b.serve(text("one", "Cache-Control: max-age=60"))
	b.get("/")
	for name, want := range map[string]os.FileMode{
		path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: mode got %o, want %o", filepath.Base(name), got, want)
		}
	}
}

func TestUnusableFiles(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  error
		says  string
	}{
		{"text", func(t *testing.T, path string) { write(t, path, strings.Repeat("notes\n", 100)) },
			cache.ErrForeign, "not a formbot cache"},
		{"short text", func(t *testing.T, path string) { write(t, path, "x") },
			cache.ErrForeign, "another file"},
		{"another program's database", func(t *testing.T, path string) { execSQL(t, path, "CREATE TABLE t (x)") },
			cache.ErrForeign, "not a formbot cache"},
		{"a database of a program that says which", func(t *testing.T, path string) {
			execSQL(t, path, "PRAGMA application_id = 7; PRAGMA user_version = 1")
		}, cache.ErrForeign, "not a formbot cache"},
		{"a newer formbot's", func(t *testing.T, path string) {
			makeCache(t, path)
			execSQL(t, path, "PRAGMA user_version = 99")
		}, cache.ErrNewer, "newer formbot"},
		{"damaged", func(t *testing.T, path string) {
			makeCache(t, path)
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteAt([]byte(strings.Repeat("damage", 600)), 100); err != nil {
				t.Fatal(err)
			}
		}, cache.ErrDamaged, "formbot cache clear"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cache.db")
			tt.spoil(t, path)
			c, err := cache.Open(t.Context(), cache.Options{Path: path})
			if err == nil {
				_ = c.Close()
			}
			var fileErr *cache.FileError
			if !errors.Is(err, tt.want) || !errors.As(err, &fileErr) || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			err = cache.Recover(path)
			if errors.Is(tt.want, cache.ErrForeign) {
				if _, statErr := os.Stat(path); !errors.Is(err, cache.ErrForeign) || statErr != nil {
					t.Errorf("a foreign file was not left alone: %v, %v", err, statErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			makeCache(t, path)
		})
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// makeCache makes an empty cache with its log folded in.
func makeCache(t *testing.T, path string) {
	t.Helper()
	c, err := cache.Open(t.Context(), cache.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func execSQL(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}
