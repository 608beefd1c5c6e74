package ocr

import (
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRuns(t *testing.T) {
	for seed, size := range sizes {
		g := pattern(size.X, size.Y, 0.7, uint64(seed))
		down, across := make([]uint16, len(g.Pix)), make([]uint16, len(g.Pix))
		runsDown(down, g)
		runsAcross(across, g)
		ink := func(x, y int) bool { return image.Pt(x, y).In(g.Rect) && g.GrayAt(x, y).Y == 0 }
		length := func(x, y, dx, dy int) uint16 {
			if !ink(x, y) {
				return 0
			}
			n := uint16(1)
			for i := 1; ink(x+i*dx, y+i*dy); i++ {
				n++
			}
			for i := 1; ink(x-i*dx, y-i*dy); i++ {
				n++
			}
			return n
		}
		for i := range g.Pix {
			x, y := i%size.X, i/size.X
			if down[i] != length(x, y, 0, 1) || across[i] != length(x, y, 1, 0) {
				t.Fatalf("%v at (%d, %d): down %d, across %d; want %d and %d",
					size, x, y, down[i], across[i], length(x, y, 0, 1), length(x, y, 1, 0))
			}
		}
	}
}

func TestRunLines(t *testing.T) {
	in := []string{
		"....##........#",
		"....##........#",
		"####.#........#", // a line that bends, then is crossed
		"....#####.....#",
		"....##...######",
		"....##........#",
		".##.##........#",
	}
	tests := []struct {
		params map[string]any
		want   []string
	}{
		{map[string]any{"thickness": 1, "length": 4}, []string{ // the dash below is too short
			"....##........#",
			"....##........#",
			".....#........#",
			"....##........#",
			"....##........#",
			"....##........#",
			".##.##........#",
		}},
		{map[string]any{"thickness": 1, "length": 5}, []string{ // so is the line's part before the stroke
			"....##........#",
			"....##........#",
			"####.#........#",
			"....##........#",
			"....##........#",
			"....##........#",
			".##.##........#",
		}},
		{map[string]any{"direction": "vertical", "thickness": 1, "length": 4}, []string{ // it is thick where it is crossed
			"....##.........",
			"....##.........",
			"####.#.........",
			"....#####......",
			"....##...######",
			"....##........#",
			".##.##........#",
		}},
	}
	for _, tt := range tests {
		p := newTestPicture(in...)
		if err := apply(t, p, "runlines", tt.params); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, rows(p)); d != "" {
			t.Errorf("%v (-want +got):\n%s", tt.params, d)
		}
	}
}
