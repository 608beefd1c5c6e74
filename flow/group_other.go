//go:build !unix

package flow

import "os/exec"

// inGroup does nothing where there are no process groups: the command alone is
// killed when its context ends.
func inGroup(*exec.Cmd) {}
