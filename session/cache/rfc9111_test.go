package cache_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

// row is a case of the table: a conversation through the cache. Where the public
// suite (https://github.com/http-tests/cache-tests, as of 2025) has the case, id
// is its id there; ids that begin with "own-" are not from it.
type row struct {
	id    string
	rfc   string // the section that says so; of RFC 9111 where no other is named
	steps []step
}

// step is a request, what the server would answer to it, and what is wanted.
type step struct {
	wait   time.Duration // before the request
	method string        // "": GET
	path   string        // "": /
	send   []string      // request lines

	status int      // of the server's answer; 0: 200, and 304 for a validator that matches
	reply  []string // its header lines; {+60} stands for the date in 60 s
	body   string   // "": the number of the step
	cut    bool     // the server hangs up instead

	want   want
	code   int      // the status wanted; 0: the server's, or 200
	has    []string // header lines that the answer must have
	hasNot []string // header fields that it must not have
	asks   []string // header lines that the server must have been sent
	text   string   // the body wanted; "": that of the step it comes from
}

// want is where the answer must come from.
type want int

const (
	anywhere   want = iota
	fromCache       // without asking
	fromServer      // anew
	validated       // asked with a validator, answered 304
	failed          // an error, or a 504 of the cache's own
)

// pause is the suite's pause between requests.
const pause = 3 * time.Second

// reused: an answer with these lines is used again.
func reused(id, rfc string, lines ...string) row {
	return row{id, rfc, []step{{reply: lines}, {wait: pause, want: fromCache}}}
}

// notReused: an answer with these lines is not.
func notReused(id, rfc string, lines ...string) row {
	return row{id, rfc, []step{{reply: lines}, {wait: pause, want: fromServer}}}
}

// TestRFC9111 holds the cache against the RFC, a row at a time.
func TestRFC9111(t *testing.T) {
	seen := map[string]bool{}
	for _, rows := range [][]row{freshnessRows(), parsingRows(), directiveRows(), statusRows(), varyRows(),
		conditionRows(), headerRows(), invalidationRows(), methodRows(), ownRows()} {
		for _, r := range rows {
			if seen[r.id] || r.rfc == "" {
				t.Errorf("row %q: twice, or without its section", r.id)
			}
			seen[r.id] = true
			t.Run(r.id, func(t *testing.T) {
				t.Parallel()
				play(t, r)
			})
		}
	}
	if len(seen) < 200 {
		t.Errorf("got %d rows, want 200 at least", len(seen))
	}
}

// play holds the conversation of a row.
func play(t *testing.T, r row) {
	b := newBed(t, cache.Options{ReplaySetCookie: true})
	for i, s := range r.steps {
		b.clock.Add(s.wait)
		b.serve(b.answerOf(i, s))
		before := b.requests()
		got := b.do(orDefault(s.method, http.MethodGet), orDefault(s.path, "/"), s.send...)
		where := fmt.Sprintf("RFC 9111 %s, request %d (%s, %q)", r.rfc, i+1, got.report.Verdict, got.report.Reason)
		asked := b.requests() > before
		checkSource(t, where, s, got, asked)
		if s.want == failed {
			continue
		}
		if want := orDefault(s.code, orDefault(s.status, http.StatusOK)); got.status != want {
			t.Errorf("%s: status got %d, want %d", where, got.status, want)
		}
		checkHeader(t, where, b, s, got)
		if s.text != "" && got.body != s.text {
			t.Errorf("%s: body got %q, want %q", where, got.body, s.text)
		}
		if asked {
			sent := b.seen[len(b.seen)-1].Header
			for _, line := range s.asks {
				name, value, _ := strings.Cut(line, ": ")
				if sent.Get(name) != value {
					t.Errorf("%s: the server was sent %s: %q, want %q", where, name, sent.Get(name), value)
				}
			}
		}
	}
}

// checkSource compares where an answer comes from with where it must.
func checkSource(t *testing.T, where string, s step, got answer, asked bool) {
	t.Helper()
	if s.want == failed {
		if got.err == nil && (got.status != http.StatusGatewayTimeout || asked) {
			t.Errorf("%s: got %d %q, want an error", where, got.status, got.body)
		}
		return
	}
	if got.err != nil {
		t.Fatalf("%s: %v", where, got.err)
	}
	ok := true
	switch s.want {
	case fromCache:
		ok = !asked && (got.report.Verdict == cache.Hit || got.report.Verdict == cache.Stale) ||
			s.cut && got.report.Verdict == cache.Stale
	case fromServer:
		ok = asked && (got.report.Verdict == cache.Miss || got.report.Verdict == cache.Bypass)
	case validated:
		ok = asked && got.report.Verdict == cache.Revalidated
	}
	if !ok {
		t.Errorf("%s: the server was asked: %t, which is not what should be", where, asked)
	}
}

func checkHeader(t *testing.T, where string, b *bed, s step, got answer) {
	t.Helper()
	for _, line := range s.has {
		name, value, _ := strings.Cut(b.dated(line), ": ")
		if have := strings.Join(got.header[http.CanonicalHeaderKey(name)], ", "); have != value {
			t.Errorf("%s: %s got %q, want %q", where, name, have, value)
		}
	}
	for _, name := range s.hasNot {
		if have, ok := got.header[http.CanonicalHeaderKey(name)]; ok {
			t.Errorf("%s: %s is there: %q", where, name, have)
		}
	}
}

// answerOf makes a step's handler.
func (b *bed) answerOf(i int, s step) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.cut {
			panic(http.ErrAbortHandler)
		}
		etag, modified := "", ""
		for _, line := range s.reply {
			name, value, _ := strings.Cut(b.dated(line), ": ")
			if name == "Date" {
				w.Header().Set(name, value)
			} else {
				w.Header().Add(name, value)
			}
			switch name {
			case "ETag":
				etag = value
			case "Last-Modified":
				modified = value
			}
		}
		code := s.status
		if code == 0 {
			code = http.StatusOK
			inm, ims := r.Header.Get("If-None-Match"), r.Header.Get("If-Modified-Since")
			if s.want == validated && (inm != "" && (etag == "" || inm == etag) || inm == "" && ims != "" && ims == modified) {
				code = http.StatusNotModified
			}
		}
		w.WriteHeader(code)
		if code != http.StatusNotModified && code != http.StatusNoContent && r.Method != http.MethodHead {
			fmt.Fprint(w, orDefault(s.body, strconv.Itoa(i+1)))
		}
	}
}

var relativeDate = regexp.MustCompile(`\{([+-]?\d+)\}`)

// dated puts dates for the {seconds from now} in a line.
func (b *bed) dated(line string) string {
	return relativeDate.ReplaceAllStringFunc(line, func(m string) string {
		n, err := strconv.Atoi(strings.Trim(m, "{}"))
		if err != nil {
			panic(errors.Join(errors.New(line), err))
		}
		return b.clock.Now().Add(time.Duration(n) * time.Second).UTC().Format(http.TimeFormat)
	})
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
