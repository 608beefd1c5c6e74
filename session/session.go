package session

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/auth"
	"github.com/formbot/formbot/session/cache"
	"github.com/formbot/formbot/session/cookies"
	"github.com/formbot/formbot/session/har"
	"github.com/formbot/formbot/session/pace"
	"github.com/formbot/formbot/session/proxy"
)

// Options are how a session is made. The zero value works.
type Options struct {
	// Scope says where state may be changed. Nil: this machine.
	Scope *scope.Scope
	// Strict lets no request leave the scope, plain GETs included.
	Strict bool

	// UserAgent is sent as User-Agent. Zero: formbot/VERSION
	// (+https://github.com/formbot/formbot). ParseUserAgent knows browsers'.
	UserAgent string
	// Version is the VERSION in the default User-Agent. Zero: "dev".
	Version string
	// Header is sent with every request that has no such fields of its own,
	// whatever its origin; what belongs to one origin (Cookie, Authorization) is
	// left out. Zero: nothing beyond Accept and its like.
	Header http.Header
	// ReferrerPolicy says what the next page is told of the one before. Zero:
	// strict-origin-when-cross-origin.
	ReferrerPolicy ReferrerPolicy

	// The limits. What goes beyond one is a *NetworkError, whose Limit names the
	// field here. The command's flags have the same names: HeaderTimeout is
	// --header-timeout.

	// Timeout bounds one call, redirects and body included, less the waits for
	// pace and between tries. Zero: 60 s.
	Timeout time.Duration
	// DialTimeout bounds looking up a host and connecting to it. Zero: 10 s.
	DialTimeout time.Duration
	// TLSTimeout bounds the TLS handshake. Zero: 10 s.
	TLSTimeout time.Duration
	// HeaderTimeout bounds the wait for an answer's whole header once the
	// request was sent, 1xx answers before it included. Zero: 30 s.
	HeaderTimeout time.Duration
	// IdleTimeout bounds the wait for the next byte of a body. Zero: 30 s.
	IdleTimeout time.Duration
	// MinRate is how many bytes a second of a body must come, averaged over
	// IdleTimeout; it ends a server that dribbles. Zero: 16; less: any rate.
	MinRate int64
	// MaxHeaderBytes bounds an answer's header. Zero: 256 KiB.
	MaxHeaderBytes int64
	// MaxBodyBytes bounds a body, both as sent and decompressed. Zero: 16 MiB.
	MaxBodyBytes int64
	// MaxRatio bounds how many times its size a body may grow when it is
	// decompressed; the first MiB is free. Zero: 200; less: any number.
	MaxRatio int64
	// MaxRedirects bounds the redirects of one call. Zero: 20; less: none.
	MaxRedirects int
	// MaxInformational bounds the 1xx answers before one answer. Zero: 32;
	// less: none.
	MaxInformational int

	// Pace says how often a host is asked. Zero: a second between requests, longer
	// when it slows down, and no limit on this machine; see package pace.
	Pace pace.Options
	// Retry says what is sent again when it failed. Zero: what may be, up to 4
	// times.
	Retry RetryOptions
	// OnWait is told of each wait that either makes, before it begins, so that a
	// user need not wonder. It may be called concurrently. Nil: nobody is told.
	OnWait func(Wait)

	// Cache answers what it may without the network. The caller closes it. Nil:
	// none.
	Cache *cache.Cache
	// Record writes down what goes over the wire; NewRecorder makes one. The
	// caller closes it. Nil: nothing is recorded.
	Record *har.Recorder

	// Proxy says through which proxy a host is reached. Nil: what the environment
	// says (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY). Loopback hosts are
	// never reached through one.
	Proxy *proxy.Table
	// TLS has the certificates, as LoadTLS reads them. Nil: the system's.
	TLS *tls.Config
	// PlainBasic lets HTTP Basic send passwords over plain http to other
	// machines. Zero: an *auth.InsecureError.
	PlainBasic bool

	// Transport replaces the connections beneath the scope check, and so Proxy
	// and TLS. Nil: one of the session's own, which dials loopback hosts at
	// loopback addresses only. Another one must see to that itself. It must not
	// decompress or follow redirects.
	Transport http.RoundTripper
	// Logger gets one line per request, at debug. Nil: nothing is logged.
	Logger *slog.Logger
	// Now is the clock of the cookies. Nil: time.Now.
	Now func() time.Time
}

