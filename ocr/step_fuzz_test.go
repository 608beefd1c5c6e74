package ocr

import (
	"errors"
	"image"
	"testing"
)

// FuzzSteps runs any steps with any parameters on any small picture: what a recipe may say, an image must not turn into a
// crash.
func FuzzSteps(f *testing.F) {
	f.Add([]byte{3, 0, 12, 40, 28, 1, 200, 29, 5, 30, 9}, uint8(40), uint8(20))
	f.Add([]byte{4, 11, 90, 13, 14, 255, 20, 28, 28, 30, 24}, uint8(7), uint8(90))
	f.Add([]byte{15, 16, 17, 18, 19, 21, 22, 23, 26, 27}, uint8(120), uint8(1))
	used := new(buffers)
	f.Fuzz(func(t *testing.T, data []byte, w, h uint8) {
		if w == 0 || h == 0 || len(data) == 0 || len(data) > 64 {
			return
		}
		next := func() int { // the next byte, over and over
			v := data[0]
			data = append(data[1:], v*37+11)
			return int(v)
		}
		n := len(data) / 3
		img := image.NewRGBA(image.Rect(0, 0, int(w), int(h)))
		for i := range img.Pix {
			img.Pix[i] = byte(i*i>>3) ^ data[i%len(data)]
		}
		p := newPicture(img, used)
		defer p.release()
		for range n {
			k := stepKinds[next()%len(stepKinds)].make()
			s := Step{k.Name, map[string]any{}}
			for _, param := range k.Params {
				if next()%2 == 0 {
					s.Params[param.Name] = anyValue(param, next(), next())
				}
			}
			run, err := s.compile()
			if err != nil {
				continue // such as both of height and factor
			}
			if err := run(p); err != nil {
				if errors.Is(err, errNoGlyphs) {
					continue
				}
				return // no ink, or too large
			}
			checkWhole(t, s.Name+" {"+s.params()+"}", p)
			if w, h := p.size(); w*h > 1<<18 {
				return // enough work
			}
		}
		if err := p.settle(); err == nil {
			checkWhole(t, "settle", p)
		}
	})
}

// anyValue chooses one of the values of a parameter by two bytes.
func anyValue(p Param, a, b int) any {
	if len(p.Words) > 0 && (p.Kind == ParamWord || a%3 == 0) {
		return p.Words[b%len(p.Words)]
	}
	most := min(p.Max, 300) // of px
	v := p.Min + (most-p.Min)*float64(a*256+b)/65535
	if p.Kind == ParamInt {
		return int(v)
	}
	return v
}
