package session

import (
	"bytes"
	"net/http"
	"net/url"
	"os"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/auth"
	"github.com/formbot/formbot/session/har"
	"github.com/formbot/formbot/session/pace"
	"github.com/formbot/formbot/session/proxy"
)

// stack puts the layers upon each other. The guard is the outermost, so that what
// is beneath need not ask the scope; none of it may change a request's host. The
// cache comes before what waits; whatever is sent, for a login or again, waits its
// turn and is recorded.
func (s *Session) stack(opts Options) {
	s.proxy = opts.Proxy
	if s.proxy == nil {
		s.proxy, _ = proxy.New(proxy.Options{Getenv: os.Getenv}) // only rules can be wrong
	}
	s.conns = opts.Transport
	if s.conns == nil {
		conns := newTransport(s.limits)
		conns.Proxy = s.proxyFor
		conns.TLSClientConfig = clientTLS(opts.TLS)
		s.conns = conns
	}
	s.record = opts.Record
	s.pacer, s.onWait = pace.New(opts.Pace), opts.OnWait
	layer := s.pacer.Transport(s.record.Wrap(s.conns))
	// Without logins, which may be wrong, there is no error.
	s.logins, _ = auth.New(layer, auth.Options{AllowPlain: opts.PlainBasic, IsLocal: scope.IsLoopback})
	layer = &retrier{opts: opts.Retry.withDefaults(), limits: s.limits, base: s.logins}
	if opts.Cache != nil {
		layer = opts.Cache.Transport(layer)
	}
	s.guard = &guard{scope: opts.Scope, strict: opts.Strict, base: layer}
}

// proxyFor is the transport's question. This machine is reached directly: a proxy
// would look it up elsewhere, where it is another one.
func (s *Session) proxyFor(req *http.Request) (*url.URL, error) {
	if scope.IsLoopback(req.URL.Hostname()) {
		return nil, nil
	}
	via, err := s.proxy.For(req.URL)
	if err != nil {
		return nil, &proxyError{reason: err.Error()}
	}
	return via, nil
}

func (s *Session) isProxied(u *url.URL) bool {
	via, err := s.proxyFor(&http.Request{URL: u})
	return err == nil && via != nil
}

// AddLogin makes known who the user is at an origin, for HTTP Basic and Digest.
// It is told to that origin alone, when it asks.
func (s *Session) AddLogin(l auth.Login) error {
	u, err := parseURL(l.Origin)
	if err != nil {
		return err
	}
	l.Origin = origin(u)
	s.AddSecrets(l.Password)
	return s.logins.Add(l)
}

// learnLogin takes the login from a URL that has one.
func (s *Session) learnLogin(u *url.URL) {
	if u.User == nil {
		return
	}
	password, _ := u.User.Password()
	s.AddSecrets(password)
	_ = s.logins.Add(auth.Login{Origin: origin(u), User: u.User.Username(), Password: password}) // u is canonical
}

// AddSecrets keeps values out of the record, wherever they turn up there.
func (s *Session) AddSecrets(values ...string) {
	if s.record != nil {
		s.record.AddSecrets(values...)
	}
}

// secretFields are the names of a submission's password fields.
func secretFields(sub *forms.Submission) []string {
	var names []string
	for _, e := range sub.Entries {
		if e.Secret {
			names = append(names, e.Name)
		}
	}
	return names
}

// NewRecorder makes a HAR file, and the record of a session for Options.Record:
// with bodies decoded as the session decodes them, within its limits.
func NewRecorder(path string, limits Options, opts har.Options) (*har.Recorder, error) {
	l := limitsOf(limits)
	if opts.Decode == nil {
		opts.Decode = func(h http.Header, body []byte) ([]byte, error) {
			return decode(&wireReader{body: bytes.NewReader(body), max: l.maxBody}, h.Values("Content-Encoding"), l, -1)
		}
	}
	if opts.Text == nil {
		opts.Text = func(h http.Header, body []byte) []byte {
			return decodeText(body, sniffCharset(body, h.Get("Content-Type")).name)
		}
	}
	if opts.ErrorText == nil {
		opts.ErrorText = func(err error) string { return l.classify(err).reason }
	}
	return har.Create(path, opts)
}
