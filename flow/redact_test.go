package flow

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
)

// encodings are ways in which a text that was sent comes back.
func encodings() map[string]func(string) string {
	percent := func(s string, keep string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			if strings.IndexByte(keep, c) >= 0 {
				b.WriteByte(c)
			} else {
				fmt.Fprintf(&b, "%%%02x", c)
			}
		}
		return b.String()
	}
	refs := func(format string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for _, r := range s {
				fmt.Fprintf(&b, format, r)
			}
			return b.String()
		}
	}
	return map[string]func(string) string{
		"plain":            func(s string) string { return s },
		"query":            url.QueryEscape,
		"path":             url.PathEscape,
		"query, lower":     func(s string) string { return percent(s, "abcdefghijklmnopqrstuvwxyz0123456789") },
		"query, all":       func(s string) string { return percent(s, "") },
		"query, twice":     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		"urlencoded":       func(s string) string { return url.Values{"a": {s}}.Encode()[2:] },
		"html":             html.EscapeString,
		"html, twice":      func(s string) string { return html.EscapeString(html.EscapeString(s)) },
		"html, named":      strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace,
		"html, php":        strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;").Replace,
		"html, hex":        refs("&#x%X;"),
		"html, decimal":    refs("&#%d;"),
		"url in html":      func(s string) string { return html.EscapeString(url.QueryEscape(s)) },
		"html in url":      func(s string) string { return url.QueryEscape(html.EscapeString(s)) },
		"json":             func(s string) string { b, _ := json.Marshal(s); return string(b) },
		"json in json":     func(s string) string { b, _ := json.Marshal(s); c, _ := json.Marshal(string(b)); return string(c) },
		"json of php":      func(s string) string { return strings.ReplaceAll(strconv.QuoteToASCII(s), "/", `\/`) },
		"json in html":     func(s string) string { b, _ := json.Marshal(s); return html.EscapeString(string(b)) },
		"json in url":      func(s string) string { b, _ := json.Marshal(s); return url.QueryEscape(string(b)) },
		"html in json":     func(s string) string { b, _ := json.Marshal(html.EscapeString(s)); return string(b) },
		"go":               strconv.Quote,
		"go, ascii":        strconv.QuoteToASCII,
		"upper case":       strings.ToUpper,
		"folded":           func(s string) string { return strings.Join(strings.Fields(s), " ") },
		"folded by &nbsp;": func(s string) string { return strings.ReplaceAll(s, " ", "&nbsp;") },
	}
}

func TestRedactorFindsEveryForm(t *testing.T) {
	secrets := []string{
		"correct horse", "Tr0ub4dor&3", `a"b'c<d>e`, "p@ss/w?rd=1+1%&x", `back\slash`, "söz £9 日本", "emoji😀key", "a.b*c$d^e(f)g[h]{i}|j",
		"x", "tab\there  two", strings.Repeat("long&", 80), "percent%41", "100%25", "#hash;semi:colon,comma!", "~tilde`tick_under-dash",
	}
	for _, secret := range secrets {
		var r redactor
		r.add(secret)
		for name, enc := range encodings() {
			text := "before " + enc(secret) + " after"
			got := r.text(text)
			if stripQuotes(got) != "before "+mask+" after" {
				t.Errorf("%s: %q came out as %q", name, secret, got)
			}
		}
	}
}

// stripQuotes takes away the quotes that some encodings put around.
func stripQuotes(s string) string {
	return strings.NewReplacer(`"`, "", `\`, "", "&#34;", "", "%22", "").Replace(s)
}

func TestRedactorLeavesTheRest(t *testing.T) {
	var r redactor
	r.add("hunter2", "", "   ")
	for _, s := range []string{"", "hunter", "hunter 2", "Welcome, Ada & Bob <b>", "%20%25 &amp;"} {
		if got := r.text(s); got != s {
			t.Errorf("text(%q) = %q", s, got)
		}
	}
	if got, want := r.text("a hunter2b HUNTER2"), "a "+mask+"b "+mask; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRedactorTakesTheLongerOne(t *testing.T) {
	var r redactor
	r.add("abc")
	r.add("abcdef")
	if got, want := r.text("[abcdef]"), "["+mask+"]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRedactorFindsTheBeginningOfALongOne(t *testing.T) {
	var r redactor
	secret := "a very long passphrase that is cut somewhere"
	r.add(secret)
	for n := minPrefix; n <= len(secret); n++ {
		if strings.HasSuffix(secret[:n], " ") {
			continue
		}
		if got, want := r.text(`"`+secret[:n]+`…"`), `"`+mask+`…"`; got != want {
			t.Errorf("cut at %d: got %q, want %q", n, got, want)
		}
	}
}

func TestRedactorWithoutSecrets(t *testing.T) {
	var r redactor
	if got := r.text("a b"); got != "a b" {
		t.Errorf("got %q", got)
	}
	if err := r.error(io.EOF); errors.As(err, new(*redactedError)) || !errors.Is(err, io.EOF) {
		t.Error("an error is wrapped for no reason")
	}
}

type leaky struct {
	URL   string
	Inner error
	List  []string
	Link  *url.URL
}

func (e *leaky) Error() string { return "leaky " + e.URL }
func (e *leaky) Unwrap() error { return e.Inner }

func TestRedactedErrorKeepsItsIdentity(t *testing.T) {
	var r redactor
	r.add("hunter2")
	link, _ := url.Parse("http://h/?p=hunter2")
	cause := &leaky{URL: "http://h/?p=hunter2", Inner: fmt.Errorf("hunter2: %w", os.ErrNotExist), List: []string{"hunter2"}, Link: link}
	err := r.error(fmt.Errorf("step: %w", cause))

	if got, want := err.Error(), "step: leaky http://h/?p="+mask; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if !errors.Is(err, os.ErrNotExist) || errors.Is(err, io.EOF) {
		t.Error("errors.Is does not see the cause as it is")
	}
	if errors.Unwrap(err) != nil {
		t.Error("the original can be unwrapped")
	}
	var got *leaky
	if !errors.As(err, &got) {
		t.Fatal("errors.As does not find the cause")
	}
	for _, s := range []string{got.URL, got.Error(), got.Inner.Error(), got.List[0], got.Link.String(), fmt.Sprintf("%v", err), fmt.Sprintf("%s", got)} {
		if strings.Contains(s, "hunter2") {
			t.Errorf("the secret is in %q", s)
		}
	}
	if !errors.Is(got.Inner, os.ErrNotExist) {
		t.Error("the inner error lost its identity")
	}
	if cause.URL != "http://h/?p=hunter2" || cause.List[0] != "hunter2" {
		t.Error("the original was changed")
	}
}
