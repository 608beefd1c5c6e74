//go:build linux

package browserjar

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// TestChromiumWithKeyring reads a profile whose key is in a GNOME Keyring, and
// again when that is not open any more.
func TestChromiumWithKeyring(t *testing.T) {
	path := browserPath(t, "chromium", "chromium", "chromium-browser")
	bus := browserPath(t, "dbus", "dbus-daemon")
	keyring := browserPath(t, "gnome-keyring", "gnome-keyring-daemon")
	s, home := newSite(t), t.TempDir()
	run, err := os.MkdirTemp("", "fb") //nolint:usetesting // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(run) })
	t.Setenv("HOME", home)
	t.Setenv("XDG_RUNTIME_DIR", run)
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, ".local", "share"))
	startBus(t, bus, run)
	lock := unlockKeyring(t, keyring)

	root := filepath.Join(home, ".config", "chromium")
	launch(t, home, path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--password-store=gnome-libsecret",
		"--remote-debugging-port=0", "--user-data-dir="+root, s.URL+"/?many")
	ctx := t.Context()
	eventually(ctx, t, "the page after those that set cookies", func() bool { _, ok := s.got("/dir/next"); return ok })
	opts := Options{Home: home, Config: filepath.Join(home, ".config")}
	var got *Result
	eventually(ctx, t, "the cookies in the profile", func() bool {
		var err error
		if got, err = Chromium(ctx, PlainChromium, opts); err != nil {
			t.Log(err) // the database is made a moment after the browser starts
			return false
		}
		return len(got.Cookies) > len(set)
	})
	header, _ := s.got("/dir/next")
	compare(t, got, s.URL+"/dir/next", header)

	lock()
	shut, err := Chromium(ctx, PlainChromium, opts)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(shut.Left, "in the desktop's keyring, which can't be had"); len(shut.Cookies) > 0 || n < len(got.Cookies) {
		t.Errorf("with the keyring shut: %v read, left out %v; want all left out for that reason", names(shut), shut.Left)
	}
}

// startBus starts a D-Bus session.
func startBus(t *testing.T, path, dir string) {
	t.Helper()
	cmd := exec.Command(path, "--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:path="+filepath.Join(dir, "bus"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon says no address: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// unlockKeyring starts a keyring of its own and unlocks it; lock ends it. What
// then asks for a keyring is answered by a new one, which is locked.
func unlockKeyring(t *testing.T, path string) (lock func()) {
	t.Helper()
	cmd := exec.Command(path, "--unlock", "--components=secrets", "--foreground")
	cmd.Stdin = strings.NewReader("a password")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	lock = func() {
		if !ended {
			ended = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(lock)
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// Whoever asked for the service before it is there would start another one.
	eventually(t.Context(), t, "the keyring", func() (is bool) {
		err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&is)
		return err == nil && is
	})
	if _, err := SecretService(t.Context(), "chromium"); err == nil || !strings.Contains(err.Error(), "no password of chromium") {
		t.Fatalf("a new keyring: %v, want it to have no password of Chromium", err)
	}
	return lock
}
