package main

import (
	"errors"
	"math"
	"math/rand/v2"
	"time"

	"github.com/formbot/formbot/session/pace"
)

// server is the made-up one: what it does depends on the hour, on chance, and in the rate limiter's hour on how often
// it was asked.
type server struct {
	random *rand.Rand
	asked  []time.Duration // in the last minute, since midnight
}

// phase is a time of the day in which something is the matter.
type phase struct {
	from, to float64 // hours
	what     string
}

// The phases, in order; each is also a band of the picture.
func phases() []phase {
	return []phase{
		{7, 11, "busy with others"},
		{12, 12.4, "overloaded: 503, Retry-After"},
		{12.4, 13, "down"},
		{13, 14, "cold caches"},
		{17, 18, "rate limit: 429"},
		{21, 22, "one in eight fails"},
	}
}

// The rate limiter lets so many requests a minute through.
const perMinute = 15

var errDown = errors.New("connection refused")

// answer is what becomes of a request that is sent at a time of the day.
func (s *server) answer(at time.Duration) pace.Outcome {
	hour := at.Hours()
	o := pace.Outcome{Status: 200, Latency: s.latency(hour)}
	s.asked = append(s.asked, at)
	for at-s.asked[0] > time.Minute {
		s.asked = s.asked[1:]
	}
	switch {
	case within(hour, 12, 12.4):
		o = pace.Outcome{Status: 503, Latency: 30 * time.Millisecond, RetryAfter: 90 * time.Second}
	case within(hour, 12.4, 13):
		o = pace.Outcome{Err: errDown, Latency: 10 * time.Millisecond}
	case within(hour, 17, 18) && len(s.asked) > perMinute:
		o = pace.Outcome{Status: 429, Latency: 20 * time.Millisecond}
	case within(hour, 21, 22) && s.random.IntN(8) == 0:
		o.Status = 500
	}
	return o
}

// latency is that of a queue: the work itself, longer the busier the server is with others, and never twice the same.
func (s *server) latency(hour float64) time.Duration {
	const work = 0.12 // seconds
	busy := 0.1
	if within(hour, 7, 11) {
		busy += 0.87 * math.Sin(math.Pi*(hour-7)/4)
	}
	if within(hour, 13, 14) {
		busy += 0.85 * (14 - hour)
	}
	seconds := work / (1 - busy) * (0.5 + s.random.ExpFloat64()/2)
	return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
}

func within(hour, from, to float64) bool { return hour >= from && hour < to }
