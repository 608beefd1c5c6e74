package tune

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// The course of the search. It depends on nothing but the images, the seed and these figures; how long it goes on is the
// only thing that trials, budget and clock decide.
const (
	perRound     = 48 // pipelines begun in a round
	randomRounds = 3  // rounds before any pipeline is made of another
	firstRung    = 8  // images that every pipeline reads
	keep         = 3  // one of so many goes on to the next rung, which has as many times the images

	shareRandom = 0.15 // of the pipelines of later rounds
	shareCross  = 0.25
)

// search is a search for pipelines.
type search struct {
	opts    Options
	images  []Image
	split   Split
	rules   Rules
	learnt  []string // what was learnt of the rules
	grammar *grammar
	eval    *evaluator
	print   [32]byte // identifies images and options

	archive archive
	seen    map[string]bool // keys of all candidates so far
	round   int
	trials  int
	before  time.Duration // of the time before an interruption
	begun   time.Time
	saved   time.Time
	cut     bool // the clock ended the search before its work was done
}

func newSearch(images []Image, opts Options) (*search, error) {
	s := &search{opts: opts, images: images, seen: map[string]bool{}, begun: opts.Now()}
	digests := make([][32]byte, len(images))
	for i, img := range images {
		digests[i] = digest(img.Image)
	}
	s.split = newSplit(digests, opts.Seed)
	if len(s.split.Train) == 0 {
		return nil, &TooFewError{len(s.split.Test) + len(s.split.Validation)}
	}
	known := make([]Image, 0, len(images))
	for _, i := range s.visible() {
		known = append(known, images[i])
	}
	s.rules, s.learnt = learnRules(opts.Rules, known)
	s.print = fingerprint(digests, images, opts)
	t := traitsOf(known)
	s.grammar = newGrammar(t, s.rules)
	var err error
	s.eval, err = newEvaluator(images, s.visible(), s.rules, opts)
	return s, err
}

// visible are the images that the search may see.
func (s *search) visible() []int {
	return slices.Concat(s.split.Train, s.split.Validation)
}

// run searches until the trials or the work are done.
func (s *search) run(ctx context.Context) error {
	s.eval.onImage = func() { s.tell("search", true) }
	for !s.over() {
		if err := s.oneRound(ctx); err != nil {
			return err
		}
		s.tell("search", false)
		if err := s.save(); err != nil {
			return err
		}
	}
	return nil
}

// work is how much the budget allows the search to do, in µs of one core.
func (s *search) work() int64 {
	const share = 0.75 // the rest is for slower machines
	return int64(share*float64(s.opts.Budget.Microseconds())*float64(s.opts.Workers)) - s.choiceWork()
}

// choiceWork is what the choice at the end will take, in µs of one core: the finalists' readings, which take what those
// so far took in the mean, and the votes of what may become a cascade.
func (s *search) choiceWork() int64 {
	const vote = 25 // µs for one image
	readings := int64((poolBest + poolCover) * len(s.split.Validation))
	votes := int64((poolBest + poolCover) * mostMembers * (folds + 1) * len(s.visible()))
	return readings*s.eval.meter.work.Load()/max(1, s.eval.readings.Load()) + votes*vote
}

// done is the share of the search that is done.
func (s *search) done() float64 {
	if s.opts.Trials > 0 {
		return float64(s.trials) / float64(s.opts.Trials)
	}
	return float64(s.eval.meter.work.Load()) / float64(max(1, s.work()))
}

// over says whether the search is over, between rounds: its trials or its work are done, it reads everything, or the clock
// says so.
func (s *search) over() bool {
	if s.trials > 0 && s.done() >= 1 {
		return true
	}
	if best := s.archive.best(); best != nil && s.round > randomRounds && sum(best.Train) == float64(len(best.Train)) {
		return true // there is nothing left to gain
	}
	if s.opts.Trials == 0 && s.trials > 0 && s.elapsed() >= s.opts.Budget*17/20 {
		s.cut = true
		return true
	}
	return false
}

func (s *search) elapsed() time.Duration { return s.before + s.opts.Now().Sub(s.begun) }

