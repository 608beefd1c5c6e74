package ocr

func hueStep() StepKind {
	return StepKind{
		Name:  "hue",
		Group: GroupChannel,
		Doc: "Makes the picture gray by how far each pixel's hue is from one: black at that hue, white where it is " +
			"opposite or where there is hardly any colour.",
		Source: "A. R. Smith, \"Color gamut transform pairs\", SIGGRAPH 1978 (the hexcone's hue)",
		Params: []Param{
			{Name: "degrees", Kind: ParamInt, Unit: "degrees", Min: 0, Max: 359, Words: []string{"auto"}, Default: "auto",
				Try: []any{"auto", 0, 60, 120, 180, 240, 300},
				Doc: "the hue: 0 red, 120 green, 240 blue; auto for the one of most colour in the picture"},
			{Name: "min_chroma", Kind: ParamInt, Unit: "gray levels", Min: 1, Max: 255, Default: 32, Try: []any{16, 32, 64},
				Doc: "pixels whose greatest and least of red, green and blue differ by less have no hue"},
		},
		build: func(a args) (stepFunc, error) {
			chroma, auto, wanted := a.int("min_chroma"), a.isWord("degrees", "auto"), 0
			if !auto {
				wanted = a.int("degrees") * hueTurn / 360
			}
			return func(p *picture) error {
				if p.colour == nil {
					whiten(p.gray.Pix)
					return nil
				}
				hue := wanted
				if auto {
					hue = strongestHue(p.buffers, p.colour.Pix, chroma)
				}
				g := p.buffers.gray(p.size())
				takeHue(g.Pix, p.colour.Pix, hue, chroma)
				p.setGray(g)
				return nil
			}, nil
		},
	}
}

// hueTurn is a full circle in the unit that hues are computed in: 256 to each of the six sides of the colour hexagon.
const hueTurn = 6 * 256

// hueOf returns the hue, 0 to hueTurn-1, and the chroma, 0 to 255; without chroma there is no hue, and it is 0.
func hueOf(r, g, b int) (hue, chroma int) {
	most := max(r, g, b)
	chroma = most - min(r, g, b)
	switch {
	case chroma == 0:
		return 0, 0
	case most == r:
		hue = 256 * (g - b) / chroma
	case most == g:
		hue = 512 + 256*(b-r)/chroma
	default:
		hue = 1024 + 256*(r-g)/chroma
	}
	if hue < 0 {
		hue += hueTurn
	}
	return hue, chroma
}

// takeHue writes the distance of each pixel's hue from the wanted one.
func takeHue(gray, rgba []byte, wanted, minChroma int) {
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		hue, chroma := hueOf(int(px[0]), int(px[1]), int(px[2]))
		if chroma < minChroma {
			gray[i] = 255
			continue
		}
		away := max(hue-wanted, wanted-hue)
		away = min(away, hueTurn-away)
		gray[i] = byte((255*away + hueTurn/4) / (hueTurn / 2))
	}
}

// strongestHue returns the hue around which, 15 degrees to each side, there is most chroma in all.
func strongestHue(b *buffers, rgba []byte, minChroma int) int {
	const reach = hueTurn / 24
	weight := lend(&b.numbers, hueTurn)
	clear(weight)
	for i := 0; i+3 < len(rgba); i += 4 {
		hue, chroma := hueOf(int(rgba[i]), int(rgba[i+1]), int(rgba[i+2]))
		if chroma >= minChroma {
			weight[hue] += int32(chroma+7) / 8 // 16 Mpx of it fit
		}
	}
	sum := int64(0)
	for d := -reach; d <= reach; d++ {
		sum += int64(weight[(d+hueTurn)%hueTurn])
	}
	best, most := 0, sum
	for hue := 1; hue < hueTurn; hue++ {
		sum += int64(weight[(hue+reach)%hueTurn]) - int64(weight[(hue-1-reach+hueTurn)%hueTurn])
		if sum > most {
			best, most = hue, sum
		}
	}
	return best
}
