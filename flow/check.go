package flow

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"

	"github.com/formbot/formbot/internal/strictyaml"
)

// checker collects the faults of one flow.
type checker struct {
	name  string
	data  []byte
	known map[string]bool // names that ${} may use at this point
	flow  *Flow
	used  map[string]bool // names that some ${} uses

	secret map[string]bool // names of awaited values that are secret
	errs   []error
}

func (f *Flow) check(name string, data []byte) error {
	c := &checker{name: name, data: data, flow: f, known: map[string]bool{}, used: map[string]bool{}, secret: map[string]bool{}}
	c.inputs(f.Inputs)
	if f.Start.set {
		c.template("$.start", f.Start.s)
		c.noSecretInPath("$.start", f.Start.s)
	}
	c.steps(f)
	for _, in := range slices.Sorted(maps.Keys(f.Inputs)) {
		if !c.used[in] {
			c.fault("$.inputs."+in, "input %q is declared and never used: write ${%s} where it belongs, or take it out", in, in)
		}
	}
	slices.SortStableFunc(c.errs, func(a, b error) int { return line(a) - line(b) })
	return errors.Join(c.errs...)
}

// line is where a fault is.
func line(err error) int {
	var fault *strictyaml.Error
	if errors.As(err, &fault) {
		return fault.Line
	}
	return 0
}

// maxFaults bounds how many faults are told: each costs a walk of the file, and
// nobody reads more.
const maxFaults = 20

func (c *checker) fault(path, format string, args ...any) {
	if len(c.errs) >= maxFaults {
		return
	}
	c.errs = append(c.errs, strictyaml.At("flow", c.name, c.data, path, format, args...))
}

func (c *checker) inputs(inputs map[string]Input) {
	env := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		path, in := "$.inputs."+name, inputs[name]
		if !validName(name) {
			c.fault("$.inputs", "input %q: a name is of letters, digits and _, and does not begin with a digit", name)
			continue
		}
		if other, twice := env[envName(name)]; twice {
			c.fault(path, "inputs %q and %q would both be read from %s", other, name, envName(name))
		}
		env[envName(name)] = name
		if in.Required && in.Default.set {
			c.fault(path, "input %q is required and has a default: choose one", name)
		}
		c.known[name] = true
	}
}

func (c *checker) steps(f *Flow) {
	if len(f.Steps) == 0 {
		c.fault("$.steps", "has no steps")
		return
	}
	c.pages(f.Steps, "$.steps", f.Start.set)
	for i := range f.Steps {
		c.step(&f.Steps[i], fmt.Sprintf("$.steps[%d]", i))
	}
}

// pages makes sure that every step that needs a page has one, and reports
// whether there is one after the last.
func (c *checker) pages(steps []Step, path string, havePage bool) bool {
	for i := range steps {
		step := &steps[i]
		switch {
		case step.Repeat != nil:
			havePage = c.pages(step.Repeat.Steps, fmt.Sprintf("%s[%d].repeat.steps", path, i), havePage)
			if havePage || step.Repeat.Until == nil {
				continue
			}
		case step.Get.set:
			havePage = true
		case havePage || step.Load.set || step.Save.set || step.Await != nil:
			continue
		}
		if !havePage {
			c.fault(fmt.Sprintf("%s[%d]", path, i), "needs a page: give the flow a start, or begin with get")
			havePage = true // once is enough
		}
	}
	return havePage
}

