package forms

import "testing"

func TestSlider(t *testing.T) {
	tests := []struct{ attrs, want string }{
		{``, "50"}, {`value=900`, "100"}, {`value=-5`, "0"}, {`value=50.5`, "50.5"}, {`value=x max=99`, "50"},
		{`value=5 min=10 max=20 step=3`, "10"}, {`value=15 min=10 max=20 step=3`, "16"}, {`value=1e400`, "50"},
		{`value=x min=1e3 max=1e5`, "50500"}, {`value=7.25 max=10 step=any`, "7.25"}, {`value=0.35 min=0 max=1 step=0.1`, "0.4"},
		{`value=3 min=5 max=1`, "5"}, {`value=x min=-10 max=0 step=3`, "-4"}, {`value=100 min=0 step=7`, "98"},
		{`value=2.5 min=0 max=10`, "3"}, {`value=x max=1e-7 step=any`, "5e-8"}, {`value=x min=1e25 max=3e25 step=any`, "2e+25"},
		{`value=1.50 min=0 step=0.5`, "1.50"}, {`value=-0`, "-0"}, {`value=7 min=" +5px" max=6e0z`, "6"}, {`value=2 step=0 min=0.5`, "2.5"},
	}
	for _, tt := range tests {
		if got := one(t, `<form><input type=range `+tt.attrs+`>`).Fields[0].Value; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.attrs, got, tt.want)
		}
	}
}
