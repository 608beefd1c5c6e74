package tesseract

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestStandardError checks in a process of its own that several pools, opened and used at once, leave standard error as
// it was and write nothing there themselves.
func TestStandardError(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childTask+"=stderr")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Errorf("child: %v", err)
	}
	if got, want := stderr.String(), "still here\n"; got != want {
		t.Errorf("standard error: got %q, want %q", got, want)
	}
}
