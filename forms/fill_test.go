package forms

import (
	"errors"
	"strings"
	"testing"
)

const fillPage = `<form method=post>
	<label for=e>E-mail address</label><input id=e name=email type=email>
	<input name=first_name><input name=nick readonly value=ro><input name=gone disabled>
	<input type=hidden name=key value=k1>
	<input type=checkbox name=terms value=yes>
	<input type=checkbox name=topic value=go><input type=checkbox name=topic value=c checked>
	<label><input type=radio name=plan value=f>Free</label><label><input type=radio name=plan value=p checked>Paid</label>
	<select name=country><option value=de>Germany<option value=fr>France<option value=xx disabled>Nowhere</select>
	<select name=langs multiple><option>en<option>fr<option>de</select>
	<input type=number name=age><input type=date name=born>
	<input name=tel><input name=tel>
	<input type=file name=photo><textarea name=about></textarea>
	<button name=go value=1>Go</button></form>`

func TestFill(t *testing.T) {
	f := one(t, fillPage)
	err := f.Fill(map[string][]string{
		"email": {" ada@example.com "}, "first_name": {"Ada\n"}, "key": {"k2"}, "terms": {"true"}, "topic": {"go"}, "plan": {"Free"},
		"country": {"France"}, "langs": {"de", "en"}, "age": {"36"}, "born": {"1815-12-10"}, "tel": {"1", "2"}, "about": {"a\r\nb"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetFile("photo", FileFromBytes("p.png", nil)); err != nil {
		t.Fatal(err)
	}
	want := "email=ada%40example.com&first_name=Ada&nick=ro&key=k2&terms=yes&topic=go&plan=f&country=fr&langs=en&langs=de" +
		"&age=36&born=1815-12-10&tel=1&tel=2&photo=p.png&about=a%0D%0Ab&go=1"
	if _, _, body := send(t, f, SubmitOptions{}); body != want {
		t.Errorf("got\n%s, want\n%s", body, want)
	}
}

func TestFillUnchecks(t *testing.T) {
	f := one(t, fillPage)
	if err := f.Fill(map[string][]string{"terms": {"off"}, "topic": {}, "langs": {}}); err != nil {
		t.Fatal(err)
	}
	for _, fl := range f.Named("topic") {
		if fl.Checked {
			t.Errorf("%s %q is still checked", fl, fl.Value)
		}
	}
}

func TestFillFaults(t *testing.T) {
	tests := []struct {
		name, field string
		values      []string
		want        []string
	}{
		{"unknown", "emal", []string{"x"}, []string{`did you mean "email"?`, "first_name"}},
		{"button", "go", []string{"1"}, []string{"button", "submitter"}},
		{"read-only", "nick", []string{"x"}, []string{"read-only"}},
		{"disabled", "gone", []string{"x"}, []string{"disabled"}},
		{"two values", "email", []string{"a", "b"}, []string{"takes one value", "E-mail address"}},
		{"checkbox word", "terms", []string{"maybe"}, []string{"true or false", `"yes"`}},
		{"checkbox choice", "topic", []string{"rust"}, []string{`no option "rust"`, "go, c"}},
		{"radio choice", "plan", []string{"gold"}, []string{`no option "gold"`, "f, p"}},
		{"option", "country", []string{"frr"}, []string{`no option "frr"`, `did you mean "fr"?`, "de, fr"}},
		{"disabled option", "country", []string{"xx"}, []string{"disabled"}},
		{"several options", "country", []string{"de", "fr"}, []string{"takes one value"}},
		{"option twice", "langs", []string{"en", "en"}, []string{`no option "en"`}},
		{"number", "age", []string{"old"}, []string{"takes a number"}},
		{"date", "born", []string{"1815-02-30"}, []string{"takes a date", "2026-01-31"}},
		{"two fields of a name", "tel", []string{"1"}, []string{"2 fields have this name"}},
		{"file", "photo", []string{"p.png"}, []string{"takes a file"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := one(t, fillPage)
			before, _ := f.MarshalJSON()
			err := f.Set(tt.field, tt.values...)
			var fe *FieldError
			if !errors.As(err, &fe) || fe.Field != tt.field {
				t.Fatalf("got %v, want a FieldError about %s", err, tt.field)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
			if after, _ := f.MarshalJSON(); string(after) != string(before) {
				t.Errorf("the form changed in spite of the error")
			}
		})
	}
}

func TestFillReportsAllAtOnce(t *testing.T) {
	err := one(t, fillPage).Fill(map[string][]string{"zzz": {"1"}, "nick": {"1"}, "country": {"atlantis"}, "first_name": {"fine"}})
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 3 {
		t.Fatalf("got %v, want three faults", err)
	}
	for i, want := range []string{"country", "nick", "zzz"} {
		var fe *FieldError
		if !errors.As(joined.Unwrap()[i], &fe) || fe.Field != want {
			t.Errorf("fault %d is %v, want one about %s", i, joined.Unwrap()[i], want)
		}
	}
}

func TestFillPasswordNotInError(t *testing.T) {
	f := one(t, `<form><input type=password name=p></form>`)
	if err := f.Set("p", "hunter2", "hunter3"); err == nil || strings.Contains(err.Error(), "hunter") {
		t.Errorf("got %v: an error without the values is wanted", err)
	}
}

func TestSetFileFaults(t *testing.T) {
	f := one(t, fillPage)
	file := FileFromBytes("a", nil)
	for field, want := range map[string]string{"email": "takes no file", "nope": "no such field"} {
		if err := f.SetFile(field, file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", field, err, want)
		}
	}
	if err := f.SetFile("photo", file, file); err == nil {
		t.Error("two files were taken by an input for one")
	}
}
