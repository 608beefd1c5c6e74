package session

import (
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"

	"github.com/formbot/formbot/session/pace"
)

// classify finds the kind of a fault and says it in words. It quotes only what
// comes from this machine or names hosts, never what was sent or received.
func (l limits) classify(err error) *fault {
	var own *fault
	var early *pace.WaitError
	var proxy *proxyError
	var dns *net.DNSError
	var op *net.OpError
	text := err.Error() // to choose by, not to show
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &early):
		return &fault{kind: KindPace, reason: early.Error()}
	case errors.As(err, &proxy):
		return &fault{kind: KindProxy, reason: proxy.reason}
	case isSOCKS(err):
		return &fault{kind: KindProxy, reason: socksReason(err)}
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return &fault{kind: KindDNS, reason: fmt.Sprintf("the host %q is not known; check its spelling", dns.Name)}
		}
		return &fault{kind: KindDNS, reason: fmt.Sprintf("the host %q could not be looked up; check the network and try again", dns.Name)}
	case isTimeout(err) && strings.Contains(text, "TLS handshake"):
		return &fault{kind: KindTimeout, limit: "TLSTimeout", reason: fmt.Sprintf("no TLS handshake within %s", l.tls)}
	case isTLS(err):
		return &fault{kind: KindTLS, reason: tlsReason(err)}
	case isDial(err) && errors.As(err, &op):
		return l.dialFault(op)
	}
	switch f := http2Fault(text); {
	case isTimeout(err):
		return &fault{kind: KindTimeout, limit: "HeaderTimeout", reason: fmt.Sprintf("no answer within %s", l.header)}
	case f != nil:
		return f
	case strings.Contains(text, "server closed idle connection"):
		// net/http says so of a new connection too, when anything came on it
		// before it was asked.
		return &fault{kind: KindCut, reason: "the server closed the connection, or spoke, before it was asked; try again, and check that the port is for http"}
	case isCut(err):
		return &fault{kind: KindCut, reason: "the connection was cut before the answer was complete; try again"}
	case strings.Contains(text, "headers exceeded"), strings.Contains(text, "header list larger"):
		return &fault{kind: KindTooLarge, limit: "MaxHeaderBytes", reason: fmt.Sprintf("the answer's header is larger than %s", size(l.maxHeader))}
	}
	return &fault{kind: KindProtocol, reason: protocolReason(text)}
}

// dialFault explains a connection that did not come about.
func (l limits) dialFault(op *net.OpError) *fault {
	through := ""
	if op.Op == "proxyconnect" {
		through = " through the proxy (see --proxy, HTTP_PROXY, HTTPS_PROXY, NO_PROXY)"
	}
	switch {
	case op.Timeout():
		return &fault{kind: KindTimeout, limit: "DialTimeout", reason: fmt.Sprintf("no connection%s within %s", through, l.dial)}
	case errors.Is(op, syscall.ECONNREFUSED):
		return &fault{kind: KindConnect, reason: fmt.Sprintf("nothing listens there%s (connection refused); is the server running, and is it this port?", through)}
	}
	return &fault{kind: KindConnect, reason: fmt.Sprintf("no connection%s: %v; check the network", through, rootCause(op))}
}

// protocolReason says what about an answer is not HTTP/1. net/http's errors have
// no types for it, so their texts are told apart.
func protocolReason(text string) string {
	if strings.Contains(text, "malformed HTTP ") && strings.Contains(text, "<") {
		return "the answer is a page without any header, as in HTTP/0.9; is this the right port?"
	}
	for _, sign := range []struct{ in, reason string }{
		{`malformed HTTP response "\x15\x03`, "the server speaks https there, not http; write https://, or another port"},
		{`malformed HTTP response "\x00\x00`, "the server speaks HTTP/2 without TLS there, which formbot does not; write https://, or another port"},
		{`malformed HTTP response`, "the answer does not begin as HTTP does; is this the right port?"},
		{`malformed HTTP status code`, "the answer's first line has no status of three digits; the fault is the server's"},
		{`malformed HTTP version`, "the answer's first line names no version of HTTP; the fault is the server's"},
		{`missing colon`, "a line of the answer's header has no colon; the fault is the server's"},
		{`malformed MIME header`, "a line of the answer's header holds what HTTP forbids there; the fault is the server's"},
		{`multiple Content-Length`, "the answer's header gives two lengths (Content-Length); the fault is the server's"},
		{`bad Content-Length`, "the length in the answer's header (Content-Length) is no number; the fault is the server's"},
		{`transfer encoding`, "the answer comes in a Transfer-Encoding that HTTP does not have; the fault is the server's"},
		{`header line too long`, "the answer's body is chunked wrongly: a line between its chunks does not end; the fault is the server's"},
		{`too much non-data`, "the answer's body is chunked wrongly: it has more framing than data; the fault is the server's"},
		{`in chunk length`, "the answer's body is chunked wrongly: a chunk's length is no number; the fault is the server's"},
		{`hex number for chunk`, "the answer's body is chunked wrongly: a chunk has no length; the fault is the server's"},
		{`chunk length too large`, "the answer's body is chunked wrongly: a chunk's length is absurd; the fault is the server's"},
		{`malformed chunked`, "the answer's body is chunked wrongly: a chunk is longer than it says; the fault is the server's"},
		{`trailer`, "the trailer behind the answer's body is malformed or too large; the fault is the server's"},
	} {
		if strings.Contains(text, sign.in) {
			return sign.reason
		}
	}
	return "the answer is not HTTP that can be read; is this the right port?"
}

