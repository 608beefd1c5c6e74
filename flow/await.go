package flow

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// The bounds and defaults of await.
const (
	DefaultAwait      = 2 * time.Minute // how long
	DefaultAwaitEvery = 5 * time.Second // how often
	DefaultAwaitName  = "awaited"       // of the value

	maxAwait      = 24 * time.Hour
	minAwaitEvery = 50 * time.Millisecond
	maxOutput     = 1 << 20 // bytes of a command's output that are looked at
)

// Await waits for something that happens outside the site, such as a mail with
// a confirmation link: it runs a command of the user's own, again and again,
// until what that prints matches.
//
//	await: {command: "cat mail.txt", regex: 'https://\S+/confirm/\S+', name: link, timeout: 2m, every: 5s}
//
// The command is run by sh -c in the flow's own folder, because the flow's user
// wrote it there. It is no template: a ${NAME} in it is the shell's. In its
// environment are the flow's inputs that are no secrets, as FORMBOT_INPUT_NAME,
// and what was extracted, as FORMBOT_VALUE_NAME, so that nothing that a site
// says becomes a part of the command. When the time is up, it is killed with all
// processes that it started.
type Await struct {
	Command string   `yaml:"command"`
	Regex   string   `yaml:"regex"`   // RE2; the value is its first group, or else its match
	Name    string   `yaml:"name"`    // what later steps call the value; default: DefaultAwaitName
	Timeout Duration `yaml:"timeout"` // default: DefaultAwait
	Every   Duration `yaml:"every"`   // from the end of one run to the next; default: DefaultAwaitEvery
	Secret  bool     `yaml:"secret"`  // the value is never shown
}

func (a *Await) name() string {
	if a.Name == "" {
		return DefaultAwaitName
	}
	return a.Name
}

func (a *Await) timeout() time.Duration {
	if a.Timeout == 0 {
		return DefaultAwait
	}
	return time.Duration(a.Timeout)
}

func (a *Await) every() time.Duration {
	if a.Every == 0 {
		return DefaultAwaitEvery
	}
	return time.Duration(a.Every)
}

// AwaitTime is how long the flow's await steps, and the pauses of repeat, may
// take at most, all together; not more than 30 days.
func (f *Flow) AwaitTime() time.Duration { return awaitTime(f.Steps) }

func awaitTime(steps []Step) time.Duration {
	var sum time.Duration
	for i := range steps {
		switch s := &steps[i]; {
		case s.Await != nil:
			sum += s.Await.timeout()
		case s.Repeat != nil:
			for range s.Repeat.rounds() {
				sum += awaitTime(s.Repeat.Steps) + time.Duration(s.Repeat.Every)
				sum = min(sum, 30*24*time.Hour)
			}
		}
		sum = min(sum, 30*24*time.Hour)
	}
	return sum
}

func (c *checker) await(a *Await, path string) {
	if strings.TrimSpace(a.Command) == "" {
		c.fault(path, "await needs command: what to run, by sh -c")
	}
	if a.Regex == "" {
		c.fault(path, "await needs regex: what its output must have")
	}
	if _, err := regexp.Compile(a.Regex); err != nil {
		c.fault(path+".regex", "regex %q: %s", a.Regex, oneLine(err.Error()))
	}
	if a.Timeout < 0 || a.timeout() > maxAwait {
		c.fault(path+".timeout", "timeout is %s: want up to %s", a.timeout(), maxAwait)
	}
	if a.every() < minAwaitEvery {
		c.fault(path+".every", "every is %s: want %s at least", a.every(), minAwaitEvery)
	}
	for name := range c.flow.Inputs {
		if strings.Contains(a.Command, envName(name)) {
			c.used[name] = true
		}
		if c.flow.Inputs[name].Secret && strings.Contains(a.Command, envName(name)) {
			c.fault(path+".command", "the secret input %s is not given to commands: let this one have its secrets from where it keeps them", name)
		}
	}
	c.define(path+".name", "await", a.name())
	if a.Secret {
		c.secret[a.name()] = true
	}
}

