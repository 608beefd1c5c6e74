package ocr

func grayscaleStep() StepKind {
	return StepKind{
		Name:   "grayscale",
		Group:  GroupChannel,
		Doc:    "Makes the picture gray: 8-bit luma, rounded to the nearest level.",
		Source: "ITU-R BT.601-7, section 2.5.1",
		build:  func(args) (stepFunc, error) { return grayscale, nil },
	}
}

func grayscale(p *picture) error {
	p.asGray()
	return nil
}

// lumaRounded writes the luma of opaque RGBA pixels. The weights are those of color.GrayModel, which truncates: that
// would turn the faint light halo around black glyphs into ink.
func lumaRounded(gray, rgba []byte) {
	rgba = rgba[:4*len(gray)]
	for i := range gray {
		px := rgba[4*i : 4*i+4 : 4*i+4]
		gray[i] = byte((19595*uint32(px[0]) + 38470*uint32(px[1]) + 7471*uint32(px[2]) + 1<<15) >> 16)
	}
}
