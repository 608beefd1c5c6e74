package cookies

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// writerEnv makes the test binary the writer of TestKill: its value is
// "name file".
const writerEnv = "FORMBOT_TEST_COOKIE_WRITER"

func TestMain(m *testing.M) {
	if who, path, ok := strings.Cut(os.Getenv(writerEnv), " "); ok {
		if err := writeForEver(who, path); err != nil {
			fmt.Fprintln(os.Stderr, err) // and TestKill sees that it ended
		}
		return
	}
	m.Run()
}

// writeForEver counts in a cookie of its own, removes another again and again,
// saves after each, and says on stdout what has been saved.
func writeForEver(who, path string) error {
	jar := New(Options{})
	if err := jar.Load(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	req, err := requestFor("https://example.com/")
	if err != nil {
		return err
	}
	n := 0
	for _, c := range jar.All() {
		if c.Name == who {
			if n, err = strconv.Atoi(c.Value); err != nil {
				return err
			}
		}
	}
	for {
		n++
		jar.Receive(req, []string{fmt.Sprintf("%s=%d", who, n), fmt.Sprintf("%s-%d=1", who, n%7), fmt.Sprintf("%s-%d=; Max-Age=0", who, (n+3)%7)})
		if err := jar.Save(path); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, n); err != nil {
			return err
		}
	}
}

// TestKill ends writers with SIGKILL at random instants while two of them are
// at work on one file. After each the file opens and holds what every writer had
// said that it saved, or what it saved later.
func TestKill(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGKILL on Windows")
	}
	kills := 200
	if testing.Short() {
		kills = 20
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "session.json")
	const older = 100
	if err := manyCookies(t, older).Save(path); err != nil {
		t.Fatal(err)
	}
	writers := [2]*writer{{name: "a"}, {name: "b"}}
	for _, w := range writers {
		w.start(t, self, path)
	}
	const seed = 5
	random := rand.New(rand.NewPCG(seed, seed))
	for i := range kills {
		w := writers[random.IntN(2)]
		if random.IntN(8) > 0 { // else while it starts
			w.waitForSave(t)
		}
		<-time.After(time.Duration(random.Int64N(int64(20 * time.Millisecond))))
		w.kill(t)
		said := [2]int{writers[0].said(), writers[1].said()} // the other goes on
		got := readCounts(t, path)
		if got[olderName] != older {
			t.Fatalf("kill %d: %d of the %d older cookies are left", i, got[olderName], older)
		}
		for n, w := range writers {
			if got[w.name] < said[n] {
				t.Fatalf("kill %d: the file has %s at %d, and %d was saved", i, w.name, got[w.name], said[n])
			}
		}
		w.start(t, self, path)
	}
	for _, w := range writers {
		w.kill(t)
		if w.said() < kills {
			t.Errorf("%s saved %d times: it was killed before it could do anything", w.name, w.said())
		}
	}
	if err := New(Options{}).Save(path); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// readCounts loads the file as any process would.
func readCounts(t *testing.T, path string) map[string]int {
	t.Helper()
	jar := New(Options{})
	if err := jar.Load(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, c := range jar.All() {
		if c.Name == olderName {
			got[olderName]++
			continue
		}
		got[c.Name], _ = strconv.Atoi(c.Value)
	}
	return got
}

const olderName = "older"

// manyCookies is a jar of n cookies named olderName, of n sites.
func manyCookies(t *testing.T, n int) *Jar {
	t.Helper()
	jar := New(Options{})
	for i := range n {
		jar.Receive(at(t, fmt.Sprintf("https://site%d.example/", i)), []string{olderName + "=" + strings.Repeat("x", 100)})
	}
	return jar
}
