package difftest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long the browser may take to send what it is sure to send.
// A test that passes never waits so long.
const patience = 20 * time.Second

// browserPath finds Chromium, "" where there is none.
func browserPath() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// A browser is one headless Chromium and its tabs, and formbot's client beside
// it. For both of them every host is the recorder.
type browser struct {
	rec    *recorder
	tabs   chan *tab
	client *http.Transport
}

// A tab shows one page at a time. Its host is its own, which is how the
// recorder knows it.
type tab struct {
	ctx  context.Context //nolint:containedctx // chromedp's handle of a tab is a context
	host string
	// framing is true while the tab shows its empty page.
	framing bool
}

func startBrowser(t *testing.T, tabs int) *browser {
	t.Helper()
	path := browserPath()
	if path == "" {
		t.Skip("no Chromium on this machine, so there is nothing to compare with; install it (Debian: apt-get install chromium)")
	}
	b := &browser{rec: newRecorder(t), tabs: make(chan *tab, tabs)}
	b.client = &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, b.rec.addr)
		},
	}
	t.Cleanup(b.client.CloseIdleConnections)
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.Flag("host-resolver-rules", "MAP * "+b.rec.addr),
		chromedp.Flag("disable-features", "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,MediaRouter,OptimizationHints"),
		chromedp.Flag("disable-gpu", true),
	)
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	first, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(first); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	for i := range tabs {
		ctx, cancel := chromedp.NewContext(first, chromedp.WithNewBrowserContext())
		t.Cleanup(cancel)
		if err := chromedp.Do(ctx); err != nil {
			t.Fatalf("open a tab: %v", err)
		}
		b.tabs <- &tab{ctx: ctx, host: fmt.Sprintf("t%d.test", i)}
	}
	return b
}

//go:embed testdata/submit.js
var submitScript string

// scriptCase is a case as the script in the page takes it.
type scriptCase struct {
	Form     int                 `json:"form"`
	Press    string              `json:"press"`
	Nth      int                 `json:"nth"`
	Enter    string              `json:"enter"`
	Click    bool                `json:"click"`
	Set      map[string]string   `json:"set"`
	Files    map[string][]upload `json:"files"`
	Pool     []upload            `json:"pool"`
	Validate bool                `json:"validate"`
	Layout   bool                `json:"layout"`
}

// scriptAnswer is what the script found.
type scriptAnswer struct {
	Forms []formState `json:"forms"`
	// Left, Top are where the button to click is.
	Left  float64 `json:"left"`
	Top   float64 `json:"top"`
	Fault string  `json:"fault"`
}

// submit is the side of the browser: it opens the case's page, does what the
// case says, and returns the page's forms and what was sent; nil for nothing.
//
// Where nothing is expected, it waits until the browser has had the time to
// begin a submission.
func (tb *tab) submit(rec *recorder, c testCase, address string, expected bool) ([]formState, *request, error) {
	p, err := c.page()
	if err != nil {
		return nil, nil, err
	}
	sent := rec.serve(tb.host, p)
	arg, err := json.Marshal(scriptCase{c.form, c.press, c.nth, c.enter, c.click != nil, c.set, c.files, c.pool, c.validate, strings.Contains(c.html, "wrap=")})
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	answer, err := tb.play(ctx, c, address, string(arg))
	if err != nil {
		return nil, nil, fmt.Errorf("browser: %w", err)
	}
	if answer.Fault != "" {
		return answer.Forms, nil, errors.New("browser: " + answer.Fault)
	}
	switch {
	case c.click != nil:
		err = chromedp.Do(ctx, chromedp.MouseClickXY(answer.Left+float64(c.click[0]), answer.Top+float64(c.click[1])))
	case c.enter != "":
		err = chromedp.Do(ctx, chromedp.KeyEvent("\r"))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("browser: %w", err)
	}
	wait := patience
	if !expected {
		wait = 400 * time.Millisecond
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case got := <-sent:
		return answer.Forms, &got, nil
	case <-timer.C:
		return answer.Forms, nil, nil
	}
}

// framePath is where a tab's empty page is, in which the others are shown.
const framePath = "/frame"

//go:embed testdata/frame.js
var frameScript string

// play opens the case's page and runs the script in it. A page is shown in a
// frame, which costs a tenth of what a page of its own does, unless the mouse or
// the keyboard are to be used on it, or frames may not do what it does.
func (tb *tab) play(ctx context.Context, c testCase, address, arg string) (scriptAnswer, error) {
	if c.alone || c.click != nil || c.enter != "" {
		tb.framing = false
		if err := open(ctx, address); err != nil {
			return scriptAnswer{}, err
		}
		return chromedp.Run(ctx, chromedp.Evaluate[scriptAnswer]("("+submitScript+")("+arg+")"))
	}
	if !tb.framing {
		if err := open(ctx, "http://"+tb.host+framePath); err != nil {
			return scriptAnswer{}, err
		}
		tb.framing = true
	}
	script, err := json.Marshal("(" + submitScript + ")")
	if err != nil {
		return scriptAnswer{}, err
	}
	where, err := json.Marshal(address)
	if err != nil {
		return scriptAnswer{}, err
	}
	call := fmt.Sprintf("(%s)(%s, %s, %s)", frameScript, where, script, arg)
	return chromedp.Run(ctx, chromedp.Evaluate[scriptAnswer](call, chromedp.EvalAwaitPromise))
}

// open loads a page. What the page before it still had to do may abort that,
// once.
func open(ctx context.Context, address string) error {
	err := chromedp.Do(ctx, chromedp.Navigate(address))
	var load *chromedp.LoadError
	if errors.As(err, &load) && load.ErrorText == "net::ERR_ABORTED" {
		return chromedp.Do(ctx, chromedp.Navigate(address))
	}
	return err
}
