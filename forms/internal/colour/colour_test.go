package colour

import "testing"

func TestSimple(t *testing.T) {
	for in, want := range map[string]string{
		"#ABCDEF": "#abcdef", "#abc": "#aabbcc", "#abcd": "#aabbcc", "#01020380": "#010203", " red\t": "#ff0000",
		"RebeccaPurple": "#663399", "transparent": "#000000", "rgb(1, 2, 3)": "#010203", "rgb(1 2 3)": "#010203",
		"rgba(1,2,3,.5)": "#010203", "rgb(1 2 3 / 50%)": "#010203", "rgb(10%,20%,30%)": "#1a334d",
		"rgb(300,-5,1e2)": "#ff0064", "rgb(none 2 3)": "#000203", "rgb(1,2,3": "#010203",
		"hsl(120,100%,50%)": "#00ff00", "hsl(0.5turn 50% 50%)": "#40bfbf", "hsl(120 100 50)": "#00ff00",
		"hsl(-240deg 100% 50%)": "#00ff00", "hwb(120 10% 20%)": "#1acc1a", "hwb(0 60% 60%)": "#808080",
	} {
		if got := Simple(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{
		"", "#", "#12345", "#ggg", "#1234567", "nocolour", "currentcolor", "rgb(1,2)", "rgb(1,2,3,4,5)", "rgb(1,50%,3)",
		"rgb(1 2 3 /)", "rgb(none,2,3)", "rgb(0x1,2,3)", "hsl(120%,1%,1%)", "hsl(120,1,1)", "hwb(1,2%,3%)", "rgb(1deg 2 3)",
		"rgb(Inf 2 3)", "calc(1)", "é",
	} {
		if got := Simple(in); got != "#000000" {
			t.Errorf("%q: got %s, want black", in, got)
		}
	}
}
