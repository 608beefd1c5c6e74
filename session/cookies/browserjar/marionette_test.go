//go:build linux

package browserjar

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cookies"
)

// marionette speaks Firefox's own remote protocol: a length, a colon and a JSON
// array of 0, a number, the command and its parameters. It is used for what a
// page cannot do: a tab in a container.
type marionette struct {
	conn net.Conn
	in   *bufio.Reader
	last int
}

func dialMarionette(t *testing.T, profile string) *marionette {
	t.Helper()
	var port string
	eventually(t.Context(), t, "Firefox's remote port", func() bool {
		data, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		port = strings.TrimSpace(string(data))
		return err == nil && port != ""
	})
	conn, err := net.DialTimeout("tcp", "127.0.0.1:"+port, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		t.Fatal(err)
	}
	m := &marionette{conn: conn, in: bufio.NewReader(conn)}
	m.read(t) // it says who it is
	m.call(t, "WebDriver:NewSession", map[string]any{})
	m.call(t, "Marionette:SetContext", map[string]any{"value": "chrome"})
	return m
}

func (m *marionette) openInContainer(t *testing.T, address string, id int) {
	t.Helper()
	m.call(t, "WebDriver:ExecuteScript", map[string]any{
		"args": []any{address, id},
		"script": `const w = Services.wm.getMostRecentWindow("navigator:browser");
			w.gBrowser.addTab(arguments[0], {userContextId: arguments[1], triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()});`,
	})
}

func (m *marionette) call(t *testing.T, command string, parameters any) {
	t.Helper()
	m.last++
	text, err := json.Marshal([]any{0, m.last, command, parameters})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(m.conn, "%d:%s", len(text), text); err != nil {
		t.Fatal(err)
	}
	var answer []json.RawMessage
	if err := json.Unmarshal(m.read(t), &answer); err != nil || len(answer) != 4 || string(answer[2]) != "null" {
		t.Fatalf("%s: %s, %v", command, answer, err)
	}
}

func (m *marionette) read(t *testing.T) []byte {
	t.Helper()
	length, err := m.in.ReadString(':')
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		t.Fatal(err)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(m.in, text); err != nil {
		t.Fatal(err)
	}
	return text
}

func request(t *testing.T, raw string) cookies.Request {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return cookies.Request{URL: u}
}