// AwaitError says that what a flow waits for did not come, or that its command
// cannot be run.
type AwaitError struct {
	Command string
	Msg     string // what became of it
	Output  string // the end of what the command printed last, on one line
}

// Error implements error.
func (e *AwaitError) Error() string {
	msg := fmt.Sprintf("await %q: %s", e.Command, e.Msg)
	if e.Output != "" {
		msg += fmt.Sprintf("; it printed last: %q", e.Output)
	}
	return msg
}

// await runs the command until its output matches.
func (r *run) await(ctx context.Context, a *Await, out *StepResult) error {
	re, err := regexp.Compile(a.Regex)
	if err != nil {
		return fmt.Errorf("await: regex %q: %w", a.Regex, err)
	}
	limited, cancel := context.WithTimeout(ctx, a.timeout())
	defer cancel()
	var last *printed // by the last command that the time did not run out under
	status := 0
	for n := 1; ; n++ {
		printed, failure := r.command(limited, a)
		if m := re.FindStringSubmatch(printed.out.text()); m != nil {
			r.noteAwaited(a, m[min(len(m)-1, 1)], out)
			return nil
		}
		var exit *exec.ExitError
		unable := failure != nil && !errors.As(failure, &exit) && limited.Err() == nil
		// 126 and 127 are the shell's own: no such command, or none to run.
		if unable || exit != nil && (exit.ExitCode() == 126 || exit.ExitCode() == 127) {
			return r.awaitFailed(a, fmt.Sprintf("the command cannot be run: %v", failure), printed)
		}
		if last == nil || limited.Err() == nil {
			last, status = printed, 0
			if exit != nil {
				status = exit.ExitCode()
			}
		}
		if err := pause(limited, a.every()); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			msg := fmt.Sprintf("no match for %q in %s, looked %s", a.Regex, a.timeout(), times(n))
			if status > 0 {
				msg += fmt.Sprintf("; the command ended with status %d", status)
			}
			return r.awaitFailed(a, msg, last)
		}
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (r *run) noteAwaited(a *Await, value string, out *StepResult) {
	r.values[a.name()] = value
	out.Await = a.name()
	if a.Secret {
		r.red.add(value)
		return
	}
	r.result.Values[a.name()] = value
}

// awaitFailed is the error with what the command printed, which is no more than
// its end and without secrets.
func (r *run) awaitFailed(a *Await, msg string, p *printed) error {
	last := p.err.text()
	if strings.TrimSpace(last) == "" {
		last = p.out.text()
	}
	clean := []rune(fold(r.red.text(last)))
	return &AwaitError{Command: shorten(a.Command, 120), Msg: msg, Output: string(clean[max(0, len(clean)-200):])}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// printed is what a command printed.
type printed struct{ out, err bounded }

// bounded keeps the beginning of what is written to it, and takes the rest.
type bounded struct{ kept []byte }

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	b.kept = append(b.kept, p[:min(len(p), maxOutput-len(b.kept))]...)
	return len(p), nil
}

func (b *bounded) text() string { return strings.ToValidUTF8(string(b.kept), "�") }

// command runs the command once.
func (r *run) command(ctx context.Context, a *Await) (*printed, error) {
	p := new(printed)
	cmd := exec.CommandContext(ctx, "sh", "-c", a.Command) //nolint:gosec // the flow's user wrote it for this
	cmd.Dir = r.flow.dir
	cmd.Env = append(os.Environ(), r.environment()...)
	cmd.Stdout, cmd.Stderr = &p.out, &p.err
	inGroup(cmd)
	cmd.WaitDelay = time.Second // for what has left the group and holds its pipes
	return p, cmd.Run()
}

// environment is what a command gets of the run.
func (r *run) environment() []string {
	var env []string
	for name, v := range r.values {
		in, isInput := r.flow.Inputs[name]
		switch {
		case strings.ContainsRune(v, 0) || in.Secret:
		case isInput:
			env = append(env, envName(name)+"="+v)
		default:
			env = append(env, "FORMBOT_VALUE_"+strings.ToUpper(name)+"="+v)
		}
	}
	return env
}
