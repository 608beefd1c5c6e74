package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"
	"syscall"
	"time"

	shellquote "github.com/kballard/go-shellquote"
)

// Command is the Engine of a command that prints the text of an image.
type Command struct {
	line    string
	args    []string
	timeout time.Duration
}

// CommandOptions are those of [NewCommand]. The zero value works.
type CommandOptions struct {
	// Timeout is how long the command may take for one image; zero: 30 s.
	Timeout time.Duration
}

const (
	defaultCommandTimeout = 30 * time.Second
	// A CAPTCHA's text has a few dozen bytes; what prints more prints something else.
	maxCommandOutput = 64 << 10
	// pathMark stands for the image's path in a command.
	pathMark = "{}"
)

// NewCommand returns the Engine of a command line, such as "tesseract {} - --psm 7". It is taken apart into words as a
// shell does it (quotes and backslashes), but no shell runs it: variables, pipes and patterns need "sh -c '…'". In each
// word {} stands for the path of the image; without one, the path is put at the end. The path is that of a copy whose name
// does not tell the label.
//
// What the command prints, without its white space, is the answer. It may run as often at once as [Options] has workers,
// and has this process's environment. One that ends with another status than 0, prints more than 64 KiB, or takes longer
// than the time-out (then it is killed, with all that it started) has not read the image.
func NewCommand(line string, opts CommandOptions) (*Command, error) {
	args, err := shellquote.Split(line)
	if err != nil {
		return nil, fmt.Errorf("command %q: %w", line, err)
	}
	if len(args) == 0 {
		return nil, errors.New("the command is empty: give one that prints the text of an image, such as \"tesseract {} -\"")
	}
	if args[0], err = exec.LookPath(args[0]); err != nil {
		return nil, fmt.Errorf("command %q: %w", line, err)
	}
	if !strings.Contains(strings.Join(args[1:], " "), pathMark) {
		args = append(args, pathMark)
	}
	if opts.Timeout <= 0 {
		opts.Timeout = defaultCommandTimeout
	}
	return &Command{line: line, args: args, timeout: opts.Timeout}, nil
}

// Name implements [Engine]: it is the command line.
func (c *Command) Name() string { return c.line }

// Read implements [Engine].
func (c *Command) Read(ctx context.Context, img Image) (Output, error) {
	file, err := writeCopy(img)
	if err != nil {
		return Output{}, err
	}
	defer func() { _ = os.Remove(file) }()
	args := make([]string, len(c.args)-1)
	for i, arg := range c.args[1:] {
		args[i] = strings.ReplaceAll(arg, pathMark, file)
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	//nolint:gosec // G204: to run the user's command is what is asked for
	cmd := exec.CommandContext(limited, c.args[0], args...)
	var out, errs head
	cmd.Stdout, cmd.Stderr = &out, &errs
	// A group of its own, so that what the command started ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	start := time.Now()
	err = cmd.Run()
	elapsed := time.Since(start)
	switch {
	case ctx.Err() != nil:
		return Output{}, ctx.Err()
	case limited.Err() != nil:
		return Output{}, fmt.Errorf("command took longer than %s", c.timeout)
	case err != nil:
		if errors.Is(err, exec.ErrWaitDelay) {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
		return Output{}, fmt.Errorf("command: %w%s", err, lastWords(errs.kept.String()))
	case out.cut:
		return Output{}, fmt.Errorf("command printed more than %d KiB", maxCommandOutput>>10)
	}
	return Output{Text: strings.Join(strings.Fields(strings.ToValidUTF8(out.kept.String(), "\ufffd")), ""), Elapsed: elapsed}, nil
}

// writeCopy writes the image to a file whose name tells nothing but its format.
func writeCopy(img Image) (string, error) {
	f, err := os.CreateTemp("", "formbot-image-*"+strings.ToLower(path.Ext(img.File)))
	if err != nil {
		return "", fmt.Errorf("copy the image for the command: %w", err)
	}
	_, err = f.Write(img.Data)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("copy the image for the command: %w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// lastWords are the last line that a command wrote on stderr.
func lastWords(s string) string {
	const most = 200
	lines := strings.Split(strings.TrimSpace(strings.ToValidUTF8(s, "\ufffd")), "\n")
	last := strings.TrimSpace(lines[len(lines)-1])
	if last == "" {
		return ""
	}
	if runes := []rune(last); len(runes) > most {
		last = string(runes[:most]) + "…"
	}
	return ": " + last
}

// head keeps the beginning of what is written to it.
type head struct {
	kept bytes.Buffer // not embedded: its ReadFrom would take everything
	cut  bool
}

func (h *head) Write(p []byte) (int, error) {
	n := len(p)
	if room := maxCommandOutput - h.kept.Len(); n > room {
		h.cut, p = true, p[:room]
	}
	_, _ = h.kept.Write(p) // never an error
	return n, nil
}
