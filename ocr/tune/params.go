package tune

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/formbot/formbot/ocr"
)

// set returns the step with a parameter; what is the default anyway is left out.
func set(s ocr.Step, p ocr.Param, v any) ocr.Step {
	params := maps.Clone(s.Params)
	delete(params, p.Name)
	if v != p.Default {
		if params == nil {
			params = map[string]any{}
		}
		params[p.Name] = v
	}
	if len(params) == 0 {
		params = nil
	}
	s.Params = params
	return s
}

// value draws a value for a parameter. Lengths and areas in pixels follow the scale, every other time.
func (g *grammar) value(r *rand.Rand, p ocr.Param, scale float64) any {
	if p.Name == "count" && g.glyphs > 0 {
		return [...]int{0, g.glyphs}[r.IntN(2)]
	}
	if len(p.Try) == 0 {
		return p.Default
	}
	v := p.Try[r.IntN(len(p.Try))]
	if p.Name == "factor" {
		if f, ok := v.(float64); ok {
			return min(f, g.most)
		}
	}
	if follow := r.IntN(2) == 0; scale == 1 || !follow {
		return v
	}
	switch p.Unit {
	case "px":
		return multiply(p, v, scale)
	case "px²":
		return multiply(p, v, scale*scale)
	}
	return v
}

// multiply returns a number times a factor, within the parameter's bounds and rounded as people write numbers. What is no
// number stays.
func multiply(p ocr.Param, v any, factor float64) any {
	switch n := v.(type) {
	case int:
		return int(math.Round(min(max(float64(n)*factor, p.Min), p.Max)))
	case float64:
		if n == 0 {
			return n
		}
		digits := math.Pow(10, 1-math.Floor(math.Log10(math.Abs(n*factor))))
		return min(max(math.Round(n*factor*digits)/digits, p.Min), p.Max)
	}
	return v
}

// near draws a value close to v: the next one worth trying, or a number somewhat larger or smaller.
func (g *grammar) near(r *rand.Rand, p ocr.Param, v any, scale float64) any {
	if p.Name == "count" || p.Kind == ocr.ParamWord {
		return g.value(r, p, scale)
	}
	_, isWord := v.(string)
	at := slices.Index(p.Try, v)
	if isWord || (at < 0 && r.IntN(4) == 0) {
		return g.value(r, p, scale)
	}
	if at >= 0 && r.IntN(2) == 0 {
		next := at + 2*r.IntN(2) - 1
		if next >= 0 && next < len(p.Try) {
			return p.Try[next]
		}
	}
	factor := math.Exp((r.Float64() - 0.5) * 0.8)
	w := multiply(p, v, factor)
	if n, ok := v.(int); ok && w == v {
		step := 2*r.IntN(2) - 1
		if to := n + step; float64(to) >= p.Min && float64(to) <= p.Max {
			return to
		}
	}
	return w
}
