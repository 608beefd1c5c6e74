package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/formbot/formbot/scope"
)

type scopeCmd struct {
	Check scopeCheckCmd `cmd:"" help:"Say whether a URL is in scope, and by which rule."`
}

type scopeCheckCmd struct {
	URL string `arg:"" name:"url" help:"The URL or host to check; nothing is sent to it."`
}

// Help implements kong.HelpProvider.
func (scopeCheckCmd) Help() string {
	return `Exits 0 when the URL is in scope, 3 when it is not. "formbot help scope" explains the scope file.

Examples:

  formbot scope check http://127.0.0.1:8080/
  formbot scope check --scope scope.yaml https://www.staging.example.com/login`
}

// Run prints the decision.
func (c *scopeCheckCmd) Run(g *globals, s *streams) error {
	sc, err := g.loadScope()
	if err != nil {
		return err
	}
	raw := c.URL
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw // a host alone is what people mean by it
	}
	u, err := url.Parse(raw)
	if err != nil {
		return usagef("check scope: %w", err)
	}
	decision, err := sc.Allows(u)
	var refused *scope.RefusedError
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	if g.JSON {
		if jerr := printJSON(s.out, newScopeLine(c.URL, sc, decision, refused)); jerr != nil {
			return jerr
		}
		if refused != nil {
			return &toldError{refused}
		}
		return nil
	}
	if refused != nil {
		return refused
	}
	_, err = fmt.Fprintln(s.out, "in scope: "+inWords(decision))
	return err
}

func inWords(d scope.Decision) string {
	text := fmt.Sprintf("%s, by the rule %q", d.Host, d.Rule)
	if d.By != "" {
		text += fmt.Sprintf(" (%s)", d.By)
	}
	if !d.Until.IsZero() {
		text += ", until " + d.Until.Add(-time.Second).Format("2006-01-02")
	}
	return text
}

// scopeLine is the JSON of `formbot scope check --json`.
type scopeLine struct {
	URL     string `json:"url"`
	Allowed bool   `json:"allowed"`
	*scope.Decision
	Reason string `json:"reason,omitempty"`
	File   string `json:"file,omitempty"`
}

func newScopeLine(rawURL string, sc *scope.Scope, d scope.Decision, refused *scope.RefusedError) scopeLine {
	if refused != nil {
		return scopeLine{URL: rawURL, Reason: refused.Reason, File: sc.File()}
	}
	return scopeLine{URL: rawURL, Allowed: true, Decision: &d, File: sc.File()}
}

// loadScope finds the scope as design and --scope say.
func (g *globals) loadScope() (*scope.Scope, error) {
	sc, err := scope.Find(g.ScopeFile, scope.Options{})
	if err != nil {
		return nil, &usageError{err}
	}
	return sc, nil
}