// step checks one step and adds what it extracts to the known names.
func (c *checker) step(s *Step, path string) {
	c.oneAction(s, path)
	if s.Form.set {
		c.formChoice(path+".form", s.Form)
	}
	for _, field := range slices.Sorted(maps.Keys(s.Fill)) {
		at := path + ".fill." + quoteKey(field)
		if !s.Fill[field].set {
			c.fault(at, `fill %q has no value: write "" for an empty text, [] for no choice`, field)
		}
		for _, v := range s.Fill[field].list {
			c.template(at, v)
		}
		c.uploads(at, s.Fill[field].files)
	}
	c.template(path+".submit", s.Submit.s)
	c.template(path+".get", s.Get.s)
	c.noSecretInPath(path+".get", s.Get.s)
	for _, file := range []struct{ key, text string }{{"save", s.Save.s}, {"load", s.Load.s}} {
		c.template(path+"."+file.key, file.text)
		for _, name := range c.secretsIn(file.text) {
			c.fault(path+"."+file.key, "the secret input ${%s} would show in the name of a file", name)
		}
	}
	if s.Captcha != nil {
		c.captcha(s.Captcha, path+".captcha")
	}
	if s.Await != nil {
		c.await(s.Await, path+".await")
	}
	if s.Repeat != nil {
		c.repeat(s.Repeat, path+".repeat")
	}
	if s.Expect != nil {
		c.expect(s.Expect, path+".expect")
	}
	c.extract(s.Extract, path+".extract")
}

// oneAction makes sure that a step does one thing, and that what is beside it
// has a meaning there.
func (c *checker) oneAction(s *Step, path string) {
	var actions []string
	for _, a := range []struct {
		key  string
		text Text
	}{{"get", s.Get}, {"save", s.Save}, {"load", s.Load}} {
		if !a.text.set {
			continue
		}
		actions = append(actions, a.key)
		if strings.TrimSpace(a.text.s) == "" {
			c.fault(path+"."+a.key, "%s is empty", a.key)
		}
	}
	for _, a := range []struct {
		key   string
		given bool
	}{{"form", s.Form.set}, {"await", s.Await != nil}, {"repeat", s.Repeat != nil}} {
		if a.given {
			actions = append(actions, a.key)
		}
	}
	slices.Sort(actions)
	switch {
	case len(actions) > 1:
		c.fault(path, "does %d things (%s): write a step for each", len(actions), strings.Join(actions, ", "))
		return
	case len(actions) == 0 && s.Expect == nil && len(s.Extract) == 0:
		c.fault(path, "does nothing: it needs form, get, save, load, await, repeat, expect or extract")
		return
	}
	if !s.Form.set {
		c.beside(path, "%s goes with form, and this step has none",
			given{"fill", s.Fill != nil}, given{"captcha", s.Captcha != nil}, given{"submit", s.Submit.set}, given{"validate", s.Validate != nil})
	}
	if s.Save.set || s.Load.set || s.Await != nil || s.Repeat != nil {
		c.beside(path, "%s goes with a page, and "+actions[0]+" leads to none: write a step of its own for it",
			given{"expect", s.Expect != nil}, given{"extract", s.Extract != nil})
	}
}

// given is a key of a step, and whether the step has it.
type given struct {
	key string
	is  bool
}

// beside faults the keys that stand where they mean nothing.
func (c *checker) beside(path, format string, keys ...given) {
	for _, k := range keys {
		if k.is {
			c.fault(path+"."+k.key, format, k.key)
		}
	}
}

// formSelector checks a form's selector. A name or an id of letters and an index
// are fine as they are; all else must be CSS.
func (c *checker) formSelector(path, s string) {
	if _, err := strconv.Atoi(s); err == nil || validName(s) {
		return
	}
	c.selector(path, s)
}

func (c *checker) selector(path, s string) {
	if _, err := cascadia.Compile(s); err != nil {
		c.fault(path, "CSS selector %q: %s", s, oneLine(err.Error()))
	}
}

func (c *checker) captcha(want *Captcha, path string) {
	for _, k := range want.unknown {
		c.fault(path+"."+quoteKey(k), "unknown key %q%s", k, strictyaml.DidYouMean(k, captchaKeys()))
	}
	if want.Image != "" {
		c.selector(path+".image", want.Image)
	}
	if want.attemptsGiven && (want.Attempts < 1 || want.Attempts > maxAttempts) {
		c.fault(path+".attempts", "attempts is %d: want 1 to %d", want.Attempts, maxAttempts)
	}
}

