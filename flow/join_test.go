package flow_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/forms"
)

// joinFlow registers on the two pages of the practice site's /join.
const joinFlow = `name: join
start: "${site}/join"
inputs: {site: {required: true}, picture: {default: ada.png}, nick: {default: ada_l}}
steps:
  - form: {password: true}
    fill: {E-mail: ada@example.com, password: engine1}
    expect: {url: /join/profile, text: Step 2}
  - form: {button: Join, has: [nick, A picture of you]}
    fill:
      Nick: "${nick}"
      Born on: 1990-12-10
      Plan: Free
      picture: {file: "${picture}", type: image/png, name: me "at" home.png}
      I accept the terms: true
    submit: Join
    expect: {url: /welcome, text: ada_l}
`

// writeFlow puts a flow and the files beside it into a folder of their own.
func writeFlow(t testing.TB, text string, files map[string]string) *flow.Flow {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "flow.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := flow.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTwoPagesAndAnUpload(t *testing.T) {
	_, url := startSite(t, 1)
	f := writeFlow(t, joinFlow, map[string]string{"ada.png": "\x89PNG not really"})
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: map[string]string{"site": url}})
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Steps[1]; got.Form != "has=nick,A picture of you button=Join" || !strings.HasSuffix(got.URL, "/welcome") {
		t.Errorf("step 2 = %+v", got)
	}
}

func TestUploadThatIsNotThere(t *testing.T) {
	site, url := startSite(t, 1)
	f := writeFlow(t, joinFlow, nil)
	for picture, want := range map[string]string{"ada.png": "ada.png: no such file", ".": "is not a regular file"} {
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: map[string]string{"site": url, "picture": picture}})
		var e *flow.InputError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error = %v, want an *InputError with %s", picture, err, want)
		}
	}
	if len(site.Counts()) > 0 {
		t.Errorf("something was asked for all the same: %v", site.Counts())
	}
}

func TestFaultsAreToldTogether(t *testing.T) {
	site, url := startSite(t, 1)
	text := strings.NewReplacer(`Nick: "${nick}"`, `Nick: "${nick}!"`, "1990-12-10", "1815-12-10", "Plan: Free", "Plan: Gold", "      I accept the terms: true\n", "", "type: image/png", "type: text/plain").Replace(joinFlow)
	run := func(text string, opts flow.RunOptions) error {
		f := writeFlow(t, text, map[string]string{"ada.png": "x"})
		opts.Inputs = map[string]string{"site": url}
		_, err := f.Run(t.Context(), strict(t), opts)
		return err
	}
	err := run(text, flow.RunOptions{})
	var invalid *forms.ValidationError
	if !errors.As(err, &invalid) {
		t.Fatalf("error = %v, want a *forms.ValidationError in it", err)
	}
	for _, want := range []string{
		`"ada_l!" is not of the form that the page asks for: 3 to 12 small letters`, "1815-12-10 is less than the least, 1900-01-01",
		`there is no option "Gold"`, `(I accept the terms) of form "#join_profile": must be checked`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "one of these must be chosen") {
		t.Errorf("what could not be set is told twice: %v", err)
	}
	if n := site.Counts()["POST /join/profile"]; n != 0 {
		t.Errorf("the form was sent %d times", n)
	}
	// Without validation the site is asked, and says what it thinks.
	text = strings.Replace(text, "Plan: Gold", "Plan: Free", 1)
	wantExpect(t, run(text, flow.RunOptions{NoValidate: true}), "A nick has 3 to 12 small letters")
	wantExpect(t, run(strings.Replace(text, "    submit: Join\n", "    validate: false\n", 1), flow.RunOptions{}), "A nick has 3 to 12 small letters")
	// So does a button that asks for none.
	later := strings.NewReplacer("    submit: Join\n", "    submit: Later\n", "url: /welcome, text: ada_l", "text: Nobody was registered").Replace(text)
	if err := run(later, flow.RunOptions{}); err != nil {
		t.Error(err)
	}
}

func TestRulesThatCannotBeCheckedAreTold(t *testing.T) {
	d := newDoor(t)
	d.page = func(int, string) string {
		return `<form id=f method=post><input name=user pattern="(?=a).+"><input type=password name=password><button>Go</button></form>`
	}
	d.posted = func(int, *http.Request) (string, bool) { return "", true }
	var told []string
	result, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{OnEvent: func(e flow.Event) {
		if e.Kind == flow.RuleUnchecked {
			told = append(told, e.Err)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if u := result.Steps[0].Unchecked; len(u) != 1 || !strings.Contains(u[0], "cannot be checked: it looks ahead") || len(told) != 1 || told[0] != u[0] {
		t.Errorf("unchecked = %q, told = %q", u, told)
	}
}

func TestDraftOfTwoPagesRuns(t *testing.T) {
	_, url := startSite(t, 1)
	sess := strict(t)
	inputs := map[string]map[string]string{
		"/join":         {"email": "ada@example.com", "password": secret},
		"/join/profile": {"nick": "ada_l", "born": "1990-12-10", "plan": "free", "picture": "ada.png"},
	}
	for _, path := range []string{"/join", "/join/profile"} {
		page, err := sess.Get(t.Context(), url+path)
		if err != nil {
			t.Fatal(err)
		}
		list, err := page.Forms()
		if err != nil {
			t.Fatal(err)
		}
		data := flow.Draft("join", page.URL, list[0])
		f := writeFlow(t, string(data), map[string]string{"ada.png": "x"})
		result, err := f.Run(t.Context(), sess, flow.RunOptions{Inputs: inputs[path], Dir: t.TempDir()})
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if want := map[string]string{"/join": "/join/profile", "/join/profile": "/welcome"}[path]; !strings.HasSuffix(result.Steps[0].URL, want) {
			t.Errorf("%s led to %s, want %s\n%s", path, result.Steps[0].URL, want, data)
		}
	}
}
