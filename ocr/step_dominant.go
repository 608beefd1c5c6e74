package ocr

import "math"

func dominantStep() StepKind {
	return StepKind{
		Name:  "dominant",
		Group: GroupChannel,
		Doc: "Groups the colours and makes the picture gray by how near each pixel is to the groups that are ink: those of " +
			"most pixels but for the ground's. Levels below 128 are nearer to ink than to any other group.",
		Source: "S. Lloyd, \"Least squares quantization in PCM\", IEEE Trans. Information Theory 28(2), 1982 (k-means), " +
			"begun from far colours as by T. Gonzalez, Theoretical Computer Science 38, 1985",
		Params: []Param{
			{Name: "clusters", Kind: ParamInt, Min: 2, Max: 8, Default: 3, Try: []any{2, 3, 4, 5},
				Doc: "how many groups there are, the ground's included"},
			{Name: "ink", Kind: ParamInt, Min: 1, Max: 7, Default: 1, Try: []any{1, 2, 3},
				Doc: "how many of the groups are ink"},
		},
		build: func(a args) (stepFunc, error) {
			clusters, ink := a.int("clusters"), a.int("ink")
			return func(p *picture) error {
				if p.colour == nil {
					c := p.buffers.rgba(p.size())
					for i, v := range p.gray.Pix {
						px := c.Pix[4*i : 4*i+4 : 4*i+4]
						px[0], px[1], px[2], px[3] = v, v, v, 255
					}
					p.setColour(c)
				}
				groups := clusterColours(p.buffers.countColours(p.colour.Pix), clusters)
				if len(groups) < 2 {
					return ErrNoInk
				}
				g := p.buffers.gray(p.size())
				nearestGroup(g.Pix, p.colour.Pix, groups, min(ink, len(groups)-1))
				p.setGray(g)
				return nil
			}, nil
		},
	}
}

// colourGroup is a cluster of colours.
type colourGroup struct {
	centre rgb
	n      int // pixels
}

// clusterColours groups colours by k-means and returns the groups, that of most pixels first. There are fewer than k when
// there are fewer cells.
func clusterColours(cells []colourCell, k int) []colourGroup {
	groups := farColours(cells, k)
	const rounds = 12 // it has settled long before for so few colours
	for range rounds {
		if !improveGroups(cells, groups) {
			break
		}
	}
	// Insertion sort: stable, and there are at most eight.
	for i := 1; i < len(groups); i++ {
		for j := i; j > 0 && groups[j].n > groups[j-1].n; j-- {
			groups[j], groups[j-1] = groups[j-1], groups[j]
		}
	}
	for len(groups) > 0 && groups[len(groups)-1].n == 0 {
		groups = groups[:len(groups)-1]
	}
	return groups
}

// farColours chooses the most frequent colour and then, again and again, that which is farthest from those chosen; a
// colour of few pixels counts as nearer than one of many.
func farColours(cells []colourCell, k int) []colourGroup {
	most := 0
	for i, c := range cells {
		if c.n > cells[most].n {
			most = i
		}
	}
	groups := make([]colourGroup, 1, k)
	groups[0].centre = cells[most].mean()
	for len(groups) < k {
		var farthest rgb
		best := float32(0)
		for _, c := range cells {
			near := float32(math.MaxFloat32)
			for _, g := range groups {
				near = min(near, c.mean().distance2(g.centre))
			}
			if score := near * float32(c.n); score > best {
				best, farthest = score, c.mean()
			}
		}
		if best == 0 {
			break
		}
		groups = append(groups, colourGroup{centre: farthest})
	}
	return groups
}

// improveGroups gives each colour to the nearest group and moves the groups to their middles. It says whether any moved.
func improveGroups(cells []colourCell, groups []colourGroup) bool {
	var sums [8][4]float64
	for _, c := range cells {
		s := &sums[nearestOf(groups, c.mean())]
		s[0] += float64(c.n)
		s[1] += float64(c.r)
		s[2] += float64(c.g)
		s[3] += float64(c.b)
	}
	moved := false
	for i := range groups {
		s := &sums[i]
		groups[i].n = int(s[0])
		if s[0] == 0 {
			continue
		}
		centre := rgb{float32(s[1] / s[0]), float32(s[2] / s[0]), float32(s[3] / s[0])}
		moved = moved || centre != groups[i].centre
		groups[i].centre = centre
	}
	return moved
}

func nearestOf(groups []colourGroup, c rgb) int {
	best, least := 0, float32(math.MaxFloat32)
	for i, g := range groups {
		if d := c.distance2(g.centre); d < least {
			best, least = i, d
		}
	}
	return best
}

// nearestGroup writes for each pixel its distance from the nearest of the groups 1 to ink, as a part of that and its
// distance from the nearest other group.
func nearestGroup(gray, rgba []byte, groups []colourGroup, ink int) {
	var lastColour [3]byte
	var lastLevel byte
	known := false
	for i := range gray {
		px := [3]byte(rgba[4*i:])
		if known && px == lastColour {
			gray[i] = lastLevel
			continue
		}
		c := rgb{float32(px[0]), float32(px[1]), float32(px[2])}
		inkDistance, otherDistance := float32(math.MaxFloat32), float32(math.MaxFloat32)
		for j, g := range groups {
			d := c.distance2(g.centre)
			if j >= 1 && j <= ink {
				inkDistance = min(inkDistance, d)
			} else {
				otherDistance = min(otherDistance, d)
			}
		}
		near, other := math.Sqrt(float64(inkDistance)), math.Sqrt(float64(otherDistance))
		lastColour, lastLevel, known = px, 255, true
		if sum := near + other; sum > 0 { // 0 where two groups have the same middle
			lastLevel = byte(255*near/sum + 0.5)
		}
		gray[i] = lastLevel
	}
}
