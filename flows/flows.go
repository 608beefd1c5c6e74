// Package flows holds the flows for the built-in practice site: to run, to read
// and to start your own from.
package flows

import "embed"

// FS holds register.yaml and login.yaml.
//
//go:embed *.yaml
var FS embed.FS
