package session

import (
	"crypto/tls"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/formbot/formbot/internal/badserver"
	"github.com/formbot/formbot/scope"
)

// verdict is what the session must say to a misbehaviour.
type verdict struct {
	kind     Kind   // "" where there is a page
	limit    string // the option that the error names, "" for none
	says     string // part of the error's reason, or of the page's text
	answered bool
	soft     string // part of what the page's Err or CharsetErr says; "" where they are nil
	like     string // another misbehaviour, which is the same fault to a client
}

// misbehaviours are all of badserver's.
var misbehaviours = map[string]verdict{
	"slow-header":     {kind: KindTimeout, limit: "HeaderTimeout", says: "no answer within 150ms"},
	"dribbled-header": {kind: KindTimeout, limit: "HeaderTimeout", says: "began and did not end within 150ms", answered: true},
	"slow-body":       {kind: KindTimeout, limit: "IdleTimeout", says: "not one byte in 150ms", answered: true},
	"dribbled-body":   {kind: KindTimeout, limit: "MinRate", says: "at least 1000 bytes/s are asked for", answered: true},
	"dribbled-chunks": {kind: KindTimeout, limit: "MinRate", says: "at least 1000 bytes/s are asked for", answered: true, like: "dribbled-body"},

	"cut-before-header":   {kind: KindCut, says: "closed the connection without an answer"},
	"cut-in-header":       {kind: KindCut, says: "cut within the answer's header", answered: true},
	"cut-in-body":         {kind: KindCut, says: "cut after 39 of 1000 bytes", answered: true},
	"cut-in-chunks":       {kind: KindCut, says: "cut after 39 bytes", answered: true},
	"reset-before-header": {kind: KindCut, says: "reset the connection before its answer"},
	"reset-in-body":       {kind: KindCut, says: "reset the connection after 39 of 1000 bytes", answered: true},

	"huge-length":      {kind: KindTooLarge, limit: "MaxBodyBytes", says: "has 9999999999 bytes, which is larger than 4 MiB", answered: true},
	"endless-body":     {kind: KindTooLarge, limit: "MaxBodyBytes", says: "body is larger than 4 MiB", answered: true},
	"length-too-short": {says: "hello"}, // RFC 9112, section 6.3: the body is as long as announced
	"header-flood":     {kind: KindTooLarge, limit: "MaxHeaderBytes", says: "header is larger than 64 KiB", answered: true},
	"huge-header-line": {kind: KindTooLarge, limit: "MaxHeaderBytes", says: "header is larger than 64 KiB", answered: true, like: "header-flood"},
	"endless-interim":  {kind: KindTooLarge, limit: "MaxInformational", says: "more than 32 interim answers", answered: true},
	"trailer-flood":    {kind: KindProtocol, says: "trailer behind the answer's body", answered: true},

	"bad-chunk-size":            {kind: KindProtocol, says: "length is no number", answered: true},
	"huge-chunk-size":           {kind: KindProtocol, says: "length is absurd", answered: true},
	"long-chunk":                {kind: KindProtocol, says: "longer than it says", answered: true},
	"chunk-extension":           {kind: KindProtocol, says: "a line between its chunks does not end", answered: true},
	"chunk-extensions":          {kind: KindProtocol, says: "more framing than data", answered: true},
	"two-lengths":               {kind: KindProtocol, says: "two lengths", answered: true},
	"bad-length":                {kind: KindProtocol, says: "(Content-Length) is no number", answered: true},
	"unknown-transfer-encoding": {kind: KindProtocol, says: "Transfer-Encoding that HTTP does not have", answered: true},
	"204-with-body":             {}, // RFC 9110, section 6.4.1: there is none
	"304-with-body":             {},

	"bad-status-line":    {kind: KindProtocol, says: "no status of three digits", answered: true},
	"bad-status":         {kind: KindProtocol, says: "no status of three digits", answered: true, like: "bad-status-line"},
	"bad-version":        {kind: KindProtocol, says: "names no version of HTTP", answered: true},
	"http-0.9":           {kind: KindProtocol, says: "as in HTTP/0.9", answered: true},
	"another-protocol":   {kind: KindProtocol, says: "does not begin as HTTP does", answered: true},
	"cleartext-http2":    {kind: KindProtocol, says: "speaks HTTP/2 without TLS", answered: true},
	"nul-in-header":      {kind: KindProtocol, says: "holds what HTTP forbids", answered: true},
	"no-colon":           {kind: KindProtocol, says: "has no colon", answered: true},
	"switches-protocols": {kind: KindProtocol, says: "another protocol (101) unasked", answered: true},

	"gzip-bomb":    {kind: KindTooLarge, limit: "MaxRatio", says: "when decompressed (gzip), which is above 200 to 1", answered: true},
	"deflate-bomb": {kind: KindTooLarge, limit: "MaxRatio", says: "when decompressed (deflate)", answered: true},
	"br-bomb":      {kind: KindTooLarge, limit: "MaxRatio", says: "when decompressed (br)", answered: true},
	"zstd-bomb":    {kind: KindTooLarge, limit: "MaxRatio", says: "when decompressed (zstd)", answered: true},
	"nested-bomb":  {kind: KindTooLarge, limit: "MaxRatio", says: "when decompressed (gzip)", answered: true, like: "gzip-bomb"},
	"zstd-window":  {kind: KindEncoding, says: "window above 8 MiB", answered: true},

	"gzip-damaged":     {kind: KindEncoding, says: "gzip body is damaged", answered: true},
	"gzip-truncated":   {kind: KindCut, says: "gzip body ends too early", answered: true},
	"no-gzip":          {kind: KindEncoding, says: "said to be gzip and is not", answered: true},
	"unknown-encoding": {kind: KindEncoding, says: `"lzma", which was not asked for`, answered: true},
	"many-encodings":   {kind: KindEncoding, says: "compressed 9 times over", answered: true},

	"redirect-loop":          {kind: KindRedirects, limit: "MaxRedirects", says: "may need cookies", answered: true},
	"redirect-to-itself":     {kind: KindRedirects, limit: "MaxRedirects", says: "sets cookies on the way", answered: true},
	"endless-redirects":      {kind: KindRedirects, limit: "MaxRedirects", says: "more than 20 times", answered: true},
	"redirect-nowhere":       {soft: "302 Found, and does not say where to"}, // Fetch Standard: the answer itself
	"redirect-to-bad-url":    {kind: KindRedirects, says: `"http://[::1", which is no URL`, answered: true},
	"redirect-to-javascript": {kind: KindRedirects, says: `"javascript:..."`, answered: true},
	"redirect-to-file":       {kind: KindRedirects, says: `"file:///etc/passwd"`, answered: true},
	"redirect-to-ftp":        {kind: KindRedirects, says: `"ftp://127.0.0.1/"`, answered: true},
	"redirect-out-of-scope":  {kind: "refused", says: "redirects out of scope: refused: elsewhere.example"},
	"redirect-slow-body":     {says: "hello"}, // what a redirect has for a body is of no use

	"bad-charset":   {says: "Grüße", soft: `the character encoding "utf-9", which does not exist`},
	"wrong-charset": {says: "Gr\uFFFD\uFFFDe", soft: "is not in utf-8, as it says: 2 characters"},

	"tls-expired":           {kind: KindTLS, says: "certificate expired at 20"},
	"tls-not-yet-valid":     {kind: KindTLS, says: "certificate is valid from 20"},
	"tls-wrong-host":        {kind: KindTLS, says: "certificate is not for 127.0.0.1"},
	"tls-self-signed":       {kind: KindTLS, says: "signed by nobody but itself"},
	"tls-wrong-use":         {kind: KindTLS, says: "not meant for servers"},
	"tls-unknown-authority": {kind: KindTLS, says: "an authority that this machine does not know"},
	"tls-old-version":       {kind: KindTLS, says: "no longer safe (before 1.2)"},
	"tls-wants-certificate": {kind: KindTLS, says: "wants a client certificate"},
	"tls-plain":             {kind: KindTLS, says: "speaks http there, not https"},
	"tls-on-http":           {kind: KindProtocol, says: "speaks https there, not http", answered: true},
	"tls-silent":            {kind: KindTimeout, limit: "TLSTimeout", says: "no TLS handshake within 150ms"},
	"tls-cut":               {kind: KindCut, says: "closed the connection in the TLS handshake"},
	"tls-alert":             {kind: KindTLS, says: "no version and cipher suit both sides"},

	"http2-reset":           {kind: KindCut, says: "(HTTP/2 INTERNAL_ERROR)"},
	"http2-reset-in-body":   {kind: KindCut, says: "(HTTP/2 CANCEL)", answered: true},
	"http2-calm":            {kind: KindCut, says: "ask less often"},
	"http2-needs-http1":     {kind: KindProtocol, says: "asks for HTTP/1.1"},
	"http2-goaway":          {kind: KindProtocol, says: "server closed the HTTP/2 connection", answered: true},
	"http2-slow-header":     {kind: KindTimeout, limit: "HeaderTimeout", says: "no answer within 150ms", like: "slow-header"},
	"http2-slow-body":       {kind: KindTimeout, limit: "IdleTimeout", says: "not one byte in 150ms", answered: true, like: "slow-body"},
	"http2-header-flood":    {kind: KindProtocol, says: "or a header far too large"},
	"http2-hpack-bomb":      {kind: KindTooLarge, limit: "MaxHeaderBytes", says: "header is larger than 64 KiB", answered: true, like: "header-flood"},
	"http2-endless-interim": {kind: KindTooLarge, limit: "MaxInformational", says: "more than 32 interim answers", answered: true, like: "endless-interim"},
	"http2-no-status":       {kind: KindProtocol, says: "no proper status", answered: true},
	"http2-garbage":         {kind: KindProtocol, says: "agreed on HTTP/2 and answers in HTTP/1.1"},
	"http2-cut":             {kind: KindCut, says: "cut after 39 bytes", answered: true, like: "cut-in-chunks"},
}

