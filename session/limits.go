package session

import (
	"fmt"
	"time"
)

// The defaults of Options.
const (
	DefaultTimeout          = 60 * time.Second
	DefaultDialTimeout      = 10 * time.Second
	DefaultTLSTimeout       = 10 * time.Second
	DefaultHeaderTimeout    = 30 * time.Second
	DefaultIdleTimeout      = 30 * time.Second
	DefaultMinRate          = 16
	DefaultMaxHeaderBytes   = 256 << 10 // Chromium's
	DefaultMaxBodyBytes     = 16 << 20
	DefaultMaxRatio         = 200
	DefaultMaxRedirects     = 20
	DefaultMaxInformational = 32
)

// limits are the bounds of a session's calls, with their defaults applied.
type limits struct {
	timeout, dial, tls, header, idle time.Duration

	minRate            int64 // bytes a second; 0: none
	maxHeader, maxBody int64 // bytes
	maxRatio           int64 // decompressed to compressed; 0: any

	maxRedirects, maxInformational int
}

func limitsOf(opts Options) limits {
	return limits{
		timeout:          orDefault(opts.Timeout, DefaultTimeout),
		dial:             orDefault(opts.DialTimeout, DefaultDialTimeout),
		tls:              orDefault(opts.TLSTimeout, DefaultTLSTimeout),
		header:           orDefault(opts.HeaderTimeout, DefaultHeaderTimeout),
		idle:             orDefault(opts.IdleTimeout, DefaultIdleTimeout),
		minRate:          max(orDefault(opts.MinRate, DefaultMinRate), 0),
		maxHeader:        orDefault(opts.MaxHeaderBytes, DefaultMaxHeaderBytes),
		maxBody:          orDefault(opts.MaxBodyBytes, DefaultMaxBodyBytes),
		maxRatio:         max(orDefault(opts.MaxRatio, DefaultMaxRatio), 0),
		maxRedirects:     max(orDefault(opts.MaxRedirects, DefaultMaxRedirects), 0),
		maxInformational: max(orDefault(opts.MaxInformational, DefaultMaxInformational), 0),
	}
}

// size writes a number of bytes for people: 16 MiB, 1000 bytes.
func size(n int64) string {
	switch {
	case n >= 10<<20 || n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 10<<10 || n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