// http2Code finds the name of an error code (RFC 9113, section 7).
var http2Code = regexp.MustCompile(`\b(?:NO_ERROR|PROTOCOL_ERROR|INTERNAL_ERROR|FLOW_CONTROL_ERROR|SETTINGS_TIMEOUT|STREAM_CLOSED|` +
	`FRAME_SIZE_ERROR|REFUSED_STREAM|CANCEL|COMPRESSION_ERROR|CONNECT_ERROR|ENHANCE_YOUR_CALM|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED)\b`)

// http2Fault explains what ended an HTTP/2 stream or connection; nil for others.
func http2Fault(text string) *fault {
	var subject string
	switch {
	case strings.Contains(text, "header list larger"):
		return nil
	case strings.Contains(text, "like an HTTP/1.1 header"):
		return &fault{kind: KindProtocol, reason: "the server agreed on HTTP/2 and answers in HTTP/1.1; the fault is the server's"}
	case strings.Contains(text, "could not be established"):
		return &fault{kind: KindProtocol, reason: "the server agreed on HTTP/2 and did not keep to it; the fault is the server's"}
	case strings.Contains(text, "malformed response"):
		return &fault{kind: KindProtocol, reason: "the answer's HTTP/2 header has no proper status; the fault is the server's"}
	case strings.Contains(text, "GOAWAY"), strings.Contains(text, "Server closed conn"):
		text, _, _ = strings.Cut(text, "debug=") // the server's own words
		subject = "the server closed the HTTP/2 connection"
	case strings.Contains(text, "stream error: "):
		subject = "the server broke off its answer"
	case strings.Contains(text, "connection error: "), strings.Contains(text, "http2: "):
		subject = "the HTTP/2 connection broke"
	default:
		return nil
	}
	code := http2Code.FindString(text)
	switch code {
	case "PROTOCOL_ERROR":
		// The transport ends so what is far above its bound for headers, too.
		return &fault{kind: KindProtocol, reason: subject + ": what the server sent is against the protocol, or a header far too large (HTTP/2 PROTOCOL_ERROR)"}
	case "FRAME_SIZE_ERROR", "FLOW_CONTROL_ERROR", "COMPRESSION_ERROR", "STREAM_CLOSED":
		return &fault{kind: KindProtocol, reason: fmt.Sprintf("%s: what one side sent was wrong (HTTP/2 %s)", subject, code)}
	case "HTTP_1_1_REQUIRED":
		return &fault{kind: KindProtocol, reason: subject + " and asks for HTTP/1.1 instead (HTTP/2 HTTP_1_1_REQUIRED)"}
	case "ENHANCE_YOUR_CALM":
		return &fault{kind: KindCut, reason: subject + " for too many requests (HTTP/2 ENHANCE_YOUR_CALM); wait, and ask less often"}
	case "", "NO_ERROR":
		return &fault{kind: KindCut, reason: subject + "; try again"}
	default:
		return &fault{kind: KindCut, reason: fmt.Sprintf("%s (HTTP/2 %s); try again", subject, code)}
	}
}

// rootCause is the innermost error, which for a failed dial is the system's.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// isDial reports whether no connection came about.
func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

// isTimeout reports whether a time limit of the transport's ended it.
func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// isReset reports whether the other side threw the connection away.
func isReset(err error) bool { return errors.Is(err, syscall.ECONNRESET) }

// isCut reports whether the other side went away in the middle.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		isReset(err) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}
