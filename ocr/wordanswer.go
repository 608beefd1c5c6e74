package ocr

const (
	// wordFar is how much of what was seen may have to change, at most: half a plain edit a character. A word that is
	// farther says nothing of what was meant.
	wordFar = costPlain / 2
	// wordMost is how much in all, when a single reading is all that there is. It bounds the time of a search too.
	wordMost = 3 * costPlain
	// wordTie is how much nearer than the next one a word must be.
	wordTie = 5
)

// answer makes the word nearest to what was read the Text of a Reading that has Symbols. It says whether there is such a
// word: one that is not far, and nearer than the next. Otherwise the Text stays.
func (x *wordIndex) answer(r *Reading) bool {
	if x.has(r.Text) {
		return true
	}
	seen := newSighting(r.Symbols)
	limit := min(seen.far(), wordMost)
	near := x.nearest(seen, limit, wordTie, 2)
	if len(near) == 0 || len(near) > 1 && near[1].cost-near[0].cost < wordTie {
		return false
	}
	best := near[0]
	r.Text = best.word
	r.Confidence *= 1 - float64(best.cost)/float64(limit)
	return true
}

// far is the cost at which a word is too far from what was seen.
func (s sighting) far() int32 { return wordFar * int32(len(s.runes)) }

// candidates is how many words near to each reading a vote looks at.
const candidates = 8

// elect makes the word the Text of a vote's Reading that all readings together are nearest to. Each counts by its weight,
// and none for more than a word that is far from it.
func (x *wordIndex) elect(out *Reading, readings []Reading) {
	type voter struct {
		seen          sighting
		limit, weight float64
	}
	var voters []voter
	words := map[string]bool{}
	note := func(r Reading) {
		seen := newSighting(r.Symbols)
		for _, m := range x.nearest(seen, seen.far(), wordMost, candidates) {
			words[m.word] = true
		}
	}
	note(*out)
	var sum float64
	for _, r := range readings {
		if len(r.Symbols) == 0 {
			continue
		}
		note(r)
		v := voter{newSighting(r.Symbols), 0, newBallot(r).gap}
		v.limit = float64(v.seen.far())
		voters = append(voters, v)
		sum += v.weight
	}
	var best, next match // costs are shares of sum, in ten-thousandths
	for _, word := range sortedWords(words) {
		var cost float64
		for _, v := range voters {
			cost += v.weight / sum * min(1, float64(v.seen.editCost([]rune(word)))/v.limit)
		}
		m := match{word, int32(1e4 * cost)}
		switch {
		case best.word == "" || m.cost < best.cost:
			best, next = m, best
		case next.word == "" || m.cost < next.cost:
			next = m
		}
	}
	const tie = 100
	if best.word != "" && (next.word == "" || next.cost-best.cost >= tie || best.cost == 0) {
		out.Text, out.Valid = best.word, true
		out.Confidence *= 1 - float64(best.cost)/1e4
		return
	}
	out.Text, out.Valid = joinSymbols(out.Symbols), false
	out.Confidence *= doubtful
}