// Session is the client. Its methods may be called concurrently.
type Session struct {
	guard     *guard
	conns     http.RoundTripper // the connections, beneath all else
	pacer     *pace.Pacer
	onWait    func(Wait)
	logins    *auth.Transport
	proxy     *proxy.Table
	record    *har.Recorder // nil: none
	jar       *cookies.Jar
	log       *slog.Logger
	userAgent string
	header    http.Header // beyond the session's own
	referrer  ReferrerPolicy
	limits    limits
}

// New makes a session without cookies. Close it when done.
func New(opts Options) *Session {
	s := &Session{
		jar:       cookies.New(cookies.Options{Now: opts.Now}),
		log:       opts.Logger,
		userAgent: opts.UserAgent,
		header:    commonHeader(opts.Header),
		referrer:  opts.ReferrerPolicy,
		limits:    limitsOf(opts),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.userAgent == "" {
		s.userAgent = fmt.Sprintf("formbot/%s (+https://github.com/formbot/formbot)", orDefault(opts.Version, "dev"))
	}
	s.stack(opts)
	return s
}

// orDefault returns v, or the default where v is zero.
func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// Get fetches a page that the user named.
func (s *Session) Get(ctx context.Context, rawURL string) (*Page, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	return s.run(ctx, &errand{method: http.MethodGet, url: u, named: u.Hostname()})
}

// GetFrom fetches what a page embeds, such as the image of a CAPTCHA: with the
// page as Referer, and from the page's own host or from within the scope. It
// understands data: URLs too. A nil referer makes it a Get of a subresource.
func (s *Session) GetFrom(ctx context.Context, rawURL string, referer *url.URL) (*Page, error) {
	if isDataURL(rawURL) {
		return s.fromDataURL(rawURL)
	}
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	e := &errand{method: http.MethodGet, url: u, named: u.Hostname(), initiator: referer, subresource: true}
	if referer != nil {
		e.named = canonicalHostname(referer)
	}
	return s.run(ctx, e)
}

// Submit sends a form. Wherever it leads, redirects included, must be in scope,
// GET forms too. referer is the page that the form stood on; nil sends neither
// Referer nor Origin.
func (s *Session) Submit(ctx context.Context, sub *forms.Submission, referer *url.URL) (*Page, error) {
	req, err := sub.Request(ctx)
	if err != nil {
		return nil, fmt.Errorf("submit form: %w", err)
	}
	e, err := errandOf(req)
	if err != nil {
		return nil, err
	}
	e.changesState, e.submission, e.initiator = true, true, referer
	return s.run(har.WithSecretFields(ctx, secretFields(sub)...), e)
}

// Do sends a request of the caller's own: its header goes along, less what is
// the connection's business, and is completed where User-Agent and Accept are
// missing. A GET, HEAD or OPTIONS counts as named by the user. Bodies that
// redirects or retries repeat need GetBody, as http.NewRequest sets it.
func (s *Session) Do(req *http.Request) (*Page, error) {
	e, err := errandOf(req)
	if err != nil {
		return nil, err
	}
	return s.run(req.Context(), e)
}

// Cookies returns the session's jar.
func (s *Session) Cookies() *cookies.Jar { return s.jar }

// Pacer returns what paces the session's requests, to tell it of a Crawl-delay or
// to ask it when a host may be asked.
func (s *Session) Pacer() *pace.Pacer { return s.pacer }

// Save writes all cookies to a file, session cookies too: see [cookies.Jar.Save].
func (s *Session) Save(path string) error { return s.jar.Save(path) }

// Load replaces the cookies by those of a file: see [cookies.Jar.Load].
func (s *Session) Load(path string) error { return s.jar.Load(path) }

// Close closes the connections that are idle. A session can be used after it.
func (s *Session) Close() error {
	if c, ok := s.conns.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	return nil
}