func (c *checker) expect(e *Expect, path string) {
	if e.URL == nil && e.Text == nil && e.NotText == nil && e.CSS == nil && e.NotCSS == nil && e.Status == nil {
		c.fault(path, "expect is empty: it needs url, text, not_text, css, not_css or status")
	}
	for _, u := range e.URL {
		c.template(path+".url", u)
		if !strings.HasPrefix(u, "/") && !strings.HasPrefix(u, "*") && !strings.HasPrefix(u, "${") &&
			!strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
			c.fault(path+".url", "url %q: want a path (/welcome), a whole URL, or either with * in it", u)
		}
	}
	for _, list := range []struct {
		key   string
		texts Texts
	}{{"text", e.Text}, {"not_text", e.NotText}} {
		for _, t := range list.texts {
			c.template(path+"."+list.key, t)
			if strings.TrimSpace(t) == "" {
				c.fault(path+"."+list.key, "%s is empty: every page has that", list.key)
			}
		}
	}
	for _, s := range e.CSS {
		c.selector(path+".css", s)
	}
	for _, s := range e.NotCSS {
		c.selector(path+".not_css", s)
	}
	for _, s := range e.Status {
		if n, err := strconv.Atoi(s); err != nil || n < 100 || n > 599 {
			c.fault(path+".status", "status %q: want a number from 100 to 599", s)
		}
	}
}

func (c *checker) extract(extracts map[string]Extract, path string) {
	for _, name := range slices.Sorted(maps.Keys(extracts)) {
		at, e := path+"."+quoteKey(name), extracts[name]
		c.unique(at, "extract", name)
		switch {
		case e.CSS == "" && e.Regex == "":
			c.fault(at, "extract %q needs css, regex or both", name)
		case e.Attr != "" && e.CSS == "":
			c.fault(at, "extract %q: attr needs css, to say of which element", name)
		case e.Attr != "" && e.Text:
			c.fault(at, "extract %q: attr or text, not both", name)
		}
		if e.CSS != "" {
			c.selector(at+".css", e.CSS)
		}
		if _, err := regexp.Compile(e.Regex); err != nil {
			c.fault(at+".regex", "regex %q: %s", e.Regex, oneLine(err.Error()))
		}
	}
	// Only later steps may use them: this one's own texts were filled in before.
	for name := range extracts {
		c.known[name] = true
	}
}

// unique faults the name of a value that is none, or taken.
func (c *checker) unique(path, what, name string) {
	if !validName(name) {
		c.fault(path, "%s %q: a name is of letters, digits and _, and does not begin with a digit", what, name)
	} else if c.known[name] {
		c.fault(path, "%s %q: there is an input or a value of this name already", what, name)
	}
}

// define is unique for a value that is known from here on.
func (c *checker) define(path, what, name string) {
	c.unique(path, what, name)
	c.known[name] = true
}

// template checks the ${names} of a text.
func (c *checker) template(path, s string) {
	t, err := parseTemplate(s)
	if err != nil {
		c.fault(path, "%s", err)
		return
	}
	for _, name := range t.names() {
		c.used[name] = true
		if !c.known[name] {
			c.fault(path, "unknown input ${%s}%s", name, strictyaml.DidYouMean(name, slices.Collect(maps.Keys(c.known))))
		}
	}
}

// noSecretInPath makes sure that no secret stands before the query of a URL:
// hosts and paths are logged and shown, queries are not.
func (c *checker) noSecretInPath(path, s string) {
	before, _, _ := strings.Cut(s, "?")
	for _, name := range c.secretsIn(before) {
		c.fault(path, "the secret input ${%s} would show in the path of a URL: put it into the query, or into a form", name)
	}
}

// secretsIn are the secret inputs that a text uses.
func (c *checker) secretsIn(s string) []string {
	t, err := parseTemplate(s)
	if err != nil {
		return nil // said elsewhere
	}
	return slices.DeleteFunc(t.names(), func(name string) bool { return !c.flow.Inputs[name].Secret && !c.secret[name] })
}

// quoteKey writes a mapping's key for a path of goccy/go-yaml.
func quoteKey(s string) string {
	if validName(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `\'`) + "'"
}

// absoluteURL parses the URL of a page to open.
func absoluteURL(s string, base *url.URL) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return nil, fmt.Errorf("not a URL")
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("not a whole URL: it must begin with http:// or https://")
	}
	return u, nil
}
