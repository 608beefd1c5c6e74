package demosite

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"
)

//go:embed templates
var templates embed.FS

//go:embed style.css
var style []byte

// parsePages makes a template of each file, inside the layout.
func parsePages() map[string]*template.Template {
	dir, err := fs.Sub(templates, "templates")
	if err != nil {
		panic("demosite: " + err.Error())
	}
	names, err := fs.Glob(dir, "*.html")
	if err != nil {
		panic("demosite: " + err.Error())
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		page, err := template.ParseFS(dir, "layout.html", "form.html", name)
		if err != nil {
			panic("demosite: a built-in page does not parse: " + err.Error())
		}
		pages[name] = page
	}
	return pages
}

func (s *Site) stylesheet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(style) // see show
}
