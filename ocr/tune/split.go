package tune

import (
	"crypto/sha256"
	"encoding/binary"
	"image"
	"image/draw"
	"math/rand/v2"
)

// Split holds the indexes of the images in each part. The parts have no image in common, nor two copies of one.
type Split struct {
	Train, Validation, Test []int
	// Rest are images that are not used: more than some hundreds only make the search slower.
	Rest []int
}

// Streams of random numbers, so that what is drawn for one purpose does not depend on another.
const (
	streamSplit  = 1
	streamFolds  = 2
	streamRounds = 1 << 32 // and the number of the round
)

// newRand returns the random numbers of one purpose.
func newRand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// What each part has at most. More images to search with leave time for fewer pipelines; more of the others tell hardly
// more.
const (
	maxTrain   = 400
	maxHeldOut = 200
)

// newSplit gives half of the images to the search, and a quarter each to the choice and to the final figure. Copies of
// one image, known by their digests, stay together.
func newSplit(digests [][32]byte, seed uint64) Split {
	var groups [][]int
	known := map[[32]byte]int{}
	for i, d := range digests {
		g, ok := known[d]
		if !ok {
			g = len(groups)
			known[d] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	newRand(seed, streamSplit).Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	held := min(max(1, len(groups)/4), maxHeldOut)
	var s Split
	for i, g := range groups {
		switch {
		case i < held:
			s.Test = append(s.Test, g...)
		case i < 2*held:
			s.Validation = append(s.Validation, g...)
		case i >= 2*held+maxTrain:
			s.Rest = append(s.Rest, g...)
		default:
			s.Train = append(s.Train, g...)
		}
	}
	return s
}

// digest identifies what an image shows.
func digest(img image.Image) [32]byte {
	b := img.Bounds()
	rgba := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(rgba, rgba.Rect, img, b.Min, draw.Src)
	h := sha256.New()
	var size [16]byte
	binary.LittleEndian.PutUint64(size[:], uint64(b.Dx()))
	binary.LittleEndian.PutUint64(size[8:], uint64(b.Dy()))
	h.Write(size[:])
	h.Write(rgba.Pix)
	return [32]byte(h.Sum(nil))
}
