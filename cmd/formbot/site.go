package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/formbot/formbot/internal/demosite"
)

type siteCmd struct {
	Addr string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen; port 0 takes a free one."`
	Seed uint64 `default:"1" help:"Which CAPTCHAs are shown, in which order."`
}

// Help implements kong.HelpProvider.
func (siteCmd) Help() string {
	return `The site lives in memory: what is registered and edited is gone when it stops. Ctrl-C stops it.

Examples:

  formbot site
  formbot site --addr 127.0.0.1:0 --seed 7`
}

// Run serves until it is interrupted, which is its normal end.
func (c *siteCmd) Run(ctx context.Context, g *globals, s *streams) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return usagef("serve the practice site: %w", err)
	}
	url := "http://" + shownAddr(ln.Addr())
	if g.JSON {
		err = printJSON(s.out, struct {
			URL  string `json:"url"`
			Seed uint64 `json:"seed"`
		}{url, c.Seed})
	} else {
		_, err = fmt.Fprintf(s.out, "The practice site is at %s (seed %d); Ctrl-C stops it.\n", url, c.Seed)
	}
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           demosite.New(demosite.Options{Seed: c.Seed, Logger: g.logger(s)}),
		ReadHeaderTimeout: 10 * time.Second,
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	// The interrupt has ended ctx; what is being answered gets a moment more.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// shownAddr is an address that a browser on this machine can open.
func shownAddr(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return a.String()
}
