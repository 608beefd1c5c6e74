package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"
)

// plan is a recipe that was checked and is ready to run. It does not change.
type plan struct {
	name  string
	steps []namedStep // before those of any member
	// members are the recipes of a cascade, or one that stands for a recipe that is none.
	members []member
	cascade bool
	accept  float64
	rules   *rules // of the whole
}

// member is one recipe of a cascade.
type member struct {
	name  string // empty when there is no cascade
	steps []namedStep
	opts  RecognizeOptions
	// glyphs says that each glyph is recognised alone.
	glyphs bool
	rules  *rules
}

// compile checks the recipe, loads its words and makes it ready to run.
func (r *Recipe) compile() (*plan, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	full := r.withDefaults()
	p := &plan{name: full.Name, cascade: len(full.Cascade) > 0, accept: full.Accept.Confidence}
	var err error
	if p.steps, err = compileSteps(full.Steps); err != nil {
		return nil, err
	}
	lists := &wordLists{}
	if p.rules, err = newRules(&full, lists); err != nil {
		return nil, err
	}
	if !p.cascade {
		p.members = []member{{opts: full.options(), glyphs: full.Recognise == RecogniseGlyphs, rules: p.rules}}
		return p, nil
	}
	for i := range full.Cascade {
		m, err := full.compileMember(i, lists)
		if err != nil {
			return nil, inMember(i, err)
		}
		p.members = append(p.members, m)
	}
	return p, nil
}

func (r *Recipe) compileMember(i int, lists *wordLists) (member, error) {
	full := r.member(i)
	m := member{name: full.Name, opts: full.options(), glyphs: full.Recognise == RecogniseGlyphs}
	var err error
	if m.steps, err = compileSteps(full.Steps); err != nil {
		return m, err
	}
	m.rules, err = newRules(&full, lists)
	return m, err
}

func (r *Recipe) options() RecognizeOptions {
	return RecognizeOptions{PSM: r.PSM, Language: r.Language}
}

// reading is one image on its way through a plan.
type reading struct {
	plan    *plan
	rec     Recognizer
	buffers *buffers
	bounds  image.Rectangle // of the original image
	stages  *[]Stage        // may be nil
}

// read reads the picture p, which went through the plan's own steps and is not changed. It returns ErrNoInk when no
// member finds any ink.
func (r *reading) read(ctx context.Context, p *picture) (Reading, error) {
	readings := make([]Reading, 0, len(r.plan.members))
	inked := false
	for i := range r.plan.members {
		m := &r.plan.members[i]
		got, err := r.member(ctx, m, p)
		if err != nil && !errors.Is(err, ErrNoInk) {
			if m.name != "" {
				err = fmt.Errorf("recipe %q: %w", m.name, err)
			}
			return Reading{}, err
		}
		inked = inked || err == nil
		if !r.plan.cascade {
			return got, err
		}
		if r.plan.accepts(got) {
			return got, nil
		}
		readings = append(readings, got)
	}
	if !inked {
		return Reading{}, ErrNoInk
	}
	return r.plan.vote(readings), nil
}

// member reads the picture by one recipe. The recipe of a plan that is no cascade may change p.
func (r *reading) member(ctx context.Context, m *member, p *picture) (Reading, error) {
	if r.plan.cascade {
		p = p.clone(r.buffers)
		defer p.release()
	}
	if err := runSteps(ctx, p, m.steps, r.keep(m.name, p)); err != nil {
		return Reading{}, err
	}
	if err := p.settle(); err != nil {
		return Reading{}, err
	}
	rec, err := r.recognise(ctx, m, p)
	if err != nil {
		return Reading{}, err
	}
	for i := range rec.Symbols {
		s := &rec.Symbols[i]
		s.Box = p.toOriginal.box(s.Box).Add(r.bounds.Min).Intersect(r.bounds)
	}
	got := m.rules.reading(rec)
	got.Member = m.name
	return got, nil
}

// keep returns what is to be called after each step to keep a picture of it, nil when none are kept.
func (r *reading) keep(member string, p *picture) func(namedStep, time.Duration) {
	if r.stages == nil {
		return nil
	}
	return func(s namedStep, took time.Duration) {
		*r.stages = append(*r.stages, Stage{Name: s.name, Params: s.params, Member: member, Image: p.snapshot(), Elapsed: took})
	}
}

// glyphMargin is the white border of a glyph that is recognised alone, in px.
const glyphMargin = 10

// recognise has a settled picture recognised, as a whole or glyph by glyph.
func (r *reading) recognise(ctx context.Context, m *member, p *picture) (Recognition, error) {
	if !m.glyphs {
		return r.rec.Recognize(ctx, p.gray, m.opts)
	}
	out := Recognition{Confidence: 1}
	for i := range max(1, len(p.toOriginal.parts)) {
		s, confidence, err := r.glyph(ctx, m, p, i)
		if err != nil {
			return Recognition{}, err
		}
		if s.Text == "" {
			confidence = 0 // something is there, and nobody knows what
		} else {
			out.Symbols = append(out.Symbols, s)
		}
		out.Confidence = min(out.Confidence, confidence)
	}
	return out, nil
}

// glyph has the i-th glyph recognised: the most confident symbol of those that fit the charset, since a glyph is one
// character. The Symbol is empty when there is none.
func (r *reading) glyph(ctx context.Context, m *member, p *picture, i int) (Symbol, float64, error) {
	img := p.cell(i, glyphMargin)
	defer p.buffers.release(img.Pix)
	rec, err := r.rec.Recognize(ctx, img, m.opts)
	if err != nil {
		return Symbol{}, 0, err
	}
	var best Symbol
	for _, s := range rec.Symbols {
		if fitted, _ := m.rules.fit(s.Text); fitted != "" && (best.Text == "" || s.Confidence > best.Confidence) {
			best = s
		}
	}
	best.Box = p.gray.Rect
	if len(p.toOriginal.parts) > 0 {
		best.Box = p.toOriginal.parts[i].box
	}
	return best, rec.Confidence, nil
}
