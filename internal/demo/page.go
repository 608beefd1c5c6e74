package demo

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/internal/atomicfile"
)

//go:embed page.html
var pageHTML string

// writePage writes index.html: the parts of the job, and each CAPTCHA with the
// pictures of its stages, which lie beside it.
func writePage(dir string, result *Result) error {
	page, err := template.New("page").Funcs(template.FuncMap{
		"percent": func(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) },
		"took":    func(v float64) string { return fmt.Sprintf("%.0f ms", v) },
		"stages":  func(a flow.CaptchaAttempt) []stage { return stagesOf(dir, a) },
		"inc":     func(i int) int { return i + 1 },
	}).Parse(pageHTML)
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, "index.html"), 0o644, func(w io.Writer) error {
		return page.Execute(w, result)
	})
}

// stage is one picture of the page.
type stage struct{ Name, File string }

// stagesOf names the pictures of one CAPTCHA: a stage's file is called
// prefix-NN-name.png by ocr.WriteStages.
func stagesOf(dir string, a flow.CaptchaAttempt) []stage {
	var out []stage
	for _, path := range a.Stages {
		file := path
		if rel, err := filepath.Rel(dir, path); err == nil {
			file = rel
		}
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		if i := strings.LastIndexByte(name, '-'); i >= 0 {
			name = name[i+1:]
		}
		out = append(out, stage{Name: name, File: filepath.ToSlash(file)})
	}
	return out
}
