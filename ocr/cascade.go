package ocr

// accepts says that a member's answer is taken without asking the others.
func (p *plan) accepts(r Reading) bool { return r.Valid && r.Confidence >= p.accept }

// combine returns the answer of a plan whose members read readings, in their order.
func (p *plan) combine(readings []Reading) Reading {
	for _, r := range readings {
		if !p.cascade || p.accepts(r) {
			return r
		}
	}
	return p.vote(readings)
}

// vote returns the answer of members none of whose readings was accepted: what they vote for or, when that is not valid,
// the most confident valid reading.
//
// The confidence is the least share of the votes that a symbol has, times the chance that not all are wrong who read
// just that, were they independent. Members are not, so it is more of a rank than a rate.
func (p *plan) vote(readings []Reading) Reading {
	columns := tally(readings)
	out := Reading{Symbols: elect(columns, p.rules.length)}
	if len(out.Symbols) == 0 {
		return out
	}
	out.Raw = joinSymbols(out.Symbols)
	share := 1.0
	for _, s := range out.Symbols {
		share = min(share, s.Confidence)
	}
	wrong, agreed := 1.0, false
	for _, r := range readings {
		if len(r.Symbols) == 0 || joinSymbols(r.Symbols) != out.Raw {
			continue
		}
		wrong *= 1 - max(r.Confidence, leastSupport)
		if !agreed {
			agreed, out.Member = true, r.Member
		}
	}
	if !agreed {
		wrong = 1 - leastSupport
	}
	out.Confidence = share * (1 - wrong)
	if p.rules.words != nil {
		p.rules.words.elect(&out, readings)
	} else {
		p.rules.answerOf(&out)
	}
	if out.Valid {
		return out
	}
	best := out
	for _, r := range readings {
		if r.Valid && (!best.Valid || r.Confidence > best.Confidence) {
			best = r
		}
	}
	return best
}

// leastSupport is what one reading counts for at least, whatever the recogniser says of it.
const leastSupport = 0.2
