package bench

import "testing"

func TestMistake(t *testing.T) {
	for _, tt := range []struct {
		want, got string
		mistake   Mistake
	}{
		{"watch", "watch", MistakeNone},
		{"watch", "", MistakeEmpty},
		{"watch", "Watch", MistakeCase},
		{"watch", "watc", MistakeShort},
		{"watch", "wattch", MistakeLong},
		{"watch", "wctch", MistakeOne},
		{"watch", "hctaw", MistakeSeveral},
		{"été", "ete", MistakeSeveral},
		{"été", "étè", MistakeOne},
	} {
		if got := mistake(tt.want, tt.got); got != tt.mistake {
			t.Errorf("%q read as %q: got %q, want %q", tt.want, tt.got, got, tt.mistake)
		}
	}
}
