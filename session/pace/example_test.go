package pace_test

import (
	"context"
	"fmt"
	"time"

	"github.com/formbot/formbot/session/pace"
)

func Example() {
	p := pace.New(pace.Options{Jitter: -1})
	p.SetCrawlDelay("example.com", 5*time.Second) // as its robots.txt says

	for _, host := range []string{"example.com", "example.com", "example.org", "127.0.0.1:8080", "127.0.0.1:8080"} {
		ticket, ok := p.Try(host)
		if !ok {
			fmt.Printf("%s: in %s\n", host, time.Until(p.Next(host)).Round(time.Second))
			continue
		}
		fmt.Printf("%s: now\n", host)
		ticket.Done(pace.Outcome{Status: 200, Latency: 80 * time.Millisecond})
	}

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, err := p.Wait(ctx, "example.com")
	fmt.Println(err != nil)
	// Output:
	// example.com: now
	// example.com: in 5s
	// example.org: now
	// 127.0.0.1:8080: now
	// 127.0.0.1:8080: now
	// true
}
