package captchagen

import (
	"image"
	"testing"
)

// Every word of the list fits the default picture in every typeface without
// being shrunk out of the range that OCR reads.
func TestEveryWordFits(t *testing.T) {
	room := Options{}.bounds().Inset(margin).Size()
	for _, ttf := range fonts() {
		for _, word := range []string{"september", "mushroom", "wednesday", "whisper", "programme"} {
			size := setWord(ttf, minFontSize, word).Bounds().Size()
			if size.X > room.X || size.Y > room.Y {
				t.Errorf("%q set at %d is %v, more than the room of %v", word, minFontSize, size, room)
			}
		}
	}
}

func TestSpreadGrowsByTwoPixels(t *testing.T) {
	dot := image.NewAlpha(image.Rect(10, 10, 11, 11))
	dot.Pix[0] = 255
	halo := spread(dot)
	if want := image.Rect(8, 8, 13, 13); halo.Rect != want {
		t.Fatalf("the halo covers %v, want %v", halo.Rect, want)
	}
	for _, tt := range []struct{ x, y, want int }{
		{10, 10, 255}, {11, 10, 255}, {11, 11, 255}, {12, 10, 102}, {12, 11, 102}, {12, 12, 0},
	} {
		if got := int(halo.AlphaAt(tt.x, tt.y).A); got != tt.want {
			t.Errorf("the halo at %d,%d is %d, want %d", tt.x, tt.y, got, tt.want)
		}
	}
}