func (s *search) tell(phase string, within bool) {
	if s.opts.OnProgress == nil {
		return
	}
	p := Progress{Done: min(1, s.done()), Trials: s.trials, Phase: phase, Elapsed: s.elapsed()}
	if within && s.opts.Trials > 0 {
		p.Done = min(1, float64(s.trials)/float64(s.opts.Trials))
	}
	if best := s.archive.best(); best != nil {
		p.Best = best.exact(len(s.split.Train)).Accuracy()
	}
	s.opts.OnProgress(p)
}

// oneRound begins a number of pipelines and lets the best of them read all images of the first part.
func (s *search) oneRound(ctx context.Context) error {
	r := newRand(s.opts.Seed, streamRounds+uint64(s.round))
	racers := s.begin(r)
	order := r.Perm(len(s.split.Train))
	read := 0
	for _, rung := range rungs(len(order)) {
		images := make([]int, 0, rung-read)
		for _, at := range order[read:rung] {
			images = append(images, s.split.Train[at])
		}
		candidates := make([]candidate, len(racers))
		wanted := make([][]int, len(racers))
		for i, one := range racers {
			candidates[i], wanted[i] = one.candidate, images
		}
		answers, err := s.eval.read(ctx, candidates, wanted)
		if err != nil {
			return err
		}
		if err := s.eval.meter.err(); err != nil {
			return err // not a single image could be recognised
		}
		for i, one := range racers {
			for j, a := range answers[i] {
				one.answers[order[read+j]] = a
				one.sum += a.Score
			}
		}
		read = rung
		if rung < len(order) {
			racers = s.halve(racers, order[:rung])
		}
	}
	for _, one := range racers {
		s.archive.add(&elite{Candidate: one.candidate, Train: one.answers})
	}
	s.archive.trim()
	s.round++
	return nil
}

// racer is a candidate within its round.
type racer struct {
	candidate candidate
	answers   []answer // by the place of the image in Split.Train
	sum       float64
}

// begin makes the candidates of a round: none that was tried before.
func (s *search) begin(r *rand.Rand) []*racer {
	n := perRound
	if s.opts.Trials > 0 {
		n = min(n, s.opts.Trials-s.trials)
	}
	var made []candidate
	add := func(c candidate) {
		key := c.key()
		if !s.seen[key] && len(made) < n {
			s.seen[key] = true
			made = append(made, c)
		}
	}
	if s.round == 0 {
		for _, c := range s.grammar.starters() {
			add(c)
		}
	}
	parents := s.archive.parents()
	for tries := 0; len(made) < n && tries < 50*n; tries++ {
		add(s.offspring(r, parents))
	}
	s.trials += n // what was tried before counts, so that the search ends
	racers := make([]*racer, len(made))
	for i, c := range made {
		racers[i] = &racer{candidate: c, answers: make([]answer, len(s.split.Train))}
	}
	return racers
}

// offspring makes a candidate: a random one, or one that is like the best so far.
func (s *search) offspring(r *rand.Rand, parents []*elite) candidate {
	kind := r.Float64()
	if s.round < randomRounds || len(parents) == 0 || kind < shareRandom {
		return s.grammar.random(r)
	}
	choose := func() candidate {
		// The better, the likelier: the rank is distributed exponentially.
		const mean = 6
		return parents[min(int(r.ExpFloat64()*mean), len(parents)-1)].Candidate
	}
	if kind < shareRandom+shareCross {
		c := s.grammar.cross(r, choose(), choose())
		if r.IntN(2) == 0 {
			c = s.grammar.mutate(r, c)
		}
		return c
	}
	return s.grammar.mutate(r, choose())
}

// halve keeps the best of the racers after a rung, and of those only the ones that may yet be among the best of all.
func (s *search) halve(racers []*racer, read []int) []*racer {
	slices.SortStableFunc(racers, func(a, b *racer) int {
		return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(len(a.candidate.Genes), len(b.candidate.Genes)))
	})
	racers = racers[:(len(racers)+keep-1)/keep]
	least, ok := s.archive.bar(read)
	if !ok {
		return racers
	}
	// One standard error of a mean of scores, of which none is spread wider than by a half.
	slack := 0.5 / math.Sqrt(float64(len(read)))
	for i, one := range racers {
		if one.sum/float64(len(read)) < least-slack {
			return racers[:i]
		}
	}
	return racers
}

// rungs returns how many images have been read after each rung.
func rungs(images int) []int {
	var all []int
	for n := firstRung; n*3 <= images*2; n *= keep {
		all = append(all, n)
	}
	return append(all, images)
}
