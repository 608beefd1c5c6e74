package flow

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/internal/strictyaml"
)

const goodFlow = `name: register
description: a new user
start: "${site}/user/register"
inputs:
  site: {default: "http://127.0.0.1:8080"}
  email: {required: true, description: "who you are"}
  password: {required: true, secret: true}
steps:
  - load: old.json
  - form: "#register"
    fill:
      zip: 01234
      price: 1.50
      agree: true
      born: 2027-01-31
      email: "${email}"
      password: "${password}"
      colours: [red, "${email}"]
      none: []
      note: |
        two
        lines
      shell: "$${HOME} $5"
    captcha: {image: "#captcha img", field: captcha, recipe: book, attempts: 3}
    submit: go
    expect: {url: ["/welcome", "${site}/home*"], text: "Welcome, Ada", not_text: [no, never], css: .profile, status: [200, 201]}
    extract: {user_id: {css: .profile, attr: data-id}}
  - get: "/user/${user_id}"
    expect: {css: "h1"}
  - expect: {not_css: .error}
    extract: {year: {regex: 'since (\d+)'}}
  - save: session.json
`

func TestParseGood(t *testing.T) {
	f, err := Parse("flows/register.yaml", []byte(goodFlow))
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "register" || len(f.Steps) != 5 || !f.Inputs["password"].Secret {
		t.Errorf("got %+v", f)
	}
	want := map[string][]string{
		"zip": {"01234"}, "price": {"1.50"}, "agree": {"true"}, "born": {"2027-01-31"}, "email": {"${email}"},
		"password": {"${password}"}, "colours": {"red", "${email}"}, "none": {}, "note": {"two\nlines\n"}, "shell": {"$${HOME} $5"},
	}
	got := map[string][]string{}
	for k, v := range f.Steps[1].Fill {
		got[k] = v.Strings()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fill (-want +got):\n%s", diff)
	}
	if c := f.Steps[1].Captcha; c.Image != "#captcha img" || c.Field != "captcha" || c.Recipe != "book" || c.Attempts != 3 || c.Off {
		t.Errorf("captcha = %+v", c)
	}
	if diff := cmp.Diff(Texts{"200", "201"}, f.Steps[1].Expect.Status); diff != "" {
		t.Errorf("status: %s", diff)
	}
}

