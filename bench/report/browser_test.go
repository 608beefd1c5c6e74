package report

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"html"
	"image"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
)

//go:embed testdata/drive.js
var driveJS string

// chromium opens a page in the real browser, as wide as a phone, and returns the document as it is after its scripts ran,
// and what was said on the console.
func chromium(t *testing.T, url string) (dom string, console []string) {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium; make test installs it")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+t.TempDir(), "--window-size=390,844", "--virtual-time-budget=20000", "--enable-logging=stderr",
		"--dump-dom", url)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, errs.String())
	}
	for line := range strings.Lines(errs.String()) {
		if strings.Contains(line, ":CONSOLE") {
			console = append(console, strings.TrimSpace(line))
		}
	}
	return out.String(), console
}

type driven struct {
	Error                                                string
	Shown                                                bool
	All, Corpus, Narrow, Search, None, Reset, Near, File look
	Images, Broken, Width, Unreachable, Unnamed          int
	Outline                                              string
}

type look struct {
	Said, Hash string
	Cases      []struct {
		Corpus, Want, File, Recipes, Mistakes, Worst string
		Runs                                         int
	}
}

// TestInBrowser drives the filters in the real browser.
func TestInBrowser(t *testing.T) {
	b := measured(t)
	b.Pictures = 5
	page, _ := write(t, b)
	mux := http.NewServeMux()
	serve := func(path, kind, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind+"; charset=utf-8")
			_, _ = w.Write([]byte(body))
		})
	}
	serve("/report.html", "text/html", page)
	serve("/favicon.ico", "image/png", "")
	serve("/drive.html", "text/html", "<!doctype html><iframe width=390 height=844></iframe><pre></pre><script>"+driveJS+"</script>")
	var other []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			other = append(other, r.URL.Path)
		}
		mux.ServeHTTP(w, r)
	}))
	defer server.Close()

	dom, console := chromium(t, server.URL+"/drive.html")
	if len(other) > 0 {
		t.Errorf("the page asked for %q", other)
	}
	// The one line shows that others would be seen.
	if len(console) != 1 || !strings.Contains(console[0], "drive.js is done") {
		t.Errorf("the console says %q", console)
	}
	_, dom, _ = strings.Cut(dom, "<pre>")
	dom, _, _ = strings.Cut(dom, "</pre>")
	var got driven
	if err := json.Unmarshal([]byte(html.UnescapeString(dom)), &got); err != nil || got.Error != "" {
		t.Fatalf("%v %s\n%s", err, got.Error, dom)
	}
	checkFilters(t, b, got)
	if got.Images == 0 || got.Broken > 0 {
		t.Errorf("%d of %d images are broken or have no text in their place", got.Broken, got.Images)
	}
	if got.Width > 390 {
		t.Errorf("on a phone of 390 px the page is %d wide", got.Width)
	}
	if got.Unreachable > 0 || got.Unnamed > 0 || got.Outline == "none" {
		t.Errorf("%d controls are out of a keyboard's reach, %d parts have no name, the focus is shown as %q", got.Unreachable, got.Unnamed, got.Outline)
	}
}

