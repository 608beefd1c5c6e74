package ocr

import (
	"image"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// under calls do with each level under an element around (x, y), which is mirrored for the second half of an opening or
// closing.
func under(g *image.Gray, shape string, size int, mirrored bool, x, y int, do func(level int)) {
	from, to := -(size-1)/2, size/2
	if mirrored {
		from, to = -to, -from
	}
	for dy := from; dy <= to; dy++ {
		for dx := from; dx <= to; dx++ {
			switch {
			case shape == "horizontal" && dy != 0, shape == "vertical" && dx != 0, shape == "cross" && dx != 0 && dy != 0:
				continue
			}
			if at := image.Pt(x+dx, y+dy); at.In(g.Rect) {
				do(int(g.GrayAt(at.X, at.Y).Y))
			}
		}
	}
}

// naiveErode and naiveDilate make ink thinner and thicker, pixel by pixel.
func naiveErode(g *image.Gray, shape string, size int, mirrored bool) *image.Gray {
	out := image.NewGray(g.Rect)
	for i := range out.Pix {
		under(g, shape, size, mirrored, i%g.Stride, i/g.Stride, func(level int) { out.Pix[i] = max(out.Pix[i], byte(level)) })
	}
	return out
}

func naiveDilate(g *image.Gray, shape string, size int, mirrored bool) *image.Gray {
	out := image.NewGray(g.Rect)
	for i := range out.Pix {
		out.Pix[i] = 255
		under(g, shape, size, mirrored, i%g.Stride, i/g.Stride, func(level int) { out.Pix[i] = min(out.Pix[i], byte(level)) })
	}
	return out
}

func TestMorphology(t *testing.T) {
	naive := map[string]func(g *image.Gray, shape string, size int) *image.Gray{
		"erode":  func(g *image.Gray, shape string, size int) *image.Gray { return naiveErode(g, shape, size, false) },
		"dilate": func(g *image.Gray, shape string, size int) *image.Gray { return naiveDilate(g, shape, size, false) },
		"open": func(g *image.Gray, shape string, size int) *image.Gray {
			return naiveDilate(naiveErode(g, shape, size, false), shape, size, true)
		},
		"close": func(g *image.Gray, shape string, size int) *image.Gray {
			return naiveErode(naiveDilate(g, shape, size, false), shape, size, true)
		},
	}
	used := new(buffers)
	for name, do := range naive {
		for _, shape := range []string{"rectangle", "horizontal", "vertical", "cross"} {
			for _, size := range []int{1, 2, 3, 4, 7, 30} {
				for seed, dims := range sizes {
					in := noise(dims.X, dims.Y, uint64(seed))
					p := newPicture(in, used)
					if err := apply(t, p, name, map[string]any{"shape": shape, "size": size}); err != nil {
						t.Fatal(err)
					}
					if want := do(in, shape, size); !slices.Equal(p.gray.Pix, want.Pix) {
						t.Fatalf("%s %s %d on %v:\ngot  %v\nwant %v", name, shape, size, dims, p.gray.Pix, want.Pix)
					}
					p.release()
				}
			}
		}
	}
}

// An opening removes what is thinner than its element and leaves the rest where it is, for even sizes too.
func TestOpenRemovesThinInk(t *testing.T) {
	in := []string{
		"..........",
		".####.....",
		".####....#",
		"##########",
		".####....#",
		"..........",
	}
	for size, want := range map[int][]string{
		2: {"..........", ".####.....", ".####....#", ".####....#", ".####....#", ".........."},
		4: {"..........", ".####.....", ".####.....", ".####.....", ".####.....", ".........."},
	} {
		p := newTestPicture(in...)
		if err := apply(t, p, "open", map[string]any{"shape": "vertical", "size": size}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, rows(p)); d != "" {
			t.Errorf("size %d (-want +got):\n%s", size, d)
		}
	}
}
