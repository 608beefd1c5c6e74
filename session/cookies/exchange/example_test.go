package exchange_test

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/formbot/formbot/session/cookies"
	"github.com/formbot/formbot/session/cookies/exchange"
)

func Example() {
	const extension = `[{"domain": ".example.com", "name": "theme", "value": "dark", "path": "/", "secure": true, "expirationDate": 1800000000}]`
	now := func() time.Time { return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }
	read, err := exchange.Read(strings.NewReader(extension), exchange.Options{Now: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	jar := cookies.New(cookies.Options{Now: now})
	for _, c := range read.Cookies {
		if err := jar.Add(c); err != nil {
			fmt.Println(err)
		}
	}
	if _, err := exchange.Write(os.Stdout, exchange.Netscape, jar.All(), exchange.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Netscape HTTP Cookie File
	// # https://curl.se/docs/http-cookies.html
	// # Made by formbot. Its lines are as good as passwords.
	//
	// .example.com	TRUE	/	TRUE	1800000000	theme	dark
}