// checkFilters compares what each filter left with what was measured.
func checkFilters(t *testing.T, b Bench, got driven) {
	t.Helper()
	failed := map[string]map[string]string{} // by corpus/file, the mistake of each recipe
	inString, narrow, search := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range b.Report.Corpora {
		for _, f := range r.Failures {
			key := r.Name + " / " + f.File
			if failed[key] == nil {
				failed[key] = map[string]string{}
			}
			failed[key][r.Recipe] = string(f.Mistake)
			if r.Name != "b64_string" {
				continue
			}
			inString[key] = true
			if r.Recipe == "plain" && f.Mistake == "one" {
				narrow[key] = true
				if strings.Contains(strings.ToLower(f.Want+f.Got+f.File), "j") {
					search[key] = true
				}
			}
		}
	}
	if len(narrow) == 0 || len(search) == 0 || len(search) == len(narrow) {
		t.Fatalf("the samples do not tell the filters apart: %d, %d", len(narrow), len(search))
	}
	hold := func(name string, l look, want int, in func(key string) bool) {
		t.Helper()
		if said := strconv.Itoa(want) + " of " + strconv.Itoa(len(failed)) + " failures"; l.Said != said || len(l.Cases) != want {
			t.Errorf("%s: %d are shown, it says %q; want %q", name, len(l.Cases), l.Said, said)
		}
		for _, c := range l.Cases {
			if !in(c.File) {
				t.Errorf("%s: %s is shown", name, c.File)
			}
		}
	}
	every := func(string) bool { return true }
	if !got.Shown {
		t.Error("the filters are not shown")
	}
	hold("all", got.All, len(failed), every)
	hold("corpus", got.Corpus, len(inString), func(k string) bool { return inString[k] })
	hold("corpus, recipe and mistake", got.Narrow, len(narrow), func(k string) bool { return narrow[k] })
	hold("search", got.Search, len(search), func(k string) bool { return search[k] })
	hold("none", got.None, 0, every)
	hold("reset", got.Reset, len(failed), every)
	hold("near", got.Near, len(failed), every)
	for _, c := range got.Narrow.Cases {
		if c.Runs != 1 {
			t.Errorf("%s: %d runs are shown, want that of the chosen recipe", c.File, c.Runs)
		}
	}
	if want := "#filter?corpus=b64_string&recipe=0&mistake=one"; got.Narrow.Hash != want {
		t.Errorf("the address has %q, want %q", got.Narrow.Hash, want)
	}
	worst := func(l look) (out []int) {
		for _, c := range l.Cases {
			n := 0
			for _, word := range strings.Fields(c.Worst) {
				v, _ := strconv.Atoi(word)
				n = max(n, v)
			}
			out = append(out, n)
		}
		return out
	}
	if near := worst(got.Near); !slices.IsSorted(near) {
		t.Errorf("nearest first: %v", near)
	}
	all := worst(got.Reset)
	if slices.Reverse(all); !slices.IsSorted(all) {
		t.Errorf("worst first, from the end: %v", all)
	}
}

// TestFromFile opens the page as a file, with filters in the address, as it was sent by someone.
func TestFromFile(t *testing.T) {
	page, _ := write(t, measured(t))
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	dom, console := chromium(t, "file://"+file+"#filter?corpus=b64_math&recipe=1")
	if len(console) > 0 {
		t.Errorf("the console says %q", console)
	}
	said := regexp.MustCompile(`id="shown"[^>]*>([^<]*)<`).FindStringSubmatch(dom)
	if said == nil || !strings.HasPrefix(said[1], "50 of ") { // book reads none of them
		t.Errorf("the page says %q, want 50 of all failures", said)
	}
}

// TestReadingsInBrowser opens the page of single readings, whose pictures lie beside it.
func TestReadingsInBrowser(t *testing.T) {
	dir := t.TempDir()
	img := image.NewGray(image.Rect(0, 0, 40, 20))
	stages := []ocr.Stage{{Name: "original", Image: img}, {Name: "threshold", Params: "value: otsu", Image: img, Elapsed: time.Millisecond}}
	files, err := ocr.WriteStages(dir, "001-a b%20#1", stages)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	err = WriteReadings(&page, "v1", time.Time{}, []Reading{
		{
			File: "a.png", Bounds: img.Rect, Stages: stages, Files: files,
			Reading: ocr.Reading{
				Text: "<i>", Raw: "<l>", Confidence: 0.5, Recipe: "book", Valid: true,
				Symbols: []ocr.Symbol{{Text: "<", Confidence: 0.9, Box: image.Rect(1, 2, 10, 18)}},
			},
		},
		{File: "b.png", Err: errors.New("not an <image>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "index.html")
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	dom, console := chromium(t, "file://"+file)
	if len(console) > 0 {
		t.Errorf("the console says %q", console)
	}
	for _, want := range []string{"&lt;i&gt;", "&lt;l&gt;", "not an &lt;image&gt;", `class="box" x="1" y="2" width="9" height="16"`, "1 could not be read", "value: otsu"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	// Chromium says so on the console when a picture is not there; ask for each all the same.
	for _, ref := range regexp.MustCompile(`(?:src|href)="(001[^"]*|\./001[^"]*)"`).FindAllStringSubmatch(dom, -1) {
		name, err := filepath.Localize(strings.NewReplacer("%20", " ", "%25", "%", "%23", "#").Replace(ref[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
