package ocr

import (
	"image"
	"math"
	"slices"
)

func backgroundStep() StepKind {
	return StepKind{
		Name:  "background",
		Group: GroupChannel,
		Doc: "Makes the picture gray by how far each pixel's colour is from that of the ground: white at that colour, " +
			"the darker the farther.",
		Source: "M. Swain, D. Ballard, \"Color indexing\", Int. J. Computer Vision 7(1), 1991 (colour histograms); " +
			"distances in RGB as in Gonzalez, Woods, \"Digital Image Processing\", section 6.7",
		Params: []Param{
			{Name: "from", Kind: ParamWord, Words: []string{"frequent", "border"}, Default: "frequent",
				Try: []any{"frequent", "border"},
				Doc: "the ground's colour is the most frequent one, or the median of the outermost two pixels on all sides"},
			{Name: "distance", Kind: ParamWord, Words: []string{"largest", "euclidean"}, Default: "largest",
				Try: []any{"largest", "euclidean"},
				Doc: "the largest difference in red, green or blue, or the root of their mean square"},
		},
		build: func(a args) (stepFunc, error) {
			border, euclidean := a.isWord("from", "border"), a.isWord("distance", "euclidean")
			return func(p *picture) error {
				if p.colour == nil {
					farFromLevel(p.gray, groundLevel(p.gray, border))
					return nil
				}
				var ground rgb
				if border {
					ground = borderColour(p.colour)
				} else {
					ground = groundColour(p.buffers.countColours(p.colour.Pix))
				}
				g := p.buffers.gray(p.size())
				farFrom(g.Pix, p.colour.Pix, ground, euclidean)
				p.setGray(g)
				return nil
			}, nil
		},
	}
}

// farFrom writes 255 less the distance of each pixel from a colour.
func farFrom(gray, rgba []byte, ground rgb, euclidean bool) {
	r0, g0, b0 := round(ground.r), round(ground.g), round(ground.b)
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		r, g, b := int(px[0])-r0, int(px[1])-g0, int(px[2])-b0
		if euclidean {
			gray[i] = byte(255 - int(math.Sqrt(float64(r*r+g*g+b*b)/3)+0.5))
			continue
		}
		gray[i] = byte(255 - max(r, -r, g, -g, b, -b))
	}
}

func round(v float32) int { return int(v + 0.5) }

func farFromLevel(g *image.Gray, ground int) {
	for i, v := range g.Pix {
		g.Pix[i] = byte(255 - max(int(v)-ground, ground-int(v)))
	}
}

// borderWidth is how much of each side is looked at for the colour of the ground, in px.
const borderWidth = 2

// borderColour returns the median of each of red, green and blue over the border.
func borderColour(c *image.RGBA) rgb {
	var counts [3][256]int
	eachOfBorder(c.Rect.Dx(), c.Rect.Dy(), func(i int) {
		for part := range counts {
			counts[part][c.Pix[4*i+part]]++
		}
	})
	return rgb{float32(median(&counts[0])), float32(median(&counts[1])), float32(median(&counts[2]))}
}

// groundLevel is the colour of the ground for gray pictures.
func groundLevel(g *image.Gray, border bool) int {
	var counts [256]int
	if border {
		eachOfBorder(g.Rect.Dx(), g.Rect.Dy(), func(i int) { counts[g.Pix[i]]++ })
		return median(&counts)
	}
	for _, v := range g.Pix {
		counts[v]++
	}
	// A single level says little where there is noise: that of the fullest nine side by side.
	best, most := 0, -1
	for v := range counts {
		n := 0
		for d := max(0, v-4); d <= min(255, v+4); d++ {
			n += counts[d]
		}
		if n > most {
			best, most = v, n
		}
	}
	around := counts[max(0, best-4):min(256, best+5)]
	return max(0, best-4) + slices.Index(around, slices.Max(around))
}

// eachOfBorder calls do with the index of each pixel of the border.
func eachOfBorder(w, h int, do func(i int)) {
	for y := range h {
		for x := 0; x < w; x++ {
			if y >= borderWidth && y < h-borderWidth && x == borderWidth && w > 2*borderWidth {
				x = w - borderWidth // skip the inside
			}
			do(y*w + x)
		}
	}
}

// median returns the level such that at most half of what is counted lies below it and at most half above.
func median(counts *[256]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	below := 0
	for v, n := range counts {
		if below += n; 2*below >= total {
			return v
		}
	}
	return 255
}
