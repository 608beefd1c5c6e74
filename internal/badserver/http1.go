package badserver

import (
	"fmt"
	"strings"
	"time"
)

// tick is how long a dribbling server pauses.
const tick = 10 * time.Millisecond

const (
	ok   = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
	page = "<!DOCTYPE html><title>t</title><p>hello"
)

// always answers with one text and closes.
func always(text string) func(*Conn) error {
	return func(c *Conn) error { return c.last(text) }
}

// then sends a text and waits for the client to go away.
func then(text string) func(*Conn) error {
	return func(c *Conn) error {
		if err := c.send(text); err != nil {
			return err
		}
		return c.wait()
	}
}

// onceAsked is then, for what is no HTTP: it waits for the request's first byte, so
// that a client cannot take it for something that came before.
func onceAsked(text string) func(*Conn) error {
	return func(c *Conn) error {
		if _, err := c.in.Peek(1); err != nil {
			return err
		}
		return then(text)(c)
	}
}

// without sends a text and then goes on with the same bytes for ever.
func without(text, more string, pause time.Duration) func(*Conn) error {
	return func(c *Conn) error {
		if err := c.send(text); err != nil {
			return err
		}
		return c.forever(more, pause)
	}
}

func slow() []Misbehaviour {
	return []Misbehaviour{
		{Name: "slow-header", What: "takes the request and says nothing", answer: then("")},
		{Name: "dribbled-header", What: "sends its header a byte at a time, without end", answer: without(ok+"X-Slow: ", "x", tick)},
		{Name: "slow-body", What: "stops in the middle of the body", answer: then(ok + "Content-Length: 1000\r\n\r\n" + page)},
		{Name: "dribbled-body", What: "sends its body a byte at a time, without end", answer: without(ok+"\r\n", "x", tick)},
		{Name: "dribbled-chunks", What: "sends chunks of one byte, without end", answer: without(ok+"Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", tick)},
	}
}

func cut() []Misbehaviour {
	return []Misbehaviour{
		{Name: "cut-before-header", What: "takes the request and closes the connection", answer: always("")},
		{Name: "cut-in-header", What: "closes the connection in its header", answer: always(ok + "X-Cut: in the mid")},
		{Name: "cut-in-body", What: "announces 1000 bytes and closes after 39", answer: always(ok + "Content-Length: 1000\r\n\r\n" + page)},
		{Name: "cut-in-chunks", What: "closes without the last chunk", answer: always(ok + "Transfer-Encoding: chunked\r\n\r\n27\r\n" + page + "\r\n")},
		{Name: "reset-before-header", What: "takes the request and resets the connection", answer: func(c *Conn) error { return c.reset() }},
		{Name: "reset-in-body", What: "resets the connection in its body", answer: resetInBody},
	}
}

func resetInBody(c *Conn) error {
	if err := c.send(ok + "Content-Length: 1000\r\n\r\n" + page); err != nil {
		return err
	}
	// A reset overtakes what its receiver has not read yet.
	time.Sleep(10 * tick) //nolint:forbidigo // Nothing is waited for that could be ended: Close waits for at most this.
	return c.reset()
}

func sizes() []Misbehaviour {
	return []Misbehaviour{
		{Name: "huge-length", What: "announces a body of 9 GB", answer: then(ok + "Content-Length: 9999999999\r\n\r\n" + page)},
		{Name: "endless-body", What: "sends a body without end", answer: without(ok+"\r\n", strings.Repeat("x", 64<<10), 0)},
		{Name: "length-too-short", What: "announces 39 bytes and sends more", answer: lengthTooShort},
		{Name: "header-flood", What: "sends header lines without end", answer: without(ok, "X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 0)},
		{Name: "huge-header-line", What: "sends a header line without end", answer: without(ok+"X-Flood: ", strings.Repeat("x", 64<<10), 0)},
		{Name: "endless-interim", What: "sends 103 Early Hints without end", answer: without("", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n", 0)},
		{Name: "trailer-flood", What: "sends trailer lines behind its body without end",
			answer: without(ok+"Transfer-Encoding: chunked\r\n\r\n27\r\n"+page+"\r\n0\r\n", "X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 0)},
	}
}

// lengthTooShort follows its answer with what looks like the next one.
func lengthTooShort(c *Conn) error {
	return c.send(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s%s\r\nContent-Length: 9\r\n\r\nmisplaced", ok, len(page), page, ok))
}

func framing() []Misbehaviour {
	chunked := ok + "Transfer-Encoding: chunked\r\n\r\n"
	return []Misbehaviour{
		{Name: "bad-chunk-size", What: "gives a chunk the size zz", answer: always(chunked + "zz\r\n" + page)},
		{Name: "huge-chunk-size", What: "gives a chunk a size of 20 digits", answer: always(chunked + "fffffffffffffffffff1\r\n" + page)},
		{Name: "long-chunk", What: "ends a chunk later than its size", answer: always(chunked + "5\r\n" + page + "\r\n0\r\n\r\n")},
		{Name: "chunk-extension", What: "sends a chunk extension without end", answer: without(chunked+"27;x=", strings.Repeat("x", 64<<10), 0)},
		{Name: "chunk-extensions", What: "sends chunks of one byte, each with an extension of 1000 bytes",
			answer: without(chunked, "1;x="+strings.Repeat("x", 1000)+"\r\nx\r\n", 0)},
		{Name: "two-lengths", What: "announces both 39 bytes and 5", answer: always(ok + "Content-Length: 39\r\nContent-Length: 5\r\n\r\n" + page)},
		{Name: "bad-length", What: "announces a length of many", answer: always(ok + "Content-Length: many\r\n\r\n" + page)},
		{Name: "unknown-transfer-encoding", What: "sends its body in the transfer coding rot13", answer: always(ok + "Transfer-Encoding: rot13\r\n\r\n" + page)},
		{Name: "204-with-body", What: "answers 204 No Content and sends a body all the same",
			answer: func(c *Conn) error { return c.send("HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\nmisplaced") }},
		{Name: "304-with-body", What: "answers 304 Not Modified unasked, and sends a body",
			answer: func(c *Conn) error { return c.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nmisplaced") }},
	}
}

func headers() []Misbehaviour {
	return []Misbehaviour{
		{Name: "bad-status-line", What: "begins its answer with HTTP/1.1 OK", answer: always("HTTP/1.1 OK\r\n\r\n" + page)},
		{Name: "bad-status", What: "gives the status 2000", answer: always("HTTP/1.1 2000 OK\r\n\r\n" + page)},
		{Name: "bad-version", What: "names the version HTTP/one", answer: always("HTTP/one 200 OK\r\n\r\n" + page)},
		{Name: "http-0.9", What: "sends the page without any header", answer: always(page + "\r\n\r\n")},
		{Name: "another-protocol", What: "speaks SSH", raw: onceAsked("SSH-2.0-OpenSSH_9.2p1\r\n")},
		{Name: "cleartext-http2", What: "speaks HTTP/2 without TLS", raw: onceAsked("\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64\r\n")},
		{Name: "nul-in-header", What: "sends a header with a NUL", answer: always(ok + "X-Nul: a\x00b\r\n\r\n" + page)},
		{Name: "no-colon", What: "sends a header line without a colon", answer: always(ok + "This is no header\r\n\r\n" + page)},
		{Name: "switches-protocols", What: "answers 101 Switching Protocols unasked", answer: then("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")},
	}
}
