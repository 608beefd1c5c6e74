package flow

import (
	"context"
	"fmt"
	"time"
)

// maxRounds bounds what a flow may ask for: the site pays for each.
const maxRounds = 1000

// Repeat runs steps several times: so many times, or once for each value of a
// list, or, with until, at most so many times and until the page is as said.
//
//	repeat: {times: 10, every: 2s, until: {text: "ready"}, steps: [{get: /status}]}
//	repeat: {each: {tag: [go, c]}, steps: [{form: "#add", fill: {tag: "${tag}"}}]}
type Repeat struct {
	Times int              `yaml:"times"` // rounds at most; this or each is required
	Each  map[string]Texts `yaml:"each"`  // one name, and the values that it has in the rounds
	Until *Expect          `yaml:"until"` // looked for after each round; that it never comes is an error
	Every Duration         `yaml:"every"` // from the end of one round to the next; default: at once
	Steps []Step           `yaml:"steps"` // any but repeat
}

// loop is the name and the values of each; both are empty without it.
func (rp *Repeat) loop() (name string, values []string) {
	for name, values := range rp.Each {
		return name, values
	}
	return "", nil
}

func (rp *Repeat) rounds() int {
	if _, values := rp.loop(); len(values) > 0 {
		return len(values)
	}
	return rp.Times
}

func (c *checker) repeat(rp *Repeat, path string) {
	name, values := rp.loop()
	switch {
	case rp.Each == nil && (rp.Times < 1 || rp.Times > maxRounds):
		c.fault(path, "repeat needs times, 1 to %d, or each: {name: [values]}", maxRounds)
	case rp.Each != nil && rp.Times != 0:
		c.fault(path, "repeat has times and each: choose one")
	case rp.Each != nil && (len(rp.Each) != 1 || len(values) == 0 || len(values) > maxRounds):
		c.fault(path+".each", "each wants one name with a list of values, 1 to %d: each: {colour: [red, green]}", maxRounds)
	}
	if every := time.Duration(rp.Every); every < 0 || every > maxAwait {
		c.fault(path+".every", "every is %s: want up to %s", every, maxAwait)
	}
	for _, v := range values {
		c.template(path+".each", v)
	}
	if name != "" {
		c.define(path+".each", "each", name)
	}
	if len(rp.Steps) == 0 {
		c.fault(path, "repeat needs steps: what is done in each round")
	}
	for i := range rp.Steps {
		at := fmt.Sprintf("%s.steps[%d]", path, i)
		if rp.Steps[i].Repeat != nil {
			c.fault(at, "a repeat within a repeat: write the steps out")
			continue
		}
		c.step(&rp.Steps[i], at)
	}
	if rp.Until != nil {
		c.expect(rp.Until, path+".until")
	}
	if name != "" {
		delete(c.known, name) // it means nothing after the last round
	}
}

// repeat runs the rounds.
func (r *run) repeat(ctx context.Context, rp *Repeat, out *StepResult) error {
	name, values := rp.loop()
	if name != "" {
		defer delete(r.values, name)
	}
	for n := 1; ; n++ {
		if name != "" {
			r.values[name] = expand(values[n-1], r.values)
		}
		for i := range rp.Steps {
			if err := r.part(ctx, out.Step, n, i, &rp.Steps[i]); err != nil {
				return err
			}
		}
		out.Rounds = n
		var unmet []string
		if rp.Until != nil {
			doc, err := r.page.Document()
			if err != nil {
				return err
			}
			unmet = rp.Until.unmet(answer{r.page.URL, r.page.Status, doc}, r.values)
			if len(unmet) == 0 {
				out.seen(r.page)
				return nil
			}
		}
		if n == rp.rounds() {
			if rp.Until != nil {
				return r.disappointed(r.page, "after "+count(n, "round")+" the page is not as expected", unmet, nil)
			}
			if r.page != nil {
				out.seen(r.page)
			}
			return nil
		}
		if err := pause(ctx, time.Duration(rp.Every)); err != nil {
			return err
		}
	}
}
