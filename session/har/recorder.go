package har

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
	"time"
)

// DefaultMaxBodyBytes is the default of Options.MaxBodyBytes.
const DefaultMaxBodyBytes = 4 << 20

// Options are how a Recorder records. The zero value works.
type Options struct {
	// Version is formbot's, for the file's "creator". Zero: "dev".
	Version string
	// ShowSecrets writes what is otherwise replaced by [Redacted].
	ShowSecrets bool
	// MaxBodyBytes is how much is kept of a body, sent or received, on the wire
	// or decoded. Of a larger one its size is kept. Zero: 4 MiB; less: nothing.
	MaxBodyBytes int64

	// Decode undoes the Content-Encoding of an answer's body, which has at most
	// MaxBodyBytes, and bounds what comes out. Nil: coded bodies are kept as
	// they are.
	Decode func(h http.Header, body []byte) ([]byte, error)
	// Text gives a body of text in UTF-8. Nil: what is no UTF-8 is base64.
	Text func(h http.Header, body []byte) []byte
	// ErrorText says what went wrong without secrets. Nil: "no answer".
	ErrorText func(error) string
	// Now is the clock. Nil: time.Now.
	Now func() time.Time
}

// Recorder writes one HAR. Its methods may be called concurrently.
type Recorder struct {
	opts Options
	doc  *document

	mu         sync.Mutex // guards what is below
	told, seen []string   // secrets by value: as AddSecrets says, and as found
}

// Create makes the file, mode 0600, or replaces it, by a log without entries.
// Until Close there are two hidden files beside it.
func Create(path string, opts Options) (*Recorder, error) {
	if opts.Version == "" {
		opts.Version = "dev"
	}
	if opts.MaxBodyBytes == 0 {
		opts.MaxBodyBytes = DefaultMaxBodyBytes
	}
	if opts.ErrorText == nil {
		opts.ErrorText = func(error) string { return "no answer" }
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	doc, err := createDocument(path, opts.Version)
	if err != nil {
		return nil, fmt.Errorf("write HAR %s: %w", path, err)
	}
	return &Recorder{opts: opts, doc: doc}, nil
}

// Close ends the record and returns what went wrong while it was written. What
// is recorded after it is dropped.
func (r *Recorder) Close() error {
	if err := r.doc.close(); err != nil {
		return fmt.Errorf("write HAR: %w", err)
	}
	return nil
}

// AddSecrets makes values known that are never written, wherever they turn up.
// Those shorter than four bytes are not looked for.
func (r *Recorder) AddSecrets(values ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range values {
		if len(v) >= fewestTold && !slices.Contains(r.told, v) {
			r.told = append(r.told, v)
		}
	}
}

// How long a value must be for it to be looked for elsewhere: shorter ones, such as
// "en", stand in every page.
const (
	fewestTold   = 4  // what is known to be a secret, or a password by its name
	fewestNamed  = 8  // what has another name of a secret
	fewestCookie = 16 // cookies say much else
)

// mostFound bounds the values that were found; old ones are forgotten.
const mostFound = 256

// found remembers a value that turned out to be a secret, if it is long enough.
func (r *Recorder) found(value string, fewest int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(value) < fewest || slices.Contains(r.seen, value) {
		return
	}
	if len(r.seen) == mostFound {
		r.seen = slices.Delete(r.seen, 0, 1)
	}
	r.seen = append(r.seen, value)
}

type secretFieldsKey struct{}

// WithSecretFields marks fields of the request's form, by name, as secret.
func WithSecretFields(ctx context.Context, names ...string) context.Context {
	return context.WithValue(ctx, secretFieldsKey{}, names)
}

func secretFields(ctx context.Context) []string {
	names, _ := ctx.Value(secretFieldsKey{}).([]string)
	return names
}

// Wrap returns base with a record of what it is asked and answers. A nil Recorder
// records nothing and returns base.
func (r *Recorder) Wrap(base http.RoundTripper) http.RoundTripper {
	if r == nil {
		return base
	}
	return &recording{rec: r, base: base}
}

// recording is a transport that is recorded.
type recording struct {
	rec  *Recorder
	base http.RoundTripper
}

// CloseIdleConnections passes on to the transport beneath.
func (t *recording) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// RoundTrip implements http.RoundTripper.
func (t *recording) RoundTrip(req *http.Request) (*http.Response, error) {
	x := &exchange{rec: t.rec, trace: newTrace(t.rec.opts.Now), req: req}
	out := req.WithContext(httptrace.WithClientTrace(req.Context(), x.trace.hooks()))
	if req.Body != nil && req.Body != http.NoBody {
		out.Body = x.watchSent(req.Body)
		if again := req.GetBody; again != nil {
			out.GetBody = func() (io.ReadCloser, error) {
				body, err := again()
				if err != nil {
					return nil, err
				}
				return x.watchSent(body), nil
			}
		}
	}
	resp, err := t.base.RoundTrip(out)
	if err != nil {
		x.fail(err) //nolint:contextcheck // the request that it tells of has its own
		return nil, err
	}
	x.resp = resp
	resp.Body = &watchedAnswer{ReadCloser: resp.Body, x: x, kept: capture{limit: t.rec.opts.MaxBodyBytes}}
	return resp, nil
}
