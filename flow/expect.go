package flow

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// answer is a page that a step is judged by.
type answer struct {
	url    *url.URL
	status int
	doc    *goquery.Document
}

// positive reports whether the expectation asks for something to be on the
// page.
func (e *Expect) positive() bool { return e != nil && (len(e.Text) > 0 || len(e.CSS) > 0) }

// unmet lists, in words, what of the expectation the page does not show.
func (e *Expect) unmet(a answer, values map[string]string) []string {
	if e == nil {
		return nil
	}
	var out []string
	miss := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	wanted := make([]string, len(e.URL))
	for i, u := range e.URL {
		wanted[i] = expand(u, values)
	}
	if len(wanted) > 0 && !slices.ContainsFunc(wanted, func(w string) bool { return matchURL(w, a.url) }) {
		miss("expected url %s, got %s", anyOf(wanted), a.url.RequestURI())
	}
	switch {
	case len(e.Status) > 0:
		if !slices.Contains(e.Status, strconv.Itoa(a.status)) {
			miss("expected status %s, got %d", strings.Join(e.Status, " or "), a.status)
		}
	case a.status >= 400:
		miss("expected a status below 400, got %d", a.status)
	}
	text := visibleText(a.doc.Nodes[0])
	for _, t := range e.Text {
		if want := fold(expand(t, values)); !strings.Contains(text, want) {
			miss("expected the text %q, which is not on the page", want)
		}
	}
	for _, t := range e.NotText {
		if want := fold(expand(t, values)); want != "" && strings.Contains(text, want) {
			miss("expected the text %q to be absent", want)
		}
	}
	for _, s := range e.CSS {
		if !selects(a.doc, s) {
			miss("expected an element %q, which is not on the page", s)
		}
	}
	for _, s := range e.NotCSS {
		if selects(a.doc, s) {
			miss("expected no element %q", s)
		}
	}
	return out
}

// selects reports whether a selector, checked before, finds anything.
func selects(doc *goquery.Document, selector string) bool {
	m, err := cascadia.Compile(selector)
	return err == nil && doc.FindMatcher(m).Length() > 0
}

// matchURL reports whether a page's URL is as expected. The pattern is a path,
// /welcome, or a whole URL, http://127.0.0.1:8080/welcome, and matches that very
// address and what is below it: /welcome/7 and /welcome?from=login, but not
// /welcome-back. A pattern that ends in / matches only what is below it; the
// pattern / matches only the root. A query in the pattern must be the beginning
// of the page's. With * in it, which stands for any characters, the pattern
// must match the whole path (with the query, if it has a ?), or the whole URL.
func matchURL(pattern string, u *url.URL) bool {
	got := u.EscapedPath()
	if got == "" {
		got = "/"
	}
	if i := strings.Index(pattern, "://"); i >= 0 && !strings.HasPrefix(pattern, "/") {
		got = u.Scheme + "://" + u.Host + got
		if rest := pattern[i+3:]; !strings.ContainsAny(rest, "/*") {
			pattern += "/"
		}
	}
	if strings.Contains(pattern, "?") {
		got += "?" + u.RawQuery
	}
	if strings.Contains(pattern, "*") {
		re := "^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$"
		ok, err := regexp.MatchString(re, got)
		return err == nil && ok
	}
	rest, ok := strings.CutPrefix(got, pattern)
	if !ok {
		return false
	}
	if isRoot(pattern) {
		return rest == ""
	}
	return rest == "" || strings.HasSuffix(pattern, "/") || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "&")
}

// isRoot reports whether a pattern is / or http://host/.
func isRoot(pattern string) bool {
	_, rest, whole := strings.Cut(pattern, "://")
	if whole {
		return strings.Index(rest, "/") == len(rest)-1
	}
	return pattern == "/"
}

func anyOf(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = strconv.Quote(s)
	}
	return strings.Join(quoted, " or ")
}
