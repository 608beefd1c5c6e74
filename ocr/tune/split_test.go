package tune

import (
	"slices"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, n := range []int{12, 13, 50, 200, 1000} {
		digests := make([][32]byte, n)
		for i := range digests {
			digests[i] = [32]byte{byte(i), byte(i >> 8)}
		}
		digests[n-1], digests[n-2] = digests[0], digests[0] // copies
		s := newSplit(digests, 9)
		part := map[int]int{}
		for p, list := range [][]int{s.Train, s.Validation, s.Test, s.Rest} {
			if len(list) == 0 && p < 3 {
				t.Errorf("%d images: part %d is empty", n, p)
			}
			for _, i := range list {
				if _, twice := part[i]; twice {
					t.Errorf("%d images: image %d is in two parts", n, i)
				}
				part[i] = p
			}
		}
		if len(part) != n {
			t.Errorf("%d images: %d are in a part", n, len(part))
		}
		if part[0] != part[n-1] || part[0] != part[n-2] {
			t.Errorf("%d images: copies of one image are in different parts", n)
		}
		if len(s.Rest) > 0 && len(s.Train) < maxTrain || len(s.Rest) == 0 && 2*len(s.Train) < n-6 {
			t.Errorf("%d images: only %d are searched with, and %d not used", n, len(s.Train), len(s.Rest))
		}
		if again := newSplit(digests, 9); !slices.Equal(s.Test, again.Test) {
			t.Errorf("%d images: the same seed splits differently", n)
		}
	}
}
