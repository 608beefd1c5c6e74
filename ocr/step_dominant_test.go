package ocr

import (
	"errors"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDominant(t *testing.T) {
	white, red, blue := color.RGBA{250, 250, 250, 0}, color.RGBA{200, 20, 20, 0}, color.RGBA{20, 20, 200, 0}
	row := func(counts ...int) []color.RGBA {
		var out []color.RGBA
		for i, n := range counts {
			for range n {
				out = append(out, []color.RGBA{white, red, blue}[i])
			}
		}
		return out
	}
	tests := []struct {
		name          string
		clusters, ink int
		want          [3]byte // of white, red, blue
	}{
		{"the most frequent but for the ground's", 3, 1, [3]byte{255, 0, 255}},
		{"both", 3, 2, [3]byte{255, 0, 0}},
		{"all that there are", 8, 7, [3]byte{255, 0, 0}},
	}
	for _, tt := range tests {
		p := colours(row(6, 3, 2)...)
		if err := apply(t, p, "dominant", map[string]any{"clusters": tt.clusters, "ink": tt.ink}); err != nil {
			t.Fatal(err)
		}
		if got := [3]byte{p.gray.Pix[0], p.gray.Pix[6], p.gray.Pix[9]}; got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
	if err := apply(t, colours(white, white), "dominant", nil); !errors.Is(err, ErrNoInk) {
		t.Errorf("a single colour: %v, want ErrNoInk", err)
	}
}

// The level is the distance from ink as a part of the two distances: on an edge it goes from one to the other evenly.
func TestDominantEdge(t *testing.T) {
	// The groups' middles are those of many pixels: 200 and 0 but for the few between.
	var pixels []color.RGBA
	for range 5000 {
		pixels = append(pixels, color.RGBA{200, 200, 200, 0})
	}
	for range 3000 {
		pixels = append(pixels, color.RGBA{0, 0, 0, 0})
	}
	pixels = append(pixels, color.RGBA{50, 50, 50, 0}, color.RGBA{150, 150, 150, 0})
	p := colours(pixels...)
	if err := apply(t, p, "dominant", map[string]any{"clusters": 2}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]byte{255, 0, 64, 191}, []byte{p.gray.Pix[0], p.gray.Pix[6000], p.gray.Pix[8000], p.gray.Pix[8001]}); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// The groups that k-means ends with cannot be bettered by giving one colour to another group.
func TestClusterColoursSettles(t *testing.T) {
	b := new(buffers)
	cells := b.countColours(newPicture(sample(t, "b64_string/0000.png"), b).colour.Pix)
	groups := clusterColours(cells, 4)
	if len(groups) != 4 {
		t.Fatalf("%d groups, want 4", len(groups))
	}
	total := 0
	for i, g := range groups {
		total += g.n
		if i > 0 && g.n > groups[i-1].n {
			t.Errorf("group %d has %d pixels, the one before it %d", i, g.n, groups[i-1].n)
		}
	}
	want := 0
	for _, c := range cells {
		want += int(c.n)
	}
	if total != want {
		t.Errorf("%d pixels in groups, want %d", total, want)
	}
	before := append([]colourGroup(nil), groups...)
	improveGroups(cells, groups)
	for i := range groups {
		if d := groups[i].centre.distance2(before[i].centre); d > 4 {
			t.Errorf("group %d still moves, by the root of %g levels", i, d)
		}
	}
}
