package forms

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValidate(t *testing.T) {
	f := one(t, `<form>
		<input name=a required><input name=ok required value=x><input name=hidden type=hidden required>
		<input name=off required disabled><input name=ro required readonly>
		<input type=checkbox name=c required><input type=radio name=r value=1><input type=radio name=r value=2 required>
		<input type=radio name=done value=1 required><input type=radio name=done value=2 checked>
		<select name=s required><option value="">choose<option>1</select>
		<select name=s2 required><option>1<option value="" selected>later</select>
		<select name=s3 required><optgroup><option value="">in a group</optgroup></select>
		<select name=s4 required multiple><option>1</select>
		<textarea name=t required></textarea><input type=file name=f required><input type=color name=col required>
		<button formnovalidate name=save value=draft>Save</button></form>`)
	var invalid *ValidationError
	if !errors.As(f.Validate(), &invalid) {
		t.Fatalf("got %v, want a ValidationError", f.Validate())
	}
	var got []string
	for _, fe := range invalid.Fields {
		got = append(got, fe.Field)
	}
	if diff := cmp.Diff([]string{"a", "c", "r", "s", "s4", "t", "f"}, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if _, err := f.Submit(SubmitOptions{}); err != nil {
		t.Errorf("formnovalidate: %v", err)
	}
}

func TestValidateBeforeSubmit(t *testing.T) {
	page := `<input name=a required><button>Go</button></form>`
	var invalid *ValidationError
	if _, err := one(t, `<form>`+page).Submit(SubmitOptions{}); !errors.As(err, &invalid) {
		t.Errorf("got %v, want a ValidationError", err)
	}
	if _, err := one(t, `<form>`+page).Submit(SubmitOptions{NoValidate: true}); err != nil {
		t.Errorf("NoValidate: %v", err)
	}
	if _, err := one(t, `<form novalidate>`+page).Submit(SubmitOptions{}); err != nil {
		t.Errorf("novalidate: %v", err)
	}
}
