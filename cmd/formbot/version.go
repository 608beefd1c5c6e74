package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/formbot/formbot/ocr/tesseract"
)

// version is stamped by the Makefile: -ldflags "-X main.version=v1.2.3".
var version string

// versionOrBuild is the stamped version, or what the Go tool knows of the build.
func versionOrBuild() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

type versionCmd struct{}

// Help implements kong.HelpProvider.
func (versionCmd) Help() string {
	return "Examples:\n  formbot version\n  formbot version --json"
}

// Run prints the versions.
func (versionCmd) Run(g *globals, s *streams) error {
	v := struct {
		Formbot   string `json:"formbot"`
		Go        string `json:"go"`
		Tesseract string `json:"tesseract"`
		OS        string `json:"os"`
		Arch      string `json:"arch"`
	}{versionOrBuild(), runtime.Version(), tesseract.Version(), runtime.GOOS, runtime.GOARCH}
	if g.JSON {
		return printJSON(s.out, v)
	}
	_, err := fmt.Fprintf(s.out, "formbot %s\n%s %s/%s\ntesseract %s\n", v.Formbot, v.Go, v.OS, v.Arch, v.Tesseract)
	return err
}
