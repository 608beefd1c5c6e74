package flow

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/internal/strictyaml"
)

// FuzzParse holds Parse to its word: whatever the file, a checked flow or faults
// that name the file, and nothing else.
func FuzzParse(f *testing.F) {
	f.Add([]byte(goodFlow))
	f.Add([]byte("steps:\n- get: http://localhost/\n"))
	f.Add([]byte("start: http://localhost/\nsteps:\n- form: 0\n  captcha: false\n  fill: {a: [b, 01, ~]}\n"))
	f.Add([]byte("start: ${a\ninputs: {a: {secret: true, default: &x y}}\nsteps: [{load: *x}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		flow, err := Parse("fuzz.yaml", data)
		if err != nil {
			var fault *strictyaml.Error
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), `parse flow "fuzz.yaml"`) {
				t.Errorf("error of type %T: %v", err, err)
			}
			return
		}
		if flow.Name == "" || len(flow.Steps) == 0 {
			t.Errorf("a flow without name or steps was let through: %+v", flow)
		}
		// What was let through can be resolved and told without trouble.
		values, err := flow.resolve(map[string]string{}, nil)
		var missing *InputError
		if err != nil && !errors.As(err, &missing) {
			t.Errorf("resolve: %v", err)
		}
		for i := range flow.Steps {
			_ = flow.Steps[i].what(values)
			_ = expand(flow.Steps[i].Get.s, values)
		}
	})
}

// FuzzMessages reads errors off pages of any kind.
func FuzzMessages(f *testing.F) {
	f.Add(registration("", "", "", "<b class=error>no</b>", ""), registration("", "", "", "", ""))
	f.Add(flat("", "", "<p>wrong"), flat("", "", ""))
	f.Add("<table><form><tr><td><input name=a><div class=error>x<svg><input name=b>", "<form><select name=a><option class=error>")
	f.Fuzz(func(t *testing.T, after, before string) {
		u, _ := url.Parse("http://h/")
		list, err := forms.Parse(strings.NewReader(after), forms.Options{URL: u})
		if err != nil {
			return
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(after))
		if err != nil {
			return
		}
		old, err := goquery.NewDocumentFromReader(strings.NewReader(before))
		if err != nil {
			return
		}
		for _, form := range list {
			found := readMessages(doc, old, form, func(s string) string { return s })
			if len(found) > maxMessages {
				t.Errorf("%d messages", len(found))
			}
			judge(outcome{status: 200, answered: true, field: "a", back: form, asksAgain: true, messages: found, names: phrases(form)})
		}
	})
}

// FuzzRedact looks for secrets that come out in one of the forms in which they
// come back.
func FuzzRedact(f *testing.F) {
	for _, s := range []string{"hunter2", "a b", `"'<>&%+\/`, "日本 😀", "%25", "&amp;", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, secret string) {
		secret = strings.TrimSpace(strings.ToValidUTF8(secret, ""))
		if secret == "" || len(secret) > 60 || strings.ContainsAny(mask, secret) {
			return
		}
		var r redactor
		r.add(secret)
		for name, enc := range encodings() {
			got := r.text("\n" + enc(secret) + "\n")
			if strings.Contains(strings.ToLower(got), strings.ToLower(secret)) {
				t.Errorf("%s: %q is still in %q", name, secret, got)
			}
		}
	})
}

// FuzzDraft writes a flow for the forms of any page, and wants Parse to take it.
func FuzzDraft(f *testing.F) {
	f.Add(registration("", "", "", "", ""))
	f.Add(`<form name="${x}"><input name="a: b #" required><input name=null value="${q}" type=email><input name=01 type=password><input name=01 type=password>`)
	f.Add(`<form><select name=s required><option value=""><option value="x` + "\x1b" + `">y</select><input type=radio name=r value="'" required><input type=file name=f required multiple>`)
	f.Add(`<form><input name=t required><input name=t><input type=checkbox name=c value=1 required><input type=checkbox name=c value="2,]"><button>a<button>b`)
	f.Fuzz(func(t *testing.T, page string) {
		u, _ := url.Parse("http://h/dir/page")
		list, err := forms.Parse(strings.NewReader(page), forms.Options{URL: u})
		if err != nil {
			return
		}
		for _, form := range list {
			data := Draft("draft", u, form)
			if len(form.Fields) > 50 {
				continue
			}
			parsed, err := Parse("draft.yaml", data)
			if err != nil {
				t.Fatalf("%v\n%s", err, data)
			}
			if got, err := forms.FindBy(list, parsed.Steps[0].Form.query); err != nil || got != form {
				t.Fatalf("its form is %v, %v\n%s", got, err, data)
			}
		}
	})
}