// maxAlloc bounds what one misbehaviour may make session and server allocate in
// all; an endless body costs most: 4 MiB, with room doubled on the way, 64 KiB a
// write on the server's side, and more under the race detector.
const maxAlloc = 64 << 20

// TestMisbehaviours: each misbehaviour has an error of its own, within bounds of
// time and memory, and leaves no goroutine and no open file behind.
func TestMisbehaviours(t *testing.T) {
	reasons := map[string]string{}
	all := badserver.All()
	for _, m := range all {
		want, ok := misbehaviours[m.Name]
		if !ok {
			t.Errorf("%s: no verdict", m.Name)
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			there, files := goleak.IgnoreCurrent(), openFiles(t)
			reason := misbehave(t, m, want)
			goleak.VerifyNone(t, there) // waits for what is about to end
			if left := openFiles(t); left > files {
				t.Errorf("%d files are open, %d were before", left, files)
			}
			if reason == "" {
				return
			}
			if other, taken := reasons[reason]; taken != (want.like != "") || taken && other != want.like {
				t.Errorf("%q is said of %q too, want that of %q", reason, other, want.like)
			} else if !taken {
				reasons[reason] = m.Name
			}
		})
	}
	if len(all) != len(misbehaviours) {
		t.Errorf("%d misbehaviours, %d verdicts", len(all), len(misbehaviours))
	}
}

