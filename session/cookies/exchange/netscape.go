package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/formbot/formbot/session/cookies"
)

const (
	netscapeHead = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n# Made by formbot. Its lines are as good as passwords.\n\n"
	httpOnlyMark = "#HttpOnly_"
)

// readNetscape reads cookies.txt: seven fields with tabs between them
// (https://curl.se/docs/http-cookies.html): domain, whether it is for all below,
// path, secure, the end in seconds since 1970 (0 for a session cookie), name and
// value. #HttpOnly_ before the domain is curl's writing; every other line with #
// is a comment.
func (r *Result) readNetscape(data []byte) error {
	for i, line := range strings.Split(string(data), "\n") {
		where := fmt.Sprintf("line %d", i+1)
		line = strings.TrimSuffix(line, "\r")
		rest, httpOnly := strings.CutPrefix(line, httpOnlyMark)
		if strings.TrimSpace(line) == "" || !httpOnly && strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
			continue
		}
		fields := strings.SplitN(rest, "\t", 7) // a tab in the value is part of it
		if len(fields) == 6 {
			fields = append(fields, "") // an empty value whose tab an editor has cut
		}
		if len(fields) < 7 {
			r.leave(where, fmt.Sprintf("it has %d fields with tabs between them, and 7 are needed", len(fields)))
			continue
		}
		expires, err := unixTime(fields[4])
		if err != nil {
			r.leave(where, "its fifth field is no time in seconds since 1970")
			continue
		}
		c := cookies.Cookie{
			Name: fields[5], Value: fields[6], Path: fields[2], Expires: expires,
			Secure: isTrue(fields[3]), HTTPOnly: httpOnly,
		}
		c.Domain, _ = domainOf(strings.TrimSpace(fields[0]))
		c.HostOnly = !isTrue(fields[1])
		r.Cookies = append(r.Cookies, c)
	}
	if len(r.Cookies) == 0 && len(r.Left) > 0 {
		return &FormatError{fmt.Sprintf("it has no line of a cookies.txt (%s: %s)", r.Left[0].Where, r.Left[0].Reason)}
	}
	return nil
}

func isTrue(s string) bool { return strings.EqualFold(strings.TrimSpace(s), "TRUE") }

// unixTime reads seconds since 1970; 0, -1 and nothing are no end. Some programs
// write parts of seconds.
func unixTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseFloat(s, 64)
	if err != nil || seconds != seconds {
		return time.Time{}, fmt.Errorf("no time")
	}
	return fromSeconds(seconds), nil
}

// fromSeconds is a time, zero for what means that there is none. What is beyond
// the year 9999, which is as far as RFC 3339 reaches, is cut there.
func fromSeconds(seconds float64) time.Time {
	const year9999 = 253402300799
	if seconds <= 0 {
		return time.Time{}
	}
	whole := int64(min(seconds, year9999))
	return time.Unix(whole, int64((min(seconds, year9999)-float64(whole))*1e6)*1000).UTC()
}

func writeNetscape(w io.Writer, list []cookies.Cookie) ([]Left, error) {
	var left []Left
	out := bufio.NewWriter(w)
	fmt.Fprint(out, netscapeHead)
	for i := range list {
		c := &list[i]
		if strings.Contains(c.Name, "\t") || strings.Contains(c.Path, "\t") {
			left = append(left, Left{called(c), "a tab in its name or path parts fields in this format"})
			continue
		}
		domain, mark := c.Domain, ""
		if !c.HostOnly {
			domain = "." + domain
		}
		if c.HTTPOnly {
			mark = httpOnlyMark
		}
		expires := int64(0)
		if !c.Expires.IsZero() {
			expires = c.Expires.Unix()
		}
		fmt.Fprintf(out, "%s%s\t%s\t%s\t%s\t%d\t%s\t%s\n", mark, domain, upperBool(!c.HostOnly), c.Path, upperBool(c.Secure), expires, c.Name, c.Value)
	}
	return left, out.Flush()
}

func upperBool(b bool) string {
	if b {
		return "TRUE"
	}
	return "FALSE"
}
