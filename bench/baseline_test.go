package bench

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// now is a corpus as it is read today.
func now() Report {
	r := Result{Name: "words", Recipe: "book", Images: 5, Readings: []Reading{
		{File: "1.png", Want: "one", Got: "one", Right: true},
		{File: "2.png", Want: "two", Got: "two", Right: true},
		{File: "3.png", Want: "three", Got: "thre"},
		{File: "4.png", Want: "four", Got: "f"},
		{File: "new.png", Want: "new", Got: "new", Right: true},
	}}
	return NewReport("5.3.0", r)
}

func TestSince(t *testing.T) {
	old := NewReport("5.3.0", Result{Name: "words", Recipe: "book", Images: 6, Readings: []Reading{
		{File: "1.png", Want: "one", Got: "one", Right: true},
		{File: "2.png", Want: "two", Got: "tw0"},
		{File: "3.png", Want: "three", Got: "three", Right: true},
		{File: "4.png", Want: "for", Got: "for", Right: true},
		{File: "gone.png", Want: "gone", Got: "gone", Right: true},
	}}, Result{Name: "digits", Recipe: "book"})
	want := []Change{{
		Corpus: "words", Recipe: "book", Was: "book", Images: 3, Before: 2, Now: 2, P: 1, Unmatched: 3,
		Better: []Changed{{"2.png", "two", "tw0", "two"}},
		Worse:  []Changed{{"3.png", "three", "three", "thre"}},
	}}
	// As it is after it was written and read.
	data, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	old, err = ReadReport(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, now().Since(old)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestSinceFailuresAlone reads a report with the contract's first fields and no more.
func TestSinceFailuresAlone(t *testing.T) {
	old, err := ReadReport(strings.NewReader(`{"tesseract":"5.3.0","cpus":2,"corpora":[{"name":"words","recipe":"plain","images":5,"exact":3,
		"failures":[{"file":"2.png","want":"two","got":"tw0","confidence":0.41},{"file":"4.png","want":"four","got":"","confidence":0}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{{
		Corpus: "words", Recipe: "book", Was: "plain", Images: 5, Before: 3, Now: 3, P: 1,
		Better: []Changed{{"2.png", "two", "tw0", "two"}},
		Worse:  []Changed{{"3.png", "three", "three", "thre"}},
	}}
	if diff := cmp.Diff(want, now().Since(old)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMatch(t *testing.T) {
	old := NewReport("", Result{Name: "words", Recipe: "book"}, Result{Name: "words", Recipe: "plain"}, Result{Name: "digits", Recipe: "book"})
	for _, tt := range []struct {
		corpus, recipe string
		alone          bool
		want           string
	}{
		{"words", "plain", false, "plain"},
		{"words", "plain", true, "plain"},
		{"words", "mine", true, ""}, // which of the two?
		{"digits", "mine", true, "book"},
		{"digits", "mine", false, ""},
		{"letters", "book", true, ""},
	} {
		got, ok := old.Match(tt.corpus, tt.recipe, tt.alone)
		if got.Recipe != tt.want || ok != (tt.want != "") {
			t.Errorf("%+v: got %q, %v", tt, got.Recipe, ok)
		}
	}
}

func TestReadReportFaults(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `"x"`, "{}", `{"corpora":1}`, `{"flow":"register"}`} {
		if got, err := ReadReport(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "not a report of formbot bench --json") {
			t.Errorf("%s: got %+v, error %v", text, got, err)
		}
	}
}
