package ocr

import "image"

func despeckleStep() StepKind {
	limit := func(name, unit, doc string, try ...any) Param {
		return Param{Name: name, Kind: ParamInt, Unit: unit, Min: 0, Max: 1 << 24, Default: 0, Doc: doc, Try: try}
	}
	return StepKind{
		Name:  "despeckle",
		Group: GroupClean,
		Doc:   "Removes connected areas of ink (levels below 128, joined by edges or corners) by their size.",
		Source: "A. Rosenfeld, J. Pfaltz, \"Sequential operations in digital picture processing\", " +
			"J. ACM 13(4), 1966",
		Params: []Param{
			limit("min_height", "px", "lower ones are removed"),
			limit("max_height", "px", "higher ones are removed; 0 for no limit"),
			limit("min_area", "px²", "smaller ones are removed"),
			limit("max_area", "px²", "larger ones are removed; 0 for no limit"),
		},
		build: func(a args) (stepFunc, error) {
			height := span{a.int("min_height"), a.int("max_height")}
			area := span{a.int("min_area"), a.int("max_area")}
			if err := height.check("min_height", "max_height"); err != nil {
				return nil, err
			}
			if err := area.check("min_area", "max_area"); err != nil {
				return nil, err
			}
			return func(p *picture) error {
				keepComponents(p.buffers, p.asGray(), func(c component) bool {
					return height.holds(c.box.Dy()) && area.holds(c.area)
				})
				return nil
			}, nil
		},
	}
}

// keepComponents turns the components that keep does not want into ground.
func keepComponents(b *buffers, g *image.Gray, keep func(component) bool) {
	labels, parts := b.findComponents(g)
	removed := false
	for i := range parts {
		if !keep(parts[i]) {
			parts[i].area = 0
			removed = true
		}
	}
	if !removed {
		return
	}
	for i, l := range labels {
		if l != 0 && parts[l-1].area == 0 {
			g.Pix[i] = 255
		}
	}
}