func TestParseCaptchaSwitch(t *testing.T) {
	for in, off := range map[string]bool{"false": true, "true": false, "{}": false} {
		f, err := Parse("f.yaml", []byte("start: http://localhost/\nsteps:\n  - form: a\n    captcha: "+in+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if c := f.Steps[0].Captcha; c == nil || c.Off != off {
			t.Errorf("captcha: %s = %+v, want Off %v", in, c, off)
		}
	}
}

func TestParseNameOfFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log-in.yaml")
	if err := os.WriteFile(path, []byte("steps:\n- get: http://localhost/\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "log-in" {
		t.Errorf("Name = %q, want that of the file", f.Name)
	}
	if _, err := Load(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load of nothing = %v, want os.ErrNotExist", err)
	}
}

func TestParseFaults(t *testing.T) {
	const head = "name: a\nstart: http://localhost/\n" // the steps are from line 4 on
	tests := []struct{ name, in, want string }{
		{"unknown key", head + "stepz: []\n", `line 3: unknown key "stepz" (did you mean "steps"?)`},
		{"unknown key of a step", head + "steps:\n  - form: a\n    fil: {a: b}\n", `line 5: unknown key "fil" (did you mean "fill"?)`},
		{"unknown key of expect", head + "steps:\n  - form: a\n    expect: {txt: b}\n", `line 5: unknown key "txt" (did you mean "text"?)`},
		{"unknown key of captcha", head + "steps:\n  - form: a\n    captcha: {imag: b}\n", `line 5: unknown key "imag" (did you mean "image"?)`},
		{"unknown key of an input", head + "inputs:\n  a: {secrt: true}\nsteps: []\n", `line 4: unknown key "secrt" (did you mean "secret"?)`},
		{"attempts of the wrong type", head + "steps:\n  - form: a\n    captcha: {attempts: many}\n", `line 5: want a whole number, got a text`},
		{"captcha of the wrong type", head + "steps:\n  - form: a\n    captcha: [a]\n", `line 5: want a mapping (key: value), got a list`},
		{"attempts too few", head + "steps:\n  - form: a\n    captcha: {attempts: 0}\n", `line 5: attempts is 0: want 1 to 100`},
		{"steps of the wrong type", head + "steps: {form: a}\n", `line 3: `},
		{"fill of the wrong type", head + "steps:\n  - form: a\n    fill: {a: {b: c}}\n", `line 5: unknown key "b" (there are: file, name, type)`},
		{"fill without a value", head + "steps:\n  - form: a\n    fill:\n      a:\n", `line 6: fill "a" has no value`},
		{"list in a list", head + "steps:\n  - form: a\n    fill: {a: [[b]]}\n", `line 5: want a text, got a list in a list`},
		{"secret of the wrong type", head + "inputs:\n  a: {secret: perhaps}\nsteps: []\n", `line 4: want true or false, got a text`},
		{"no steps", "name: a\nsteps: []\n", `line 2: has no steps`},
		{"unknown input", head + "inputs: {email: {}}\nsteps:\n  - form: a\n    fill: {a: \"${emai}\", b: \"${email}\"}\n", `line 6: unknown input ${emai} (did you mean "email"?)`},
		{"value used before it is there", head + "steps:\n  - form: a\n    expect: {text: \"${id}\"}\n    extract: {id: {css: a}}\n", `line 5: unknown input ${id}`},
		{"unused input", head + "inputs:\n  email: {}\nsteps:\n  - form: a\n", `line 4: input "email" is declared and never used`},
		{"required and default", head + "inputs:\n  email: {required: true, default: x}\nsteps:\n  - form: a\n    fill: {a: \"${email}\"}\n", `line 4: input "email" is required and has a default`},
		{"name of an input", head + "inputs:\n  e-mail: {}\nsteps:\n  - form: a\n", `input "e-mail": a name is of letters, digits and _`},
		{"one variable for two", head + "inputs: {Email: {}, email: {}}\nsteps:\n  - form: a\n    fill: {a: \"${email}${Email}\"}\n", `would both be read from FORMBOT_INPUT_EMAIL`},
		{"brace left open", head + "steps:\n  - form: a\n    fill: {a: \"${email\"}\n", `line 5: ${ without its }`},
		{"brace with a space", head + "steps:\n  - form: a\n    fill: {a: \"${e mail}\"}\n", `line 5: ${e mail} is not the name of an input`},
		{"two things", head + "steps:\n  - form: a\n    get: /b\n", `line 4: does 2 things (form, get)`},
		{"nothing", head + "steps:\n  - extract: {}\n", `line 4: does nothing`},
		{"fill without form", head + "steps:\n  - get: /a\n    fill: {a: b}\n", `line 5: fill goes with form`},
		{"expect with save", head + "steps:\n  - save: a.json\n    expect: {text: b}\n", `line 5: expect goes with a page`},
		{"empty form", head + "steps:\n  - form: \"\"\n", `line 4: form is empty`},
		{"bad selector of a form", head + "steps:\n  - form: \"#a[\"\n", `line 4: CSS selector "#a["`},
		{"bad selector in expect", head + "steps:\n  - form: a\n    expect: {css: \"p >\"}\n", `line 5: CSS selector "p >"`},
		{"bad selector in a list", head + "steps:\n  - form: a\n    expect: {not_css: [p, \"..b\"]}\n", `line 5: CSS selector "..b"`},
		{"bad selector in extract", head + "steps:\n  - form: a\n    extract:\n      x: {css: \"a:nope\"}\n", `line 6: CSS selector "a:nope"`},
		{"bad selector of the image", head + "steps:\n  - form: a\n    captcha: {image: \"[\"}\n", `line 5: CSS selector "["`},
		{"bad regex", head + "steps:\n  - form: a\n    extract:\n      x: {regex: \"(\"}\n", `line 6: regex "(": error parsing regexp`},
		{"extract of nothing", head + "steps:\n  - form: a\n    extract:\n      x: {text: true}\n", `line 6: extract "x" needs css, regex or both`},
		{"attr and text", head + "steps:\n  - form: a\n    extract:\n      x: {css: a, attr: b, text: true}\n", `line 6: extract "x": attr or text, not both`},
		{"extract over an input", head + "inputs: {x: {}}\nsteps:\n  - form: a\n    fill: {a: \"${x}\"}\n    extract:\n      x: {css: a}\n", `line 8: extract "x": there is an input`},
		{"url of no kind", head + "steps:\n  - form: a\n    expect: {url: welcome}\n", `line 5: url "welcome": want a path`},
		{"status of no kind", head + "steps:\n  - form: a\n    expect: {status: ok}\n", `line 5: status "ok": want a number`},
		{"empty expect", head + "steps:\n  - form: a\n    expect: {}\n", `line 5: expect is empty`},
		{"empty text", head + "steps:\n  - form: a\n    expect: {text: \"\"}\n", `line 5: text is empty`},
		{"no page to stand on", "name: a\nsteps:\n  - load: x\n  - form: a\n", `line 4: needs a page: give the flow a start, or begin with get`},
		{"secret in a path", head + "inputs: {t: {secret: true}}\nsteps:\n  - get: \"/a/${t}?b\"\n", `line 5: the secret input ${t} would show in the path of a URL`},
		{"secret in a file name", head + "inputs: {t: {secret: true}}\nsteps:\n  - save: \"${t}.json\"\n", `line 5: the secret input ${t} would show in the name of a file`},
		{"unknown key of form", head + "steps:\n  - form: {passwrd: true}\n", `line 4: unknown key "passwrd" (did you mean "password"?)`},
		{"password of the wrong type", head + "steps:\n  - form: {password: yes please}\n", `line 4: want true or false, got a String`},
		{"form like nothing", head + "steps:\n  - form: {password: false}\n", `line 4: form is empty`},
		{"bad selector in a mapping", head + "steps:\n  - form: {css: \"p >\", has: [a]}\n", `line 4: CSS selector "p >"`},
		{"upload of nothing", head + "steps:\n  - form: a\n    fill: {a: {type: image/png}}\n", `line 5: an upload needs file`},
		{"texts and files", head + "steps:\n  - form: a\n    fill: {a: [{file: x}, y]}\n", `line 5: texts and files in one list`},
		{"secret in an upload", head + "inputs: {t: {secret: true}}\nsteps:\n  - form: a\n    fill: {a: {file: \"${t}\"}}\n", `line 6: the secret ${t} would show in the name of a file`},
		{"validate of the wrong type", head + "steps:\n  - form: a\n    validate: never\n", `line 5: want true or false, got a text`},
		{"validate without form", head + "steps:\n  - get: /a\n    validate: false\n", `line 5: validate goes with form`},
		{"await without a command", head + "steps:\n  - await: {regex: x}\n", `line 4: await needs command`},
		{"await without a regex", head + "steps:\n  - await: {command: x}\n", `line 4: await needs regex`},
		{"await with a bad regex", head + "steps:\n  - await: {command: x, regex: \"(\"}\n", `line 4: regex "("`},
		{"await for too long", head + "steps:\n  - await: {command: x, regex: x, timeout: 30h}\n", `line 4: timeout is 30h0m0s: want up to 24h0m0s`},
		{"await too often", head + "steps:\n  - await: {command: x, regex: x, every: 1ms}\n", `line 4: every is 1ms: want 50ms at least`},
		{"await of the wrong type", head + "steps:\n  - await: {command: x, regex: x, every: often}\n", `line 4: want a duration such as "5s", got "often"`},
		{"await of a name that is taken", head + "inputs: {a: {}}\nsteps:\n  - get: \"/${a}\"\n  - await: {command: x, regex: x, name: a}\n", `line 6: await "a": there is an input`},
		{"await's value before it is there", head + "steps:\n  - get: \"/${awaited}\"\n  - await: {command: x, regex: x}\n", `line 4: unknown input ${awaited}`},
		{"await with a secret", head + "inputs: {t: {secret: true}}\nsteps:\n  - await: {command: \"x $FORMBOT_INPUT_T\", regex: x}\n", `line 5: the secret input t is not given to commands`},
		{"expect with await", head + "steps:\n  - await: {command: x, regex: x}\n    expect: {text: a}\n", `line 5: expect goes with a page, and await leads to none`},
		{"secret code in a path", head + "steps:\n  - await: {command: x, regex: x, secret: true}\n  - get: \"/a/${awaited}\"\n", `line 5: the secret`},
		{"repeat how often", head + "steps:\n  - repeat: {steps: [{get: /a}]}\n", `line 4: repeat needs times, 1 to 1000, or each`},
		{"repeat twice over", head + "steps:\n  - repeat: {times: 2, each: {a: [b]}, steps: [{get: \"/${a}\"}]}\n", `line 4: repeat has times and each`},
		{"repeat for two names", head + "steps:\n  - repeat: {each: {a: [b], c: [d]}, steps: [{get: \"/${a}${c}\"}]}\n", `line 4: each wants one name`},
		{"repeat nothing", head + "steps:\n  - repeat: {times: 2, steps: []}\n", `line 4: repeat needs steps`},
		{"repeat in a repeat", head + "steps:\n  - repeat:\n      times: 2\n      steps:\n        - repeat: {times: 2, steps: [{get: /a}]}\n", `line 7: a repeat within a repeat`},
		{"fault in a repeat", head + "steps:\n  - repeat:\n      times: 2\n      steps:\n        - form: \"#a[\"\n", `line 7: CSS selector "#a["`},
		{"no page in a repeat", "name: a\nsteps:\n  - repeat:\n      times: 2\n      steps:\n        - form: a\n", `line 6: needs a page`},
		{"no page for until", "name: a\nsteps:\n  - repeat: {times: 2, until: {text: x}, steps: [{save: a}]}\n", `line 3: needs a page`},
		{"each after its end", head + "steps:\n  - repeat: {each: {a: [b]}, steps: [{get: \"/${a}\"}]}\n  - get: \"/${a}\"\n", `line 5: unknown input ${a}`},
		{"form with an input", head + "inputs: {t: {}}\nsteps:\n  - form: \"${t}\"\n    fill: {a: \"${t}\"}\n", `line 5: form takes no ${}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("flows/x.yaml", []byte(tt.in))
			var e *strictyaml.Error
			if !errors.As(err, &e) {
				t.Fatalf("error = %v, want a *strictyaml.Error", err)
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), `parse flow "flows/x.yaml" `) {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
		})
	}
}

func TestParseReportsAllFaults(t *testing.T) {
	_, err := Parse("x.yaml", []byte("start: http://localhost/\nsteps:\n  - form: \"#a[\"\n    expect: {css: \"p >\", text: \"${no}\"}\n"))
	if err == nil || strings.Count(err.Error(), "parse flow") != 3 {
		t.Errorf("got %v, want three faults", err)
	}
}

func TestParseBoundsItsFaults(t *testing.T) {
	_, err := Parse("x.yaml", []byte("start: http://localhost/\nsteps:\n"+strings.Repeat("  - form: p >\n", 2_000)))
	if err == nil || strings.Count(err.Error(), "parse flow") != maxFaults {
		t.Errorf("got %d faults, want %d", strings.Count(err.Error(), "parse flow"), maxFaults)
	}
}

func TestParseFindsTheLineOfOddKeys(t *testing.T) {
	_, err := Parse("x.yaml", []byte("start: http://localhost/\nsteps:\n  - form: a\n    fill:\n      ok: x\n      \"user[na.me]\": \"${no}\"\n"))
	if err == nil || !strings.Contains(err.Error(), "line 6: unknown input ${no}") {
		t.Errorf("got %v, want a fault on line 6", err)
	}
}

func TestSecretInQueryIsAllowed(t *testing.T) {
	if _, err := Parse("x.yaml", []byte("inputs: {t: {secret: true}}\nsteps:\n  - get: \"http://localhost/?bypass=${t}\"\n")); err != nil {
		t.Error(err)
	}
}
