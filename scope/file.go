package scope

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/formbot/formbot/internal/strictyaml"
)

// document is the file.
type document struct {
	Authorised []struct {
		Host  string `yaml:"host"`
		By    string `yaml:"by"`
		Until string `yaml:"until"`
	} `yaml:"authorised"`
}

// Parse reads a scope from YAML. name is the file's path for messages. Faults are
// *strictyaml.Error values that name the file, the line and what to write
// instead. A key is required; "authorised: []" declares nothing.
func Parse(name string, data []byte, opts Options) (*Scope, error) {
	var doc document
	if err := strictyaml.Decode("scope", name, data, &doc); err != nil {
		return nil, err
	}
	s := &Scope{file: name, now: opts.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if doc.Authorised == nil {
		return nil, strictyaml.At("scope", name, data, "$.authorised", `"authorised" lists nothing; write hosts below it, or "authorised: []" for this machine alone`)
	}
	for i, d := range doc.Authorised {
		at := func(key string, err error) error {
			return strictyaml.At("scope", name, data, fmt.Sprintf("$.authorised[%d]%s", i, key), "%s", err)
		}
		if d.Host == "" {
			return nil, at("", errors.New(`"host" is missing`))
		}
		e, err := parseEntry(d.Host)
		if err != nil {
			return nil, at(".host", err)
		}
		e.by, e.lastDay = d.By, d.Until
		if d.Until != "" {
			if e.until, err = parseUntil(d.Until); err != nil {
				return nil, at(".until", err)
			}
		}
		s.entries = append(s.entries, e)
	}
	return s, nil
}

// Load reads a scope from a file. That the file is missing is an error
// (fs.ErrNotExist).
func Load(path string, opts Options) (*Scope, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read scope: %w", err)
	}
	return Parse(path, data, opts)
}

// Find reads the scope from the first of: explicit (when not ""; it must be
// there), scope.yaml in the current folder, and formbot/scope.yaml in the user's
// configuration folder (os.UserConfigDir). Where there is none it returns
// ThisMachine. A file that is there and cannot be read is an error, never passed
// over for the next.
func Find(explicit string, opts Options) (*Scope, error) {
	if explicit != "" {
		return Load(explicit, opts)
	}
	candidates := []string{defaultFile}
	if dir, err := os.UserConfigDir(); err == nil { // none without HOME: nothing to look in
		candidates = append(candidates, filepath.Join(dir, "formbot", defaultFile))
	}
	for _, path := range candidates {
		s, err := Load(path, opts)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return s, err
	}
	return ThisMachine(), nil
}
