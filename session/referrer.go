package session

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/formbot/formbot/scope"
)

// ReferrerPolicy says how much of the page before is told to the next (Referrer
// Policy, section 3). Its values are the standard's.
type ReferrerPolicy string

// The policies. The zero value is StrictOriginWhenCrossOrigin, browsers' default.
const (
	NoReferrer                  ReferrerPolicy = "no-referrer"
	NoReferrerWhenDowngrade     ReferrerPolicy = "no-referrer-when-downgrade"
	SameOrigin                  ReferrerPolicy = "same-origin"
	OriginOnly                  ReferrerPolicy = "origin"
	StrictOrigin                ReferrerPolicy = "strict-origin"
	OriginWhenCrossOrigin       ReferrerPolicy = "origin-when-cross-origin"
	StrictOriginWhenCrossOrigin ReferrerPolicy = "strict-origin-when-cross-origin"
	UnsafeURL                   ReferrerPolicy = "unsafe-url"
)

// ReferrerPolicies lists the policies by name.
func ReferrerPolicies() []ReferrerPolicy {
	return []ReferrerPolicy{NoReferrer, NoReferrerWhenDowngrade, SameOrigin, OriginOnly, StrictOrigin,
		OriginWhenCrossOrigin, StrictOriginWhenCrossOrigin, UnsafeURL}
}

// ParseReferrerPolicy finds a policy by its name.
func ParseReferrerPolicy(name string) (ReferrerPolicy, error) {
	var names []string
	for _, p := range ReferrerPolicies() {
		if strings.EqualFold(name, string(p)) {
			return p, nil
		}
		names = append(names, string(p))
	}
	return "", fmt.Errorf("there is no referrer policy %q; it is one of %s", name, strings.Join(names, ", "))
}

// policyIn reads an answer's Referrer-Policy: the last one that is known, for
// servers write new ones behind old ones (Referrer Policy, section 11.1). "" for
// none.
func policyIn(h http.Header) ReferrerPolicy {
	var found ReferrerPolicy
	for name := range strings.SplitSeq(strings.Join(h.Values("Referrer-Policy"), ","), ",") {
		if p, err := ParseReferrerPolicy(strings.Trim(name, " \t")); err == nil {
			found = p
		}
	}
	return found
}

// maxReferrer is the length from which a Referer says the origin alone (Referrer
// Policy, section 8.3).
const maxReferrer = 4096

// refererFor is "determine request's referrer" (Referrer Policy, section 8.3). ""
// sends none.
func refererFor(policy ReferrerPolicy, from, to *url.URL) string {
	if from == nil {
		return ""
	}
	bare := *from
	bare.User, bare.Fragment, bare.RawFragment = nil, "", ""
	full, site := bare.String(), origin(from)+"/"
	if len(full) > maxReferrer {
		full = site
	}
	same, downgrade := origin(from) == origin(to), isDowngrade(from, to)
	switch orDefault(policy, StrictOriginWhenCrossOrigin) {
	case NoReferrer:
		return ""
	case UnsafeURL:
		return full
	case OriginOnly:
		return site
	case StrictOrigin:
		if downgrade {
			return ""
		}
		return site
	case SameOrigin:
		if same {
			return full
		}
		return ""
	case OriginWhenCrossOrigin:
		if same {
			return full
		}
		return site
	case NoReferrerWhenDowngrade:
		if downgrade {
			return ""
		}
		return full
	}
	switch {
	case same:
		return full
	case downgrade:
		return ""
	}
	return site
}

// originFor is "append a request `Origin` header" of the Fetch Standard.
func originFor(e *errand) string {
	hidden := e.tainted
	switch orDefault(e.policy, StrictOriginWhenCrossOrigin) {
	case NoReferrer:
		hidden = true
	case SameOrigin:
		hidden = hidden || origin(e.initiator) != origin(e.url)
	case NoReferrerWhenDowngrade, StrictOrigin, StrictOriginWhenCrossOrigin:
		hidden = hidden || isDowngrade(e.initiator, e.url)
	}
	if hidden {
		return "null"
	}
	return origin(e.initiator)
}

// isDowngrade reports whether a request leaves encryption. This machine counts
// as trustworthy without it (Secure Contexts, section 3.1).
func isDowngrade(from, to *url.URL) bool {
	return from.Scheme == "https" && to.Scheme != "https" && !scope.IsLoopback(to.Hostname())
}
