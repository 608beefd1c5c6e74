package ocr

import (
	"image"
	"math"
)

// resampleKernel is a function of the distance from a pixel's middle, zero beyond its support.
type resampleKernel struct {
	support float64 // px of the coarser of the two pictures
	at      func(float64) float64
}

func kernelOf(filter string) resampleKernel {
	switch filter {
	case "area":
		return resampleKernel{0.5, func(float64) float64 { return 1 }}
	case "cubic": // the spline of E. Catmull and R. Rom, 1974
		return resampleKernel{2, func(x float64) float64 {
			x = math.Abs(x)
			if x < 1 {
				return 1.5*x*x*x - 2.5*x*x + 1
			}
			return -0.5*x*x*x + 2.5*x*x - 4*x + 2
		}}
	case "lanczos": // of three lobes; C. Duchon, 1979
		return resampleKernel{3, func(x float64) float64 {
			if x == 0 {
				return 1
			}
			x *= math.Pi
			return 3 * math.Sin(x) * math.Sin(x/3) / (x * x)
		}}
	case "nearest":
		return resampleKernel{0, nil}
	default:
		return resampleKernel{1, func(x float64) float64 { return 1 - math.Abs(x) }}
	}
}

// taps say of which pixels of a line each pixel of the resampled line is made.
type taps struct {
	count   int     // how many go into one
	first   []int32 // for each pixel the first of them
	weights []int32 // for each pixel count weights, of which 1<<weightBits make up one
}

const weightBits = 14

// tapsFor returns the taps that make n pixels of from. They are b's, valid until the next call for the same axis.
func (b *buffers) tapsFor(axis, from, n int, k resampleKernel) taps {
	ratio := float64(from) / float64(n)
	spread := max(1, ratio) // when it gets smaller, the kernel is as wide as the new pixels
	reach := k.support * spread
	count := min(from, int(math.Ceil(2*reach))+1)
	t := taps{count: count, first: lend(&b.tapFirst[axis], n), weights: lend(&b.tapWeights[axis], n*count)}
	var exact [64]float64
	for i := range n {
		middle := (float64(i)+0.5)*ratio - 0.5
		if k.at == nil {
			t.first[i] = int32(min(from-1, int(math.Floor(middle+0.5+1e-9))))
			t.weights[i*count] = 1 << weightBits
			continue
		}
		first := min(max(0, int(math.Ceil(middle-reach-1e-9))), from-count)
		t.first[i] = int32(first)
		w := exact[:0]
		sum := 0.0
		for j := range count {
			v := 0.0
			if d := float64(first+j) - middle; math.Abs(d) <= reach+1e-9 {
				v = k.at(d / spread)
			}
			w = append(w, v)
			sum += v
		}
		roundWeights(t.weights[i*count:][:count], w, sum)
	}
	return t
}

// roundWeights makes fixed-point weights of exact ones so that they add up to one.
func roundWeights(out []int32, exact []float64, sum float64) {
	left, largest := int32(1<<weightBits), 0
	for j, v := range exact {
		out[j] = int32(math.Round(v / sum * (1 << weightBits)))
		left -= out[j]
		if out[j] > out[largest] {
			largest = j
		}
	}
	out[largest] += left
}

// resample writes src, of another size, into dst. Both are the rows of pictures without gaps.
func (b *buffers) resample(dst, src *image.Gray, k resampleKernel) {
	w, h, newW, newH := src.Rect.Dx(), src.Rect.Dy(), dst.Rect.Dx(), dst.Rect.Dy()
	across, down := b.tapsFor(0, w, newW, k), b.tapsFor(1, h, newH, k)
	middle := b.gray(newW, h)
	for y := range h {
		row, out := src.Pix[y*w:][:w], middle.Pix[y*newW:][:newW]
		for x := range out {
			from := row[across.first[x]:][:across.count]
			weights := across.weights[x*across.count:][:len(from)]
			sum := int32(1 << (weightBits - 1))
			for j, v := range from {
				sum += int32(v) * weights[j]
			}
			out[x] = byte(min(max(sum>>weightBits, 0), 255))
		}
	}
	sums := lend(&b.rowSums, newW)
	for y := range newH {
		for x := range sums {
			sums[x] = 1 << (weightBits - 1)
		}
		for j, weight := range down.weights[y*down.count:][:down.count] {
			if weight == 0 {
				continue
			}
			from := middle.Pix[(int(down.first[y])+j)*newW:][:newW]
			for x, v := range from[:len(sums)] {
				sums[x] += int32(v) * weight
			}
		}
		out := dst.Pix[y*newW:][:newW]
		for x, sum := range sums[:len(out)] {
			out[x] = byte(min(max(sum>>weightBits, 0), 255))
		}
	}
	b.release(middle.Pix)
}
