package flow_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/flow"
)

func TestInputs(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		io.WriteString(w, "<h1>hello</h1>")
	}))
	defer server.Close()
	f := parse(t, "start: \""+server.URL+"/${page}?a=${a}&b=${b}&pw=${pw}\"\ninputs:\n  page: {default: 007}\n  a: {}\n  b: {required: true, description: the second}\n"+
		"  pw: {required: true, secret: true}\nsteps:\n  - expect: {css: h1}\n")
	env := func(vars map[string]string) func(string) string { return func(k string) string { return vars[k] } }

	tests := []struct {
		name     string
		set, env map[string]string
		want     string // the request, or
		wantErr  []string
		missing  []string
	}{
		{name: "set", set: map[string]string{"a": "1", "b": "2", "pw": "3", "page": "x"}, want: "/x?a=1&b=2&pw=3"},
		{name: "environment and default", env: map[string]string{"FORMBOT_INPUT_B": "2", "FORMBOT_INPUT_PW": "3"}, want: "/007?a=&b=2&pw=3"},
		{name: "set goes first", set: map[string]string{"b": "set", "pw": "3"}, env: map[string]string{"FORMBOT_INPUT_B": "env"}, want: "/007?a=&b=set&pw=3"},
		{name: "set to nothing", set: map[string]string{"page": "", "b": "2", "pw": "3"}, env: map[string]string{"FORMBOT_INPUT_PAGE": "env"}, want: "/?a=&b=2&pw=3"},
		{name: "all that is missing", wantErr: []string{"missing input b (the second; --set b=… or FORMBOT_INPUT_B), pw (FORMBOT_INPUT_PW)"}, missing: []string{"b", "pw"}},
		{name: "empty is missing", set: map[string]string{"b": "", "pw": "3"}, wantErr: []string{"missing input b"}, missing: []string{"b"}},
		{name: "unknown", set: map[string]string{"pge": "s3cret", "b": "2", "pw": "3"}, wantErr: []string{`unknown input "pge" (did you mean "page"?)`}},
		{name: "unknown and missing", set: map[string]string{"zzzz": "s3cret"}, wantErr: []string{`unknown input "zzzz" (there are: a, b, page, pw)`, "missing input b"}, missing: []string{"b", "pw"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked = nil
			result, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: tt.set, Getenv: env(tt.env)})
			if result == nil {
				t.Fatal("no result")
			}
			if tt.wantErr == nil {
				if err != nil || !slices.Equal(asked, []string{tt.want}) {
					t.Errorf("error = %v, asked %q, want %q", err, asked, tt.want)
				}
				return
			}
			var e *flow.InputError
			if !errors.As(err, &e) {
				t.Fatalf("error = %v, want an *InputError", err)
			}
			for _, want := range tt.wantErr {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error = %v, want %s", err, want)
				}
			}
			if diff := cmp.Diff(tt.missing, e.Missing); diff != "" {
				t.Errorf("missing: %s", diff)
			}
			if len(asked) > 0 || result.OK || strings.Contains(err.Error()+result.Error, "s3cret") {
				t.Errorf("asked %q, result %+v, error %v", asked, result, err)
			}
		})
	}
}

func TestStartMustBeWhole(t *testing.T) {
	f := parse(t, "start: \"${site}/login\"\ninputs: {site: {}}\nsteps:\n  - form: a\n")
	for _, site := range []string{"", "localhost:1", "ftp://localhost", "http://", "javascript:alert(1)", "http://[::1"} {
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: map[string]string{"site": site}})
		var e *flow.InputError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "start ") {
			t.Errorf("site %q: error = %v, want an *InputError about start", site, err)
		}
	}
}
