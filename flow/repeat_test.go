package flow_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/formbot/formbot/flow"
)

// busy is a site that is ready the n-th time it is asked, and takes tags.
func busy(t *testing.T, n int) (url string, tags *[]string) {
	t.Helper()
	tags = new([]string)
	asked := 0
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) {
		asked++
		if asked < n {
			io.WriteString(w, "<p>working")
			return
		}
		fmt.Fprintf(w, "<p>ready after <b>%d</b>", asked)
	})
	mux.HandleFunc("/tags", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			*tags = append(*tags, r.FormValue("tag"))
		}
		io.WriteString(w, "<form method=post><input name=tag></form><p>"+strings.Join(*tags, ", "))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, tags
}

func TestRepeatUntil(t *testing.T) {
	url, _ := busy(t, 3)
	f := parse(t, "steps:\n  - repeat:\n      times: 10\n      every: 1ms\n      until: {text: ready}\n      steps:\n        - get: "+url+"/status\n"+
		"  - extract: {n: {css: b}}\n")
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Values["n"] != "3" || result.Steps[0].Rounds != 3 || len(result.Steps) != 5 || result.Steps[3].Round != 3 || result.Steps[3].Part != 1 || result.Steps[4].Step != 2 {
		t.Errorf("result = %+v", result)
	}
	url, _ = busy(t, 9)
	f = parse(t, "steps:\n  - repeat: {times: 2, until: {text: ready}, steps: [{get: \""+url+"/status\"}]}\n")
	_, err = f.Run(t.Context(), strict(t), flow.RunOptions{})
	wantExpect(t, err, `after 2 rounds the page is not as expected; expected the text "ready"`)
}

func TestRepeatEach(t *testing.T) {
	url, tags := busy(t, 1)
	f := parse(t, "start: "+url+"/tags\ninputs: {last: {default: lisp}}\nsteps:\n  - repeat:\n      each: {tag: [go, c, \"${last}\"]}\n      steps:\n"+
		"        - form: 0\n          fill: {tag: \"${tag}\"}\n          expect: {text: \"${tag}\"}\n")
	var story []string
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{OnEvent: func(e flow.Event) { story = append(story, string(e.Kind)+" "+e.What) }})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(*tags, " "); got != "go c lisp" || result.Steps[0].Rounds != 3 {
		t.Errorf("sent %s, %+v", got, result)
	}
	if !strings.Contains(strings.Join(story, "\n"), `step_done form "0", round 2`) {
		t.Errorf("story:\n%s", strings.Join(story, "\n"))
	}
}

func TestRepeatStopsAtAFault(t *testing.T) {
	url, _ := busy(t, 1)
	f := parse(t, "steps:\n  - repeat: {times: 3, steps: [{get: \""+url+"/status\"}, {get: /nothing}]}\n")
	failed := 0
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{OnEvent: func(e flow.Event) {
		if e.Kind == flow.StepFailed {
			failed++
		}
	}})
	wantExpect(t, err, `step 1 (get /nothing, round 1): the site answered 404 Not Found`)
	if strings.Count(err.Error(), "step 1") != 1 || failed != 1 || len(result.Steps) != 3 {
		t.Errorf("told %d times; %v; %+v", failed, err, result.Steps)
	}
}