// misbehave asks one server, holds what comes to the verdict, and returns the
// reason that the error gives, without what differs from run to run.
func misbehave(t *testing.T, m badserver.Misbehaviour, want verdict) (reason string) {
	srv, err := badserver.Start(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
	}()
	opts := Options{Timeout: time.Minute, MaxBodyBytes: 4 << 20, MaxHeaderBytes: 64 << 10, Retry: RetryOptions{Off: true}}
	switch { // where nothing is late, the machine's load decides nothing
	case want.limit == "MinRate":
		opts.IdleTimeout, opts.MinRate = time.Second, 1000
	case want.kind == KindTimeout:
		const brief = 150 * time.Millisecond
		opts.HeaderTimeout, opts.IdleTimeout, opts.TLSTimeout = brief, brief, brief
	}
	base := newTransport(limitsOf(opts))
	base.TLSClientConfig = &tls.Config{RootCAs: srv.Roots}
	opts.Transport = base
	s := New(opts)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	page, err := s.Get(t.Context(), srv.URL)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > maxAlloc {
		t.Errorf("%d bytes were allocated", got)
	}
	if srv.Requests() > DefaultMaxRedirects+1 {
		t.Errorf("%d requests", srv.Requests())
	}
	var refused *scope.RefusedError
	var failed *NetworkError
	switch {
	case want.kind == "" && err == nil:
		soft := errors.Join(page.Err(), page.CharsetErr())
		if (soft != nil) != (want.soft != "") || soft != nil && !strings.Contains(soft.Error(), want.soft) {
			t.Errorf("the page says %v, want %q", soft, want.soft)
		}
		wantPageAgain(t, s, srv, page, want.says)
	case want.kind == "refused" && errors.As(err, &refused) && strings.Contains(err.Error(), want.says):
	case !errors.As(err, &failed) || failed.Kind != want.kind || !strings.Contains(failed.Reason, want.says) || want.says == "":
		t.Errorf("got %v (%v), want kind %q that says %q", err, errors.Unwrap(err), want.kind, want.says)
	case failed.Limit != want.limit || want.limit != "" && !strings.Contains(err.Error(), "("+want.limit+")"):
		t.Errorf("%v names the limit %q, want %q", err, failed.Limit, want.limit)
	case failed.Answered != want.answered:
		t.Errorf("%v: answered is %v", err, failed.Answered)
	default:
		return digits.Replace(failed.Reason)
	}
	return ""
}

