package worker

import (
	"errors"
	"image"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// recognize has the seat's child recognise the image of the seat's request, and gives the seat back: at once, or once the
// child is replaced, where it was lost or is spent.
func (p *Pool) recognize(s *seat, bounds image.Rectangle) (ocr.Recognition, error) {
	c, err := p.childOf(s)
	if err != nil {
		p.seats.put(s)
		return ocr.Recognition{}, err
	}
	rec, err := c.recognize(s.request, bounds, p.opts.Timeout)
	if lost := (*ChildError)(nil); !errors.As(err, &lost) {
		p.seats.read()
		if c.images < p.opts.MaxImages && c.memory() <= p.opts.MaxMemoryBytes/4 {
			p.seats.put(s)
			return rec, err
		}
	}
	p.endings.Go(func() {
		p.seats.desert(s)
		p.renew(s)
		p.seats.put(s)
	})
	return rec, err
}

// childOf returns the child of a seat that the caller has taken, and starts one where there is none.
func (p *Pool) childOf(s *seat) (*child, error) {
	if s.child != nil && s.child.alive() {
		return s.child, nil
	}
	return p.start(s)
}

// start starts a child for a seat that the caller has taken and waits until it is ready.
func (p *Pool) start(s *seat) (*child, error) {
	p.endings.Add(1)
	c, err := spawn(p.opts.Program, p.opts.MaxMemoryBytes)
	if err != nil {
		p.endings.Done()
		p.seats.settle(s, nil)
		return nil, &StartError{err}
	}
	p.seats.settle(s, c)
	go func() {
		defer p.endings.Done()
		c.watch(func() { p.seats.ended(c) })
		if p.seats.takeDead(s) {
			p.renew(s)
			p.seats.put(s)
		}
	}()
	err = c.greet(greeting{Languages: p.opts.Languages, DataPath: p.opts.DataPath})
	if err == nil {
		return c, nil
	}
	p.seats.settle(s, nil)
	err = errors.Join(err, c.retire())
	if missing := (*tesseract.MissingError)(nil); errors.As(err, &missing) {
		return nil, missing
	}
	return nil, &StartError{err}
}

// renew replaces the child of a seat that the caller has taken. Where no new one can be started, the seat is left without
// one: whoever takes it next tries again and is told why.
func (p *Pool) renew(s *seat) {
	if s.child != nil && s.child.retire() != nil {
		return // it is still there, and its seat with it
	}
	if !p.seats.isClosed() {
		_, _ = p.start(s)
	}
}
