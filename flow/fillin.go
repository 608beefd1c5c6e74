package flow

import (
	"errors"
	"maps"
	"slices"

	"github.com/formbot/formbot/forms"
)

// submitOptions are those of the step.
func (fs *formStep) submitOptions() forms.SubmitOptions {
	off := fs.step.Validate != nil && !*fs.step.Validate
	return forms.SubmitOptions{Submitter: expand(fs.step.Submit.s, fs.values), NoValidate: off || fs.opts.NoValidate}
}

// fillIn puts the flow's values and files into the form, and makes sure that
// nothing but a CAPTCHA's answer keeps it from being sent. What goes into a
// password field is a secret from here on. All faults are told together.
func (fs *formStep) fillIn(t *target) error {
	fs.noteSecretFields(t.form)
	var faults []error
	if err := t.form.FillFor(fs.fill, forms.SubmitOptions{NoValidate: true}); err != nil {
		faults = append(faults, err)
	}
	for _, key := range slices.Sorted(maps.Keys(fs.step.Fill)) {
		if err := fs.chooseFiles(t.form, key); err != nil {
			faults = append(faults, err)
		}
	}
	// What could not be set is not told again as missing.
	if err := lessFields(fs.broken(t), told(faults)); err != nil {
		faults = append(faults, err)
	}
	if len(faults) == 1 {
		return faults[0]
	}
	return errors.Join(faults...)
}

// noteSecretFields adds what goes into password fields to the secrets.
func (fs *formStep) noteSecretFields(form *forms.Form) {
	for _, f := range form.Fields {
		if f.Secret() {
			fs.red.add(f.Value)
		}
	}
	for key, values := range fs.fill {
		fields, err := form.Lookup(key)
		if err == nil && slices.ContainsFunc(fields, (*forms.Field).Secret) {
			fs.red.add(values...)
		}
	}
}

// chooseFiles opens what the flow uploads in a field.
func (fs *formStep) chooseFiles(form *forms.Form, key string) error {
	uploads := fs.step.Fill[key].files
	if len(uploads) == 0 {
		return nil
	}
	files := make([]forms.File, len(uploads))
	for i, u := range uploads {
		var err error
		if files[i], err = fs.flow.open(u, fs.values); err != nil {
			return err
		}
	}
	return form.SetFile(key, files...)
}

// broken is why the form cannot be sent as it is, its CAPTCHA's answer aside. It
// takes note of the rules that cannot be checked.
func (fs *formStep) broken(t *target) error {
	opts := fs.submitOptions()
	if !opts.NoValidate && fs.out.Unchecked == nil {
		for _, u := range t.form.Unchecked() {
			fs.out.Unchecked = append(fs.out.Unchecked, u.Error())
			fs.emit(Event{Kind: RuleUnchecked, Step: fs.out.Step, What: fs.step.what(fs.values), Err: u.Error()})
		}
	}
	_, err := t.form.Submit(opts)
	if t.task == nil {
		return err
	}
	return lessFields(err, []string{t.task.field})
}

// told are the names of the fields that errors are about.
func told(errs []error) []string {
	var names []string
	for _, err := range errs {
		var list interface{ Unwrap() []error }
		var fault *forms.FieldError
		switch {
		case errors.As(err, &list):
			names = append(names, told(list.Unwrap())...)
		case errors.As(err, &fault):
			names = append(names, fault.Field)
		}
	}
	return names
}

// lessFields is a validation's error less what it says of some fields; any other
// error as it is.
func lessFields(err error, fields []string) error {
	var invalid *forms.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(invalid.Fields), func(f *forms.FieldError) bool { return slices.Contains(fields, f.Field) })
	if len(rest) == 0 {
		return nil
	}
	return &forms.ValidationError{Form: invalid.Form, Fields: rest}
}