// digits takes out what differs from run to run and means nothing.
var digits = strings.NewReplacer("0", "", "1", "", "2", "", "3", "", "4", "", "5", "", "6", "", "7", "", "8", "", "9", "")

// wantPageAgain: nothing that was sent out of turn gets into the next answer.
func wantPageAgain(t *testing.T, s *Session, srv *badserver.Server, page *Page, text string) {
	t.Helper()
	for range 3 {
		if !strings.Contains(page.Text(), text) || strings.Contains(page.Text(), "misplaced") {
			t.Errorf("the page is %q, want %q", page.Text(), text)
		}
		var err error
		if page, err = s.Get(t.Context(), srv.URL); err != nil {
			// net/http may take a connection again before it sees what came on
			// it out of turn. Then that is an answer which is none.
			var failed *NetworkError
			if !errors.As(err, &failed) || failed.Kind != KindProtocol {
				t.Errorf("asked again: %v", err)
			}
			return
		}
	}
}

// openFiles counts the process's file descriptors, where the system tells.
func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestClosedAtOnce: a server that takes connections and drops them unheard. Which
// side notices first is chance, so that only the kind is certain.
func TestClosedAtOnce(t *testing.T) {
	port, count := counter(t)
	for range 20 {
		_, err := open(t, Options{Retry: RetryOptions{Off: true}}).Get(t.Context(), "http://127.0.0.1:"+port)
		var failed *NetworkError
		if !errors.As(err, &failed) || failed.Kind != KindCut || failed.Answered {
			t.Errorf("got %v (%v), want kind %q", err, errors.Unwrap(err), KindCut)
		}
	}
	if count.Load() == 0 {
		t.Error("nobody came")
	}
}
