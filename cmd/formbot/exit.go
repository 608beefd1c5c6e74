package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/internal/strictyaml"
	"github.com/formbot/formbot/ocr/tesseract"
	"github.com/formbot/formbot/ocr/worker"
	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session"
	"github.com/formbot/formbot/session/cache"
	"github.com/formbot/formbot/session/cookies"
	"github.com/formbot/formbot/session/cookies/browserjar"
)

// The exit codes, explained to users in topics/exit-codes.txt.
const (
	exitOK          = 0
	exitNo          = 1
	exitUsage       = 2
	exitRefused     = 3
	exitOtherSide   = 4
	exitMachine     = 5
	exitInterrupted = 130
)

// usageError says that the call is wrong: flags, or files that they name.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// errNo says that the job ran and its outcome is no, which has been told already.
var errNo = errors.New("the outcome is no")

// toldError is an error whose text the user has seen already; only its exit
// code is left to give.
type toldError struct{ err error }

func (e *toldError) Error() string { return e.err.Error() }
func (e *toldError) Unwrap() error { return e.err }

// isQuiet says that err needs no line on stderr any more.
func isQuiet(err error) bool {
	var told *toldError
	return errors.Is(err, errNo) || errors.As(err, &told)
}

// exitCode is the one place that turns an error into an exit code.
func exitCode(ctx context.Context, err error) int {
	var (
		missing     *tesseract.MissingError
		start       *worker.StartError
		refused     *scope.RefusedError
		interactive *flow.InteractiveError
		network     *session.NetworkError
		status      *session.StatusError
		badURL      *session.URLError
		badSession  *cookies.FileError
		locked      *cookies.LockError
		badProfile  *browserjar.ProfileError
		badCache    *cache.FileError
		usage       *usageError
		input       *flow.InputError
		yaml        *strictyaml.Error
		path        *fs.PathError
	)
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &missing), errors.As(err, &start), errors.Is(err, syscall.ENOSPC),
		errors.Is(err, cache.ErrLocked), errors.Is(err, cache.ErrDamaged),
		errors.As(err, &locked) && errors.Is(err, context.DeadlineExceeded):
		return exitMachine
	case errors.As(err, &refused), errors.As(err, &interactive):
		return exitRefused
	case errors.As(err, &network), errors.As(err, &status) && status.Status >= 500:
		return exitOtherSide
	case errors.As(err, &usage), errors.As(err, &input), errors.As(err, &yaml), errors.As(err, &path),
		errors.As(err, &badURL), errors.As(err, &badSession), errors.As(err, &badProfile), errors.As(err, &badCache):
		return exitUsage
	default:
		return exitNo
	}
}
