package forms

import "testing"

func TestWrapHard(t *testing.T) {
	for text, want := range map[string]string{
		"Some text that is too long for the width.": "Some text \nthat is \ntoo long \nfor the \nwidth.",
		"aaaaaaaaaaaaaaaaaaaaaaaaa":                 "aaaaaaaaaa\naaaaaaaaaa\naaaaa",
		"aaaaaaaaaa  bbbbbbbbbb":                    "aaaaaaaaaa  \nbbbbbbbbbb",
		"one-two-three-four-five":                   "one-two-\nthree-\nfour-five",
		"a\nbbbbbbbbbbbbbbb\n\nccc":                 "a\nbbbbbbbbbb\nbbbbb\n\nccc",
		"日本語日本語日本語日本語":                              "日本語日本語日本語日\n本語",
		"":                                          "", "short": "short",
	} {
		f := one(t, `<form><textarea name=t wrap=HARD cols=10>`)
		f.Fields[0].Value = text
		sub, err := f.Submit(SubmitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := sub.Entries[0].Value; got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	f := one(t, `<form><textarea name=t cols=3>long enough`)
	if sub, err := f.Submit(SubmitOptions{}); err != nil || sub.Entries[0].Value != "long enough" {
		t.Errorf("without wrap=hard: got %v, %v", sub, err)
	}
}
