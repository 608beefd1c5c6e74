package ocr

import (
	"errors"
	"fmt"
	"image"
)

func despeckleStep() StepKind {
	limit := func(name, unit, doc string, try ...any) Param {
		return Param{Name: name, Kind: ParamInt, Unit: unit, Min: 0, Max: 1 << 24, Default: 0, Doc: doc, Try: try}
	}
	ratio := func(name, doc string, try ...any) Param {
		return Param{Name: name, Kind: ParamNumber, Min: 0, Max: 1000, Default: 0.0, Doc: doc, Try: try}
	}
	return StepKind{
		Name:  "despeckle",
		Group: GroupClean,
		Doc: "Removes connected areas of ink (levels below 128, joined by edges or corners) by their size, their " +
			"shape, or because they touch the edge.",
		Source: "A. Rosenfeld, J. Pfaltz, \"Sequential operations in digital picture processing\", " +
			"J. ACM 13(4), 1966",
		Params: []Param{
			limit("min_height", "px", "lower ones are removed", 0, 4, 6, 8, 10, 14),
			limit("max_height", "px", "higher ones are removed; 0 for no limit"),
			limit("min_width", "px", "narrower ones are removed", 0, 2, 4, 6),
			limit("max_width", "px", "wider ones are removed; 0 for no limit"),
			limit("min_area", "px²", "smaller ones are removed", 0, 5, 10, 20, 40, 80),
			limit("max_area", "px²", "larger ones are removed; 0 for no limit"),
			ratio("min_aspect", "those that are narrower for their height are removed"),
			ratio("max_aspect", "those that are wider for their height are removed; 0 for no limit", 0.0, 3.0, 5.0),
			{Name: "frame", Kind: ParamWord, Words: []string{"keep", "remove"}, Default: "keep", Try: []any{"keep", "remove"},
				Doc: "whether those that touch the edge of the picture are removed"},
		},
		build: func(a args) (stepFunc, error) {
			s := specks{
				height: span{a.int("min_height"), a.int("max_height")},
				width:  span{a.int("min_width"), a.int("max_width")},
				area:   span{a.int("min_area"), a.int("max_area")},
				narrow: a.number("min_aspect"), wide: a.number("max_aspect"),
				frame: a.isWord("frame", "remove"),
			}
			if err := s.check(); err != nil {
				return nil, err
			}
			return func(p *picture) error {
				g := p.asGray()
				keepComponents(p.buffers, g, func(c component) bool { return s.keep(c, g.Rect) })
				return nil
			}, nil
		},
	}
}

// specks says which components are kept.
type specks struct {
	height, width, area span
	narrow, wide        float64 // width to height, both included; wide may be 0
	frame               bool    // those at the edge are removed
}

func (s specks) check() error {
	if s.wide != 0 && s.wide < s.narrow {
		return fmt.Errorf("min_aspect is %s and max_aspect %s, so that nothing would be left", decimal(s.narrow), decimal(s.wide))
	}
	return errors.Join(s.height.check("min_height", "max_height"), s.width.check("min_width", "max_width"),
		s.area.check("min_area", "max_area"))
}

// keep says whether c stays in a picture of that size.
func (s specks) keep(c component, picture image.Rectangle) bool {
	w, h := c.box.Dx(), c.box.Dy()
	switch aspect := float64(w) / float64(h); {
	case !s.height.holds(h), !s.width.holds(w), !s.area.holds(c.area), aspect < s.narrow, s.wide != 0 && aspect > s.wide:
		return false
	}
	return !s.frame || c.box.In(picture.Inset(1))
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
