package main

import (
	"fmt"
	"time"

	"github.com/formbot/formbot/session"
)

// longWait is a wait that people wonder about. The usual pace is below it.
const longWait = 2 * time.Second

// tellWait tells of long waits before they begin.
func tellWait(s *streams) func(session.Wait) {
	return func(w session.Wait) {
		if w.Expected < longWait {
			return
		}
		why := "it is to be asked less often (--delay)"
		if w.Retry {
			why = "then it is asked again (--tries)"
		}
		fmt.Fprintf(s.err, "formbot: waiting %s for %s: %s\n", w.Expected.Round(100*time.Millisecond), w.Host, why)
	}
}
