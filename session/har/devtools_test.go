package har

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"
)

// TestDevTools gives a HAR to the importer of Chromium's own developer tools and
// asks what they made of it.
func TestDevTools(t *testing.T) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no Chromium on this machine, and so no developer tools; install it (Debian: apt-get install chromium)")
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/to", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, "<p>hällo")
	}))
	defer srv.Close()
	rec, client, file := start(t, Options{})
	fetch(t, client, newRequest(t, "GET", srv.URL+"/from?a=1", "", ""))
	fetch(t, client, newRequest(t, "POST", srv.URL+"/to", "application/x-www-form-urlencoded", "first=Ada&password=hunter2"))
	refuse(t, client, "http://127.0.0.1:1/gone")
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := evaluate[[]shown](t, path, fmt.Sprintf(`(async (doc) => {
		const har = await import('/devtools/models/har/har.js');
		const log = new har.HARFormat.HARRoot(doc).log;
		return Promise.all(har.Importer.Importer.requestsFromHARLog(log).map(async (r) => ({
			url: r.url(), method: r.requestMethod, status: r.statusCode, protocol: r.protocol, mime: r.mimeType,
			form: await r.requestFormData() ?? '', size: r.resourceSize, transfer: r.transferSize, finished: r.finished,
			text: (await r.requestContentData()).text, wait: r.timing.receiveHeadersEnd - r.timing.sendEnd,
		})));
	})(%s)`, data))
	if len(got) != 3 {
		t.Fatalf("the developer tools show %d requests: %+v", len(got), got)
	}
	from, post, gone := got[0], got[1], got[2]
	if from.URL != srv.URL+"/from?a=1" || from.Status != 302 || from.Method != http.MethodGet || from.Protocol != "http/1.1" || from.Wait <= 0 {
		t.Errorf("redirect: %+v", from)
	}
	if post.Form != "first=Ada&password=%5Bredacted%5D" || post.Text != "<p>hällo" || post.Size != 9 || post.Transfer <= 9 || !strings.HasPrefix(post.MIME, "text/html") {
		t.Errorf("post: %+v", post)
	}
	if gone.Status != 0 || !gone.Finished {
		t.Errorf("no answer: %+v", gone)
	}
}

// shown is a request as the developer tools have it.
type shown struct {
	URL, Method, Protocol, MIME, Form, Text string
	Status, Size, Transfer                  int
	Wait                                    float64
	Finished                                bool
}

// evaluate runs a script in a page of the developer tools.
func evaluate[T any](t *testing.T, chromium, script string) T {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium), chromedp.Flag("remote-debugging-port", port), chromedp.Flag("disable-gpu", true), remote.WebSocket)...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Navigate("http://127.0.0.1:"+port+"/devtools/inspector.html")); err != nil {
		t.Fatalf("open the developer tools: %v", err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("ask the developer tools: %v", err)
	}
	return got
}
