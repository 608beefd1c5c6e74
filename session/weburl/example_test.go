package weburl_test

import (
	"fmt"

	"github.com/formbot/formbot/session/weburl"
)

func Example() {
	page, err := weburl.Parse(" HTTP://BÜCHER.example:80/a/../list?page=1 ")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page)

	link, err := weburl.Resolve(page, `\item?id=7&&utm_source=mail#top`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(link)
	fmt.Println(weburl.Normalize(link, weburl.Options{}))
	fmt.Println(weburl.Normalize(link, weburl.Options{DropTracking: true}))

	_, err = weburl.Parse("example.com/list")
	fmt.Println(err)
	// Output:
	// http://xn--bcher-kva.example/list?page=1
	// http://xn--bcher-kva.example/item?id=7&&utm_source=mail#top
	// http://xn--bcher-kva.example/item?id=7&utm_source=mail
	// http://xn--bcher-kva.example/item?id=7
	// parse URL "example.com/list": it has no scheme; did you mean "http://example.com/list"?
}
