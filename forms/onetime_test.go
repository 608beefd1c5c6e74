package forms

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMarkOneTime(t *testing.T) {
	tests := []struct {
		name, first, second string
		want                string // names of those marked
	}{
		{"a key", `<form><input type=hidden name=k value=1><input type=hidden name=id value=7><input name=q></form>`,
			`<form><input type=hidden name=k value=2><input type=hidden name=id value=7><input name=q></form>`, "k"},
		{"what is seen is no key", `<form><input name=k value=1></form>`, `<form><input name=k value=2></form>`, ""},
		{"a name that changes", `<form><input type=hidden name=a91f value=1><input type=hidden name=task value=login></form>`,
			`<form><input type=hidden name=77c0 value=1><input type=hidden name=task value=login></form>`, "a91f"},
		{"gone", `<form><input type=hidden name=k value=1></form>`, `<form></form>`, ""},
		{"by id, in another place", `<form id=a><input type=hidden name=k value=1></form>`, `<form><input type=hidden name=k value=1></form><form id=a><input type=hidden name=k value=2></form>`, "k"},
		{"another form in the place", `<form><input type=hidden name=k value=1><input name=q></form>`, `<form><input type=hidden name=k value=2><input name=z></form>`, ""},
		{"several of a name", `<form><input type=hidden name=k value=1><input type=hidden name=k value=2></form>`,
			`<form><input type=hidden name=k value=1><input type=hidden name=k value=3></form>`, "k"},
	}
	for _, tt := range tests {
		first := parse(t, tt.first)
		n := MarkOneTime(first, parse(t, tt.second))
		var got []string
		for _, fl := range first[0].Fields {
			if fl.OneTime {
				got = append(got, fl.Name)
			}
		}
		if strings.Join(got, " ") != tt.want || n != len(got) {
			t.Errorf("%s: marked %q (%d), want %q", tt.name, got, n, tt.want)
		}
		if doc, err := json.Marshal(first); err != nil || strings.Contains(string(doc), `"one_time":true`) != (tt.want != "") {
			t.Errorf("%s: %s, %v", tt.name, doc, err)
		}
	}
}
