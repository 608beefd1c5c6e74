package ocr

func channelStep() StepKind {
	return StepKind{
		Name:  "channel",
		Group: GroupChannel,
		Doc: "Makes the picture gray by one property of its colours; saturation and chroma are dark where they are high. " +
			"Of a gray picture each channel but those two is the picture itself.",
		Source: "R. Gonzalez, R. Woods, \"Digital Image Processing\", 4th ed., chapter 6 (color models)",
		Params: []Param{{
			Name: "of", Kind: ParamWord, Default: "luma",
			Words: []string{"luma", "red", "green", "blue", "min", "max", "saturation", "chroma"},
			Try:   []any{"luma", "red", "green", "blue", "min", "max", "saturation", "chroma"},
			Doc: "luma by ITU-R BT.601; the least or the greatest of red, green and blue; saturation as in HSV; " +
				"chroma, which is the greatest less the least",
		}},
		build: func(a args) (stepFunc, error) {
			of := channelOf(a.word("of"))
			return func(p *picture) error {
				if p.colour == nil {
					if of.coloured {
						whiten(p.gray.Pix) // gray has no colour
					}
					return nil
				}
				g := p.buffers.gray(p.size())
				of.take(g.Pix, p.colour.Pix)
				p.setGray(g)
				return nil
			}, nil
		},
	}
}

// channel takes gray levels out of opaque RGBA pixels.
type channel struct {
	take     func(gray, rgba []byte)
	coloured bool // gray pixels have none of it
}

func channelOf(name string) channel {
	switch name {
	case "red":
		return channel{take: func(gray, rgba []byte) { takeByte(gray, rgba, 0) }}
	case "green":
		return channel{take: func(gray, rgba []byte) { takeByte(gray, rgba, 1) }}
	case "blue":
		return channel{take: func(gray, rgba []byte) { takeByte(gray, rgba, 2) }}
	case "min":
		return channel{take: takeMin}
	case "max":
		return channel{take: takeMax}
	case "saturation":
		return channel{take: takeSaturation, coloured: true}
	case "chroma":
		return channel{take: takeChroma, coloured: true}
	default:
		return channel{take: lumaRounded}
	}
}

func takeByte(gray, rgba []byte, c int) {
	for i := range gray {
		gray[i] = rgba[4*i+c]
	}
}

func takeMin(gray, rgba []byte) {
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		gray[i] = min(px[0], px[1], px[2])
	}
}

func takeMax(gray, rgba []byte) {
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		gray[i] = max(px[0], px[1], px[2])
	}
}

// takeSaturation writes 255 less the saturation of HSV, 0 to 255, rounded.
func takeSaturation(gray, rgba []byte) {
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		most, least := int(max(px[0], px[1], px[2])), int(min(px[0], px[1], px[2]))
		if most == 0 {
			gray[i] = 255
			continue
		}
		gray[i] = byte(255 - (255*(most-least)+most/2)/most)
	}
}

// takeChroma writes 255 less the chroma.
func takeChroma(gray, rgba []byte) {
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		gray[i] = 255 - (max(px[0], px[1], px[2]) - min(px[0], px[1], px[2]))
	}
}
