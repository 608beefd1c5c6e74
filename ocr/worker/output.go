package worker

import "sync"

// maxOutput is how much is kept of what a child writes.
const maxOutput = 8 << 10

// output keeps the beginning of what is written to it. The child never waits for it: what is too much is dropped.
type output struct {
	mu   sync.Mutex // guards text
	text []byte
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p[:min(len(p), maxOutput-len(o.text))]...)
	return len(p), nil
}

// reset forgets what was written.
func (o *output) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = o.text[:0]
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text)
}
