package ocr

import (
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChannel(t *testing.T) {
	pixels := []color.RGBA{{0, 0, 0, 0}, {255, 255, 255, 0}, {200, 100, 50, 0}, {10, 20, 40, 0}, {0, 255, 0, 0}, {77, 77, 77, 0}}
	tests := []struct {
		of   string
		want []byte
	}{
		{"luma", []byte{0, 255, 124, 19, 150, 77}}, // 0.299 r + 0.587 g + 0.114 b
		{"red", []byte{0, 255, 200, 10, 0, 77}},
		{"green", []byte{0, 255, 100, 20, 255, 77}},
		{"blue", []byte{0, 255, 50, 40, 0, 77}},
		{"min", []byte{0, 255, 50, 10, 0, 77}},
		{"max", []byte{0, 255, 200, 40, 255, 77}},
		{"saturation", []byte{255, 255, 64, 64, 0, 255}}, // of 200 and 50 it is 3/4: 255 - 191
		{"chroma", []byte{255, 255, 105, 225, 0, 255}},
	}
	for _, tt := range tests {
		p := colours(pixels...)
		if err := apply(t, p, "channel", map[string]any{"of": tt.of}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, p.gray.Pix); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.of, d)
		}
	}
}

func TestChannelOfGray(t *testing.T) {
	for of, want := range map[string][]byte{"blue": {0, 99, 255}, "luma": {0, 99, 255}, "chroma": {255, 255, 255}, "saturation": {255, 255, 255}} {
		p := grays(0, 99, 255)
		if err := apply(t, p, "channel", map[string]any{"of": of}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, p.gray.Pix); d != "" {
			t.Errorf("%s (-want +got):\n%s", of, d)
		}
	}
}
