package har

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// log is a HAR as it is read back.
type log struct {
	Log struct {
		Version string
		Creator struct{ Name, Version string }
		Pages   []any
		Entries []entry
	}
}

// read holds a file against HAR 1.2's schema and returns what it says.
func read(t testing.TB, path string) (*log, string) {
	t.Helper()
	return readWith(t, schema(t), path)
}

func readWith(t testing.TB, valid *jsonschema.Schema, path string) (*log, string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s is no JSON: %v\n%.200s", path, err, data)
	}
	if err := valid.Validate(doc); err != nil {
		t.Fatalf("not a HAR 1.2: %v", err)
	}
	var out log
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if out.Log.Version != "1.2" || out.Log.Creator.Name != "formbot" {
		t.Errorf("version %q by %q", out.Log.Version, out.Log.Creator.Name)
	}
	return &out, string(data)
}

// schema compiles that of the npm package har-schema, which lies in testdata.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	files, err := filepath.Glob("testdata/schema/*.json")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d schemas: %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		base := "https://har.example/" + filepath.Base(file)
		doc.(map[string]any)["$id"] = base // theirs are relative, and so without a place
		if err := c.AddResource(base, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("https://har.example/har.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start makes a recorder and a client that it records.
func start(t testing.TB, opts Options) (*Recorder, *http.Client, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.har")
	rec, err := Create(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.DisableCompression = true
	t.Cleanup(base.CloseIdleConnections)
	return rec, &http.Client{Transport: rec.Wrap(base), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, path
}

// fetch sends a request and reads the answer to its end.
func fetch(t testing.TB, c *http.Client, req *http.Request) {
	t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}

// refuse asks where nothing listens.
func refuse(t testing.TB, c *http.Client, url string) {
	t.Helper()
	resp, err := c.Do(newRequest(t, "GET", url, "", ""))
	if err == nil {
		_ = resp.Body.Close()
		t.Errorf("%s answers", url)
	}
}

func newRequest(t testing.TB, method, url, contentType, body string) *http.Request {
	t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, r)
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req
}

func TestRecord(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch r.URL.Path {
		case "/from":
			w.Header().Add("Set-Cookie", "id=abc; Path=/; HttpOnly; SameSite=Lax; Expires=Wed, 09 Jun 2100 10:18:14 GMT")
			http.Redirect(w, r, "/to?page=2", http.StatusFound)
		case "/bytes":
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("\x89PNG\xff"))
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<p>hällo")
		}
	}))
	defer srv.Close()
	rec, client, path := start(t, Options{Version: "1.5"})
	fetch(t, client, newRequest(t, "GET", srv.URL+"/from?q=a%20b&q=&c", "", ""))
	fetch(t, client, newRequest(t, "POST", srv.URL+"/to", "application/x-www-form-urlencoded", "first=Ada&last=L%C3%B6ve"))
	fetch(t, client, newRequest(t, "HEAD", srv.URL+"/to", "", ""))
	fetch(t, client, newRequest(t, "GET", srv.URL+"/bytes", "", ""))
	refuse(t, client, "http://127.0.0.1:1/gone")
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	got, _ := read(t, path)
	if len(got.Log.Entries) != 5 || got.Log.Creator.Version != "1.5" || got.Log.Pages == nil {
		t.Fatalf("%d entries: %+v", len(got.Log.Entries), got.Log)
	}
	from, post, head, png, gone := got.Log.Entries[0], got.Log.Entries[1], got.Log.Entries[2], got.Log.Entries[3], got.Log.Entries[4]

	if from.Response.Status != 302 || from.Response.StatusText != "Found" || from.Response.RedirectURL != "/to?page=2" || from.Response.HTTPVersion != "HTTP/1.1" {
		t.Errorf("redirect: %+v", from.Response)
	}
	if want := []nameValue{{"q", "a b"}, {"q", ""}, {"c", ""}}; !equal(from.Request.Query, want) {
		t.Errorf("query: %+v, want %+v", from.Request.Query, want)
	}
	if want := (cookie{Name: "id", Value: Redacted, Path: "/", HTTPOnly: true, SameSite: "Lax", Expires: "2100-06-09T10:18:14Z"}); len(from.Response.Cookies) != 1 || from.Response.Cookies[0] != want {
		t.Errorf("cookies: %+v, want %+v", from.Response.Cookies, want)
	}
	if from.ServerIP != "127.0.0.1" || from.Connection == "" || from.Connection != post.Connection {
		t.Errorf("connections %q and %q to %q", from.Connection, post.Connection, from.ServerIP)
	}
	if post.Request.BodySize != 24 || post.Request.PostData.Text != "first=Ada&last=L%C3%B6ve" || len(post.Request.PostData.Params) != 2 || post.Request.PostData.Params[1].Value != "Löve" {
		t.Errorf("post: %+v", post.Request.PostData)
	}
	if post.Response.Content.Text != "<p>hällo" || post.Response.Content.Size != 9 || post.Response.BodySize != 9 || post.Response.Content.Encoding != "" {
		t.Errorf("content: %+v", post.Response.Content)
	}
	if c := head.Response.Content; c.Size != 0 || c.Comment != "" || head.Request.Method != http.MethodHead {
		t.Errorf("HEAD: %+v", head)
	}
	if c := png.Response.Content; c.Encoding != "base64" || c.Text != "iVBOR/8=" || c.MIMEType != "image/png" {
		t.Errorf("bytes: %+v", c)
	}
	if gone.Response.Status != 0 || gone.Response.Error != "no answer" || gone.Request.URL != "http://127.0.0.1:1/gone" {
		t.Errorf("no answer: %+v", gone.Response)
	}
	sizes(t, from)
}

// sizes holds an entry's header sizes against the header as it is on the wire.
func sizes(t *testing.T, e entry) {
	t.Helper()
	var wire strings.Builder
	wire.WriteString("HTTP/1.1 302 Found\r\n")
	for _, h := range e.Response.Headers {
		wire.WriteString(h.Name + ": " + strings.Replace(h.Value, Redacted, "abc", 1) + "\r\n")
	}
	if want := wire.Len() + 2; e.Response.HeadersSize != want || e.Response.TransferSize != int64(want)+e.Response.BodySize {
		t.Errorf("headersSize %d, want %d", e.Response.HeadersSize, want)
	}
	names := map[string]bool{}
	for _, h := range e.Request.Headers {
		names[h.Name] = true
	}
	if !names["Host"] || !names["User-Agent"] {
		t.Errorf("what the transport adds is not there: %+v", e.Request.Headers)
	}
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestLargeBodies: what is larger than the limit is counted and not kept.
func TestLargeBodies(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, strings.Repeat("x", 5000))
	}))
	defer srv.Close()
	rec, client, path := start(t, Options{MaxBodyBytes: 1000})
	fetch(t, client, newRequest(t, "POST", srv.URL, "text/plain", strings.Repeat("y", 3000)))
	resp, err := client.Do(newRequest(t, "GET", srv.URL, "", ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := resp.Body.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	got, _ := read(t, path)
	e := got.Log.Entries[0]
	if e.Request.BodySize != 3000 || e.Request.PostData.Text != "" || !strings.Contains(e.Request.PostData.Comment, "larger than 1000") {
		t.Errorf("sent: %+v", e.Request.PostData)
	}
	if c := e.Response.Content; c.Size != 5000 || c.Text != "" || !strings.Contains(c.Comment, "larger than 1000") {
		t.Errorf("received: %+v", c)
	}
	if c := got.Log.Entries[1].Response.Content; !strings.Contains(c.Comment, "not read to its end") {
		t.Errorf("closed early: %+v", c)
	}
}
