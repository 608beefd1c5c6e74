package cookies

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"
)

// process is what one process does with a session file: a jar of its own.
func process(t testing.TB, clk *clock, path string) *Jar {
	t.Helper()
	jar := New(Options{Now: clk.now})
	if err := jar.Load(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return jar
}

// names is what a jar holds, as name=value.
func names(jar *Jar) []string {
	var out []string
	for _, c := range jar.All() {
		out = append(out, c.Name+"="+c.Value)
	}
	slices.Sort(out)
	return out
}

// TestSaveMerges: two processes, a and b, have loaded one file; each does
// something and saves, and the file then holds what happened last.
func TestSaveMerges(t *testing.T) {
	const longOver = "; Max-Age=0"
	tests := []struct {
		name string
		// steps: "a x=1" is a cookie that a receives, "a save" and "a load" the
		// calls, "a clear" too; a second goes by between two of them.
		steps []string
		want  []string
	}{
		{"each adds", []string{"a x=1", "b y=1", "a save", "b save"}, []string{"old=1", "x=1", "y=1"}},
		{"without having loaded", []string{"c x=1", "c save"}, []string{"old=1", "x=1"}},
		{"both set one, the later saves last", []string{"a x=1", "b x=2", "a save", "b save"}, []string{"old=1", "x=2"}},
		{"both set one, the later saves first", []string{"a x=1", "b x=2", "b save", "a save"}, []string{"old=1", "x=2"}},
		{"one updates, the other has not touched it", []string{"a old=2", "a save", "b y=1", "b save"}, []string{"old=2", "y=1"}},
		{"one updates, the other has only sent it", []string{"a old=2", "a save", "b send", "b save"}, []string{"old=2"}},
		{"a removal stays one", []string{"a old=" + longOver, "a save", "b y=1", "b save"}, []string{"y=1"}},
		{"a removal stays one, the other saves first", []string{"a old=" + longOver, "b y=1", "b save", "a save"}, []string{"y=1"}},
		{"removed, then set by the other", []string{"a old=" + longOver, "b old=3", "a save", "b save"}, []string{"old=3"}},
		{"removed, then set by the other, who saves first", []string{"a old=" + longOver, "b old=3", "b save", "a save"}, []string{"old=3"}},
		{"set, then removed by the other", []string{"b old=3", "a old=" + longOver, "a save", "b save"}, nil},
		{"removed by who never had it", []string{"c old=" + longOver, "c save"}, nil},
		{"removed and set again by one", []string{"a old=" + longOver, "a old=4", "a save", "b save"}, []string{"old=4"}},
		{"removed, saved, set again", []string{"a old=" + longOver, "a save", "a old=4", "a save", "b save"}, []string{"old=4"}},
		{"over by its age", []string{"a old=2; Max-Age=1", "a idle", "a idle", "a save", "b save"}, nil},
		{"cleared", []string{"b y=1", "b save", "a clear", "a save", "b save"}, []string{"y=1"}},
		{"loaded again", []string{"a x=1", "a save", "b load", "b x=" + longOver, "b save", "a save"}, []string{"old=1"}},
		{"saved twice", []string{"a x=1", "a save", "a save", "a x=2", "a save"}, []string{"old=1", "x=2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clk := newClock()
			path := filepath.Join(t.TempDir(), "session.json")
			req := at(t, "https://example.com/")
			first := New(Options{Now: clk.now})
			first.Receive(req, []string{"old=1"})
			if err := first.Save(path); err != nil {
				t.Fatal(err)
			}
			jars := map[string]*Jar{"a": process(t, clk, path), "b": process(t, clk, path), "c": New(Options{Now: clk.now})}
			for _, step := range tt.steps {
				clk.advance(time.Second)
				who, what, _ := strings.Cut(step, " ")
				jar := jars[who]
				before := names(jar)
				var err error
				switch what {
				case "save":
					err = jar.Save(path)
					if diff := cmp.Diff(before, names(jar)); diff != "" {
						t.Errorf("%s changed the jar:\n%s", step, diff)
					}
				case "load":
					err = jar.Load(path)
				case "clear":
					jar.Clear()
				case "send":
					jar.Header(req)
				case "idle":
				default:
					jar.Receive(req, []string{what})
				}
				if err != nil {
					t.Fatalf("%s: %v", step, err)
				}
			}
			if diff := cmp.Diff(tt.want, names(process(t, clk, path))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestSaveKeepsCreation: a process that did not load the file sets a cookie that
// it holds: that is an update, whose creation-time stays (section 5.7).
func TestSaveKeepsCreation(t *testing.T) {
	clk := newClock()
	start := clk.t
	path := filepath.Join(t.TempDir(), "session.json")
	req := at(t, "https://example.com/")
	for _, value := range []string{"1", "2"} {
		jar := New(Options{Now: clk.now})
		jar.Receive(req, []string{"a=" + value})
		if err := jar.Save(path); err != nil {
			t.Fatal(err)
		}
		clk.advance(time.Hour)
	}
	got := process(t, clk, path).All()
	if len(got) != 1 || got[0].Value != "2" || !got[0].Created.Equal(start) || !got[0].LastAccess.Equal(start.Add(time.Hour)) {
		t.Errorf("got %+v, want the value 2, created at %v", got, start)
	}
}

// TestSaveKeepsWithinLimits: two full jars make one that is full, not overfull,
// and what was removed is not remembered for ever.
func TestSaveKeepsWithinLimits(t *testing.T) {
	clk := newClock()
	path := filepath.Join(t.TempDir(), "session.json")
	req := at(t, "https://example.com/")
	for who := range 2 {
		jar := New(Options{Now: clk.now})
		for i := range maxPerDomain {
			clk.advance(time.Second)
			jar.Receive(req, []string{fmt.Sprintf("p%d-%d=1", who, i)})
		}
		if err := jar.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	jar := process(t, clk, path)
	if all := jar.All(); len(all) != maxPerDomain || !strings.HasPrefix(all[0].Name, "p1-") {
		t.Errorf("%d cookies, the oldest %s; want the %d later ones", len(all), all[0].Name, maxPerDomain)
	}
	if len(jar.gone) == 0 {
		t.Error("what went is not remembered")
	}
	clk.advance(rememberRemoved + time.Hour)
	if err := jar.Save(path); err != nil {
		t.Fatal(err)
	}
	if n := len(process(t, clk, path).gone); n != 0 {
		t.Errorf("%d removals remembered for ever", n)
	}
	for i := range 3 * maxTotal {
		jar.Receive(req, []string{fmt.Sprintf("g%d=; Max-Age=0", i)})
	}
	if n := len(jar.gone); n > 2*maxTotal {
		t.Errorf("%d removals held in memory", n)
	}
	if err := jar.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded := process(t, clk, path)
	last := slices.ContainsFunc(slices.Collect(maps.Keys(loaded.gone)), func(k id) bool { return k.name == fmt.Sprintf("g%d", 3*maxTotal-1) })
	if n := len(loaded.gone); n > maxTotal || !last {
		t.Errorf("%d removals in the file, the last one among them: %v", n, last)
	}
}

// TestSaveTakesItsTurn: Save waits for a lock that another has, and a link and
// its file have one lock.
func TestSaveTakesItsTurn(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "session.json"), filepath.Join(dir, "link.json")
	if err := New(Options{}).Save(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	other := flock.New(path + ".lock")
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	jar := New(Options{})
	jar.Receive(at(t, "https://example.com/"), []string{"a=1"})
	go func() { done <- jar.Save(link) }()
	select {
	case err := <-done:
		t.Fatalf("saved although it was locked: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := names(process(t, &clock{time.Now()}, path)); !slices.Equal(got, []string{"a=1"}) {
		t.Errorf("got %q", got)
	}
}

func TestSaveWithoutLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "session.json")
	err := New(Options{}).Save(path)
	var fault *LockError
	if !errors.As(err, &fault) || !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want a *LockError of a missing folder", err)
	}
}
