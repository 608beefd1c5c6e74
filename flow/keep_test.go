package flow_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/formbot/formbot/flow"
)

func TestKeptPageIsReadableAndClean(t *testing.T) {
	const pw = "geheim-ß-€"
	page := `<meta charset="windows-1252"><title>Grüße</title><p>5 € für ` + pw + `</p><!-- geheim-ß-€ --><input type=password value="other&quot;one"><b>other"one</b>`
	encoders := map[string]func(string) (string, error){
		"windows-1252": charmap.Windows1252.NewEncoder().String,
		"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String,
	}
	for name, encode := range encoders {
		body, err := encode(page)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset="+name)
			io.WriteString(w, body)
		}))
		dir := filepath.Join(t.TempDir(), "deep", "kept")
		f := parse(t, "name: \"a/../b --> c\"\nstart: \""+server.URL+"/x--y?z=${pw}\"\ninputs: {pw: {secret: true}}\nsteps:\n  - expect: {css: .nothing}\n")
		_, err = f.Run(t.Context(), strict(t), flow.RunOptions{KeepDir: dir, Inputs: map[string]string{"pw": pw}})
		server.Close()
		var e *flow.ExpectError
		if !errors.As(err, &e) || len(e.Kept) != 1 {
			t.Fatalf("%s: error = %v", name, err)
		}
		data, err := os.ReadFile(e.Kept[0])
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if !strings.HasPrefix(text, "\ufeff<!-- formbot, ") || !strings.Contains(text, "<title>Grüße</title><p>5 € für ***</p>") || strings.Contains(text, pw) || strings.Contains(text, `other`) {
			t.Errorf("%s: kept page:\n%s", name, text)
		}
		if comment, _, _ := strings.Cut(text[len("\ufeff<!--"):], "-->\n"); strings.Contains(comment, "--") || strings.Contains(comment, ">") {
			t.Errorf("%s: the comment can be left: %q", name, comment)
		}
		if filepath.Dir(e.Kept[0]) != dir {
			t.Errorf("%s: kept at %s, want in %s", name, e.Kept[0], dir)
		}
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: folder: %v, %v", name, info, err)
		}
	}
}

func TestKeepThatFailsSaysSo(t *testing.T) {
	_, url := startSite(t, 1)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := parse(t, "start: "+url+"\nsteps:\n  - expect: {css: .nothing}\n")
	_, err := f.Run(t.Context(), strict(t), flow.RunOptions{KeepDir: filepath.Join(file, "kept")})
	wantExpect(t, err, "to look at: (nothing: ")
}

func TestKeepAll(t *testing.T) {
	_, url := startSite(t, 1)
	solver := newKnowing(t, 1)
	dir := t.TempDir()
	opts := flow.RunOptions{Inputs: inputs(url), Solver: solver, Dir: dir, KeepDir: filepath.Join(dir, "kept"), KeepAll: true}
	result, err := builtIn(t, "register.yaml").Run(t.Context(), strict(t), opts)
	if err != nil {
		t.Fatal(err)
	}
	c := result.Steps[0].Captcha[0]
	if filepath.Base(c.Image) != "register-step1-captcha1.png" || len(c.Stages) != 1 {
		t.Errorf("captcha = %+v", c)
	}
	for _, path := range append(c.Stages, c.Image) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

func TestFilesOfSaveAndLoad(t *testing.T) {
	_, url := startSite(t, 1)
	f := parse(t, "start: "+url+"\nsteps:\n  - load: missing.json\n  - expect: {css: h1}\n")
	if _, err := f.Run(t.Context(), strict(t), flow.RunOptions{Dir: t.TempDir()}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("load of nothing: error = %v, want os.ErrNotExist", err)
	}
	f = parse(t, "start: "+url+"\nsteps:\n  - save: no/such/folder/s.json\n")
	if _, err := f.Run(t.Context(), strict(t), flow.RunOptions{Dir: t.TempDir()}); err == nil {
		t.Error("save into a folder that is not there succeeded")
	}
}

// TestOneFlowManyRuns is for the race detector: a Flow does not change.
func TestOneFlowManyRuns(t *testing.T) {
	f := builtIn(t, "register.yaml")
	var wg sync.WaitGroup
	for i := range 4 {
		_, url := startSite(t, uint64(i))
		solver := newKnowing(t, uint64(i))
		dir, s := t.TempDir(), strict(t)
		wg.Go(func() {
			set := inputs(url)
			set["first_name"] = fmt.Sprintf("Ada %d", i)
			result, err := f.Run(t.Context(), s, flow.RunOptions{Inputs: set, Solver: solver, Dir: dir})
			if err != nil || !result.OK {
				t.Errorf("run %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}
