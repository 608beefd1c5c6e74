package difftest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/formbot/formbot/forms"
)

// formbot is the side of the library: it parses the case's page and submits its
// form. The request goes through net/http to the recorder, since what that
// makes of the address counts too. Without a request the error says why
// nothing is sent.
func (c testCase) formbot(ctx context.Context, b *browser, address string) ([]formState, *request, error) {
	page, err := pageURL(address)
	if err != nil {
		return nil, nil, err
	}
	served, err := c.page()
	if err != nil {
		return nil, nil, err
	}
	text, err := served.text(c.charsetLabel())
	if err != nil {
		return nil, nil, err
	}
	list, err := forms.Parse(strings.NewReader(text), forms.Options{URL: page, Charset: c.charsetLabel()})
	if err != nil {
		return nil, nil, err
	}
	states, err := statesOf(list)
	if err != nil {
		return nil, nil, err
	}
	if len(list) == 0 {
		return states, nil, errors.New("there is no form")
	}
	form := list[c.form%len(list)]
	opts := forms.SubmitOptions{NoValidate: !c.validate}
	if err := c.prepare(form, &opts); err != nil {
		return states, nil, err
	}
	sub, err := form.Submit(opts)
	if err != nil {
		return states, nil, err
	}
	sent, err := b.send(ctx, sub, "formbot-"+page.Host)
	return states, sent, err
}

// pageURL is a page's address. What net/url cannot write is in Opaque, as
// [forms.Submission] has it.
func pageURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err == nil {
		return u, nil
	}
	host, path, _ := strings.Cut(strings.TrimPrefix(address, "http://"), "/")
	path, query, _ := strings.Cut(path, "?")
	return &url.URL{Scheme: "http", Host: host, Opaque: "//" + host + "/" + path, RawQuery: query}, nil
}

// prepare sets the form's fields and chooses its button.
func (c testCase) prepare(form *forms.Form, opts *forms.SubmitOptions) error {
	for name, value := range c.set {
		fields := form.Named(name)
		if len(fields) == 0 {
			return fmt.Errorf("the form has no field %q", name)
		}
		fields[0].Value = value
	}
	for name, uploads := range c.files {
		if err := form.SetFile(name, filesOf(uploads...)...); err != nil {
			return err
		}
	}
	next := 0
	for _, field := range form.Fields {
		if field.Type != "file" || len(c.pool) == 0 {
			continue
		}
		field.Files = filesOf(c.pool[next%len(c.pool)])
		next++
		if field.Multiple {
			field.Files = append(field.Files, filesOf(c.pool[next%len(c.pool)])...)
			next++
		}
	}
	if c.click != nil {
		opts.X, opts.Y = c.click[0], c.click[1]
	}
	buttons := form.Submitters()
	if c.nth > 0 && len(buttons) > 0 {
		opts.Button = buttons[(c.nth-1)%len(buttons)]
	}
	if c.press == "" {
		return nil
	}
	for _, b := range buttons {
		if b.ID == c.press {
			opts.Button = b
			return nil
		}
	}
	return fmt.Errorf("the form has no button %q", c.press)
}

func filesOf(uploads ...upload) []forms.File {
	files := make([]forms.File, len(uploads))
	for i, u := range uploads {
		files[i] = forms.FileFromBytes(u.Name, []byte(u.Data))
		files[i].ContentType = u.Type
		if u.Type == "" {
			files[i].ContentType = "application/octet-stream"
		}
	}
	return files
}

// send sends a submission to the recorder, wherever its host is, as coming from
// a page of the host from.
func (b *browser) send(ctx context.Context, sub *forms.Submission, from string) (*request, error) {
	req, err := sub.Request(ctx)
	if err != nil {
		return nil, err
	}
	sent := b.rec.serve(from, servedPage{})
	req.Header.Set("Referer", "http://"+from+"/")
	req.Header.Set("Upgrade-Insecure-Requests", "1")
	resp, err := b.client.RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("send %s: %w", sub, err)
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	select {
	case got := <-sent:
		return &got, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A formState is what a form of the page is, as both sides see it.
type formState struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Method     string       `json:"method"`
	Enctype    string       `json:"enctype"`
	NoValidate bool         `json:"novalidate"`
	Fields     []fieldState `json:"fields"`
	// Invalid are the rules that the form breaks as it is, each as a field's
	// name and the rule's.
	Invalid []string `json:"invalid"`
	// Unchecked are those that formbot says it cannot check.
	Unchecked []string `json:"-"`
}

// A fieldState is a control in its initial state.
type fieldState struct {
	Name     string        `json:"name"`
	ID       string        `json:"id"`
	Type     string        `json:"type"`
	Value    string        `json:"value"`
	Checked  bool          `json:"checked"`
	Disabled bool          `json:"disabled"`
	Required bool          `json:"required"`
	Multiple bool          `json:"multiple"`
	Options  []optionState `json:"options"`
}

// An optionState is an option of a select.
type optionState struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Selected bool   `json:"selected"`
	Disabled bool   `json:"disabled"`
}

// statesOf reads the forms as `formbot forms --json` prints them, with the rules
// that they break.
func statesOf(list []*forms.Form) ([]formState, error) {
	data, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	var states []formState
	if err := json.Unmarshal(data, &states); err != nil {
		return nil, err
	}
	for i, f := range list {
		var invalid *forms.ValidationError
		if errors.As(f.Validate(), &invalid) {
			for _, fault := range invalid.Fields {
				states[i].Invalid = append(states[i].Invalid, fault.Field+" "+fault.Constraint)
			}
		}
		for _, fault := range f.Unchecked() {
			states[i].Unchecked = append(states[i].Unchecked, fault.Field+" "+fault.Constraint)
		}
	}
	return states, nil
}

// settle makes the rules that both found comparable: each of a name once, less
// those that formbot cannot check.
func settle(theirs, ours []formState) {
	for i := range min(len(theirs), len(ours)) {
		skip := ours[i].Unchecked
		ours[i].Unchecked = nil
		for _, s := range []*formState{&theirs[i], &ours[i]} {
			slices.Sort(s.Invalid)
			s.Invalid = slices.DeleteFunc(slices.Compact(s.Invalid), func(rule string) bool { return slices.Contains(skip, rule) })
		}
	}
}
