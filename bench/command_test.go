package bench

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr/ocrtest"
)

// TestCommand has the tesseract command read a drawn word, by a path where {} stands and by one at the end.
func TestCommand(t *testing.T) {
	img := Image{File: "folder/label_1.PNG", Data: encode(t, ocrtest.Draw("watch")).Data}
	for _, line := range []string{"tesseract {} - --psm 7", `sh -c 'tesseract "$1" - --psm 7' sh`} {
		c, err := NewCommand(line, CommandOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Read(t.Context(), img)
		if err != nil || got.Text != "watch" || got.Scored || got.Elapsed <= 0 || c.Name() != line {
			t.Errorf("%s: got %+v, error %v; want watch without confidence", line, got, err)
		}
	}
}

func TestCommandArguments(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	img := Image{File: "label_1.PNG", Data: []byte("the image")}
	for _, tt := range []struct{ line, want string }{
		{"cat {}", "theimage"},
		{"cat", "theimage"},
		{"echo '{}' a\\ b\"c\"", "FILE" + "abc"},
		{"echo --in={} {}", "--in=FILEFILE"},
		{`printf 'a\tb \n\f'`, "ab"},
		{`printf '\377x'`, "\ufffdx"},
		{"echo *", "*FILE"},
	} {
		c, err := NewCommand(tt.line, CommandOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Read(t.Context(), img)
		text := got.Text
		for at := strings.Index(text, dir); at >= 0; at = strings.Index(text, dir) {
			end := at + strings.Index(text[at:], ".png") + len(".png")
			if strings.Contains(text[at:end], "label") {
				t.Errorf("the path %s tells the label", text[at:end])
			}
			text = text[:at] + "FILE" + text[end:]
		}
		if err != nil || text != tt.want {
			t.Errorf("%s: got %q, error %v; want %q", tt.line, text, err, tt.want)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("files were left behind: %v, %v", left, err)
	}
}

func TestCommandFaults(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"", "empty"},
		{"  ", "empty"},
		{"tesseract 'x", "Unterminated"},
		{"no-such-command-here {}", "no-such-command-here"},
	} {
		if _, err := NewCommand(tt.line, CommandOptions{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got error %v, want %q in it", tt.line, err, tt.want)
		}
	}
	for _, tt := range []struct{ line, want string }{
		{`sh -c 'echo right; echo first >&2; echo it broke >&2; exit 3'`, "exit status 3: it broke"},
		{`false`, "exit status 1"},
		{`sh -c 'head -c 70000 /dev/zero | tr "\0" x'`, "printed more than 64 KiB"},
		{`sh -c 'kill -9 $$'`, "killed"},
	} {
		c, err := NewCommand(tt.line, CommandOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Read(t.Context(), Image{}); err == nil || got.Text != "" || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %+v, error %v, want %q in it", tt.line, got, err, tt.want)
		}
	}
}

// TestCommandEnds ends a command that would take too long, and what it started, by its time-out and by the context.
func TestCommandEnds(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	c, err := NewCommand(`sh -c 'sleep 600 & echo $! > "$0"; wait' `+pidFile, CommandOptions{Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(t.Context(), Image{}); err == nil || !strings.Contains(err.Error(), "longer than 300ms") {
		t.Errorf("got error %v, want that it took longer than 300ms", err)
	}
	pid, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	// It may be a moment until the process is gone; a zombie is.
	stat := "/proc/" + strings.TrimSpace(string(pid)) + "/stat"
	for deadline := time.Now().Add(10 * time.Second); ; {
		data, err := os.ReadFile(stat)
		if err != nil || strings.Contains(string(data), ") Z ") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("what the command started still runs: %s", data)
		}
	}

	c, err = NewCommand("sleep 600", CommandOptions{})
	if err == nil {
		c.args = c.args[:2] // sleep takes no path
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err = c.Read(ctx, Image{})
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want the context's", err)
	}
}

// TestRunCommand measures a command and keeps its name where it reads nothing.
func TestRunCommand(t *testing.T) {
	c, err := NewCommand("false", CommandOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Run(t.Context(), drawn(t), c, Options{})
	if err != nil || got.Recipe != "false" || got.Engine != KindCommand || got.Errors != 5 || got.Exact != 0 || got.Calibration != nil || got.CER != 1 {
		t.Errorf("got %+v, error %v", got, err)
	}
	c, err = NewCommand("tesseract {} - --psm 7", CommandOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, err = Run(t.Context(), drawn(t), c, Options{})
	if err != nil || got.Exact != 2 || got.MsP50 <= 0 || got.Calibration != nil {
		t.Errorf("got %d exact, p50 %v, calibration %v, error %v; want 2, no calibration", got.Exact, got.MsP50, got.Calibration, err)
	}
}
