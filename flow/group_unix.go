//go:build unix

package flow

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// inGroup makes the command the first of a process group of its own, which is
// killed as a whole when its context ends.
func inGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
}
