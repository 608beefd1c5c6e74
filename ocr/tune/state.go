package tune

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// stateVersion changes whenever the course of the search does: a state of another version cannot be gone on from.
const stateVersion = 1

// state is what a search that was interrupted needs to go on as if it had not been.
type state struct {
	Version int
	Print   [32]byte
	Seen    []string
	Elites  []*elite
	Round   int
	Trials  int
	Work    int64
	Read    int64
	Elapsed time.Duration
}

// fingerprint identifies the images, in their order, and those options that the course of the search depends on. How long
// it is to go on is not among them: a search can be prolonged.
func fingerprint(digests [][32]byte, images []Image, opts Options) [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d %q %+v\n", opts.Seed, opts.Language, opts.Rules)
	for i, d := range digests {
		fmt.Fprintf(h, "%x %q\n", d, images[i].Text)
	}
	return [32]byte(h.Sum(nil))
}

// save hands out the state, unless it did so just now.
func (s *search) save() error {
	now := s.opts.Now()
	if s.opts.Save == nil || (!s.saved.IsZero() && now.Sub(s.saved) < saveEvery && !s.over()) {
		return nil
	}
	var b bytes.Buffer
	packed := gzip.NewWriter(&b)
	st := state{
		Version: stateVersion, Print: s.print, Elites: s.archive.elites, Round: s.round, Trials: s.trials,
		Work: s.eval.meter.work.Load(), Read: s.eval.readings.Load(), Elapsed: s.elapsed(),
	}
	for key := range s.seen {
		st.Seen = append(st.Seen, key)
	}
	slices.Sort(st.Seen)
	if err := gob.NewEncoder(packed).Encode(st); err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	if err := packed.Close(); err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	if err := s.opts.Save(b.Bytes()); err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	s.saved = now
	return nil
}

// restore goes on from a state.
func (s *search) restore(data []byte) error {
	const limit = 1 << 30 // of a state that is no bomb
	unpacked, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return &StateError{"it is damaged (" + err.Error() + ")"}
	}
	var st state
	if err := gob.NewDecoder(io.LimitReader(unpacked, limit)).Decode(&st); err != nil {
		return &StateError{"it is damaged (" + strings.TrimPrefix(err.Error(), "gob: ") + ")"}
	}
	switch {
	case st.Version != stateVersion:
		return &StateError{"it is of another version of formbot"}
	case st.Print != s.print:
		return &StateError{"it is of other images, labels, rules or another seed"}
	}
	for _, e := range st.Elites {
		if len(e.Train) != len(s.split.Train) {
			return &StateError{"it is damaged (an answer is missing)"}
		}
	}
	for _, key := range st.Seen {
		s.seen[key] = true
	}
	s.archive.elites = st.Elites
	s.round, s.trials, s.before = st.Round, st.Trials, st.Elapsed
	s.eval.meter.work.Store(st.Work)
	s.eval.readings.Store(st.Read)
	return nil
}
