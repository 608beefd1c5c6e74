package ocr

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStretch(t *testing.T) {
	tests := []struct {
		clip     float64
		in, want []byte
	}{
		{0, []byte{100, 150, 200}, []byte{0, 128, 255}}, // 127.5 up
		{0, []byte{0, 255, 77}, []byte{0, 255, 77}},
		{0, []byte{9, 9, 9}, []byte{9, 9, 9}}, // nothing to spread
		{10, []byte{0, 100, 100, 100, 150, 150, 200, 200, 200, 255}, []byte{0, 0, 0, 0, 128, 128, 255, 255, 255, 255}}, // one at each end
		{9, []byte{0, 100, 100, 100, 150, 150, 200, 200, 200, 255}, []byte{0, 100, 100, 100, 150, 150, 200, 200, 200, 255}},
	}
	for _, tt := range tests {
		p := grays(tt.in...)
		if err := apply(t, p, "stretch", map[string]any{"clip": tt.clip}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, p.gray.Pix); d != "" {
			t.Errorf("%v clipped at %g %% (-want +got):\n%s", tt.in, tt.clip, d)
		}
	}
}
