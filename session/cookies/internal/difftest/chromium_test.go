package difftest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// patience is how long the browser may take for one case. A test that passes
// never waits so long.
const patience = 30 * time.Second

// browser is one headless Chromium, for which every host is the recorder.
type browser struct {
	rec *recorder
	ctx context.Context //nolint:containedctx // chromedp's handle of a tab is a context
	at  string          // the origin of the page that is open
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "headless-shell"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine, so there is nothing to compare with; install it (Debian: apt-get install chromium)")
	}
	rec := newRecorder(t)
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.Flag("host-resolver-rules", "MAP *:443 "+rec.secure+", MAP * "+rec.plain),
		chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("disable-features", "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,MediaRouter,OptimizationHints"),
		chromedp.Flag("disable-gpu", true),
	)
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &browser{rec: rec, ctx: ctx}
}

// play sends the case's answers to the browser, with an empty jar, and returns
// the Cookie header of its last request.
func (b *browser) play(c testCase, n int) (string, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, storage.ClearCookies, storage.ClearCookiesParams{}); err != nil {
		return "", fmt.Errorf("clear the cookies: %w", err)
	}
	for i, s := range append(slices.Clone(c.steps), step{url: c.to, via: c.via}) {
		key := fmt.Sprintf("%d-%d", n, i)
		b.rec.answer(key, s.set)
		if err := b.visit(ctx, s, key); err != nil {
			return "", fmt.Errorf("%s: %w", s.url, err)
		}
		if i == len(c.steps) {
			return b.rec.wait(ctx, key)
		}
		if _, err := b.rec.wait(ctx, key); err != nil {
			return "", err
		}
	}
	return "", nil
}

// visit asks for a URL: by fetch from a page of the same origin, which is many
// times faster than opening it and no different to cookies, or as the step says.
func (b *browser) visit(ctx context.Context, s step, key string) error {
	u, err := url.Parse(s.url)
	if err != nil {
		return err
	}
	q := u.Query()
	q.Set(keyName, key)
	u.RawQuery = q.Encode()
	if s.via != "" {
		b.at = ""
		return chromedp.Do(ctx, chromedp.Navigate(s.via.page(u)))
	}
	if origin := u.Scheme + "://" + u.Host; origin != b.at {
		if err := chromedp.Do(ctx, chromedp.Navigate(origin+blankPath)); err != nil {
			return err
		}
		b.at = origin
	}
	address, err := json.Marshal(u.String())
	if err != nil {
		return err
	}
	_, err = chromedp.Run(ctx, chromedp.Evaluate[bool]("fetch("+string(address)+",{cache:'no-store'}).then(()=>true)", chromedp.EvalAwaitPromise))
	return err
}
