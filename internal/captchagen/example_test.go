package captchagen_test

import (
	"fmt"

	"github.com/formbot/formbot/internal/captchagen"
)

func ExampleWord() {
	text, img := captchagen.Word(7, captchagen.Options{})
	fmt.Println(text, img.Bounds())
	// Output: paste (0,0)-(256,96)
}
