package tesseract

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

const (
	threadLimit = "OMP_THREAD_LIMIT"
	// reexecuted marks the process that ReexecWithOneThread started, in case something between the two takes
	// OMP_THREAD_LIMIT away again. It is not passed on to that process's own children.
	reexecuted = "FORMBOT_REEXECUTED"
)

// ReexecWithOneThread replaces the process by itself with OMP_THREAD_LIMIT=1 in its environment, where that variable is
// not set; arguments, the rest of the environment, open files, and the process id stay. A command calls it first in
// main. It does not return where it succeeds; it returns nil where there is nothing to do, and an error where the system
// does not allow it (Windows has no such call), with which the command can go on: it is only slower.
//
// Tesseract spreads the recognition of one image over several threads by OpenMP, which for small images costs much more
// than it brings. The OpenMP library reads its variables when it is loaded, before main, so that setting them in the
// process that is to obey them has no effect.
func ReexecWithOneThread() error {
	if os.Getenv(reexecuted) != "" {
		return os.Unsetenv(reexecuted)
	}
	if os.Getenv(threadLimit) != "" {
		return nil
	}
	exe, err := executable()
	if err != nil {
		return fmt.Errorf("run again with %s=1: %w", threadLimit, err)
	}
	if err := syscall.Exec(exe, os.Args, oneThreadEnv(os.Environ())); err != nil {
		return fmt.Errorf("run %s again with %s=1: %w", exe, threadLimit, err)
	}
	return nil
}

// oneThreadEnv returns env with the limit and the mark, and without an empty limit, of which OpenMP would complain.
func oneThreadEnv(env []string) []string {
	out := make([]string, 0, len(env)+2)
	for _, kv := range env {
		if !strings.HasPrefix(kv, threadLimit+"=") {
			out = append(out, kv)
		}
	}
	return append(out, threadLimit+"=1", reexecuted+"=1")
}

// executable returns the running program's path. Where the file at that path is no longer the one that runs (it was
// rebuilt or deleted), Linux still has the one that runs under /proc. That path is not used otherwise, since ps and top
// would call the process "exe".
func executable() (string, error) {
	const self = "/proc/self/exe"
	exe, err := os.Executable()
	running, selfErr := os.Stat(self)
	if selfErr != nil {
		return exe, err
	}
	if err == nil {
		if there, err := os.Stat(exe); err == nil && os.SameFile(there, running) {
			return exe, nil
		}
	}
	return self, nil
}
