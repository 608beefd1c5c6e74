package flow

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/formbot/formbot/internal/atomicfile"
	"github.com/formbot/formbot/session"
)

// byteOrderMark goes before the declaration of another charset that the kept
// page may have: what is kept is UTF-8.
const byteOrderMark = "\ufeff"

// keepPage writes a page for the user to look at, without secrets, and returns
// where it is; nil where nothing is kept.
func (r *run) keepPage(page *session.Page) []string {
	if r.opts.KeepDir == "" {
		return nil
	}
	r.noteSecrets(page)
	about := r.red.text(fmt.Sprintf("flow %s: %s, status %d", r.flow.Name, page.URL, page.Status))
	about = strings.NewReplacer("--", "- -", ">", "").Replace(about)
	head := byteOrderMark + "<!-- formbot, " + about + " -->\n"
	return r.keep(r.fileName("page.html"), []byte(head+r.red.text(string(page.UTF8()))))
}

// noteSecrets adds the values that a page's own password fields come with.
func (r *run) noteSecrets(page *session.Page) {
	doc, err := page.Document()
	if err != nil {
		return
	}
	for _, n := range doc.Find("input").Nodes {
		if strings.EqualFold(attribute(n, "type"), "password") {
			r.red.add(attribute(n, "value"))
		}
	}
}

// keepCaptcha writes the picture of a CAPTCHA.
func (r *run) keepCaptcha(name string, image []byte) []string {
	if r.opts.KeepDir == "" {
		return nil
	}
	return r.keep(name+extension(image), image)
}

// keep writes one file, mode 0600. That it can't be written does not change what
// became of the flow: it is said in its place.
func (r *run) keep(name string, data []byte) []string {
	path := filepath.Join(r.opts.KeepDir, name)
	err := os.MkdirAll(r.opts.KeepDir, 0o700)
	if err == nil {
		err = atomicfile.WriteBytes(path, 0o600, data)
	}
	if err != nil {
		return []string{fmt.Sprintf("(nothing: %v)", err)}
	}
	if !slices.Contains(r.result.Kept, path) {
		r.result.Kept = append(r.result.Kept, path)
	}
	return []string{path}
}

// fileName names a kept file after the flow and the step at hand.
func (r *run) fileName(what string) string {
	step := "0"
	if n := len(r.steps); n > 0 {
		at := r.steps[n-1]
		if step = strconv.Itoa(at.Step); at.Round > 0 {
			step += fmt.Sprintf(".%d.%d", at.Round, at.Part)
		}
	}
	return fmt.Sprintf("%s-step%s-%s", safeName(r.flow.Name), step, what)
}

// safeName keeps of a flow's name what is good in a file name.
func safeName(s string) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			return c
		}
		return '_'
	}, s)
	if name == "" {
		return "flow"
	}
	return name[:min(len(name), 60)]
}

// extension is that of the image's format, by its first bytes.
func extension(image []byte) string {
	switch http.DetectContentType(image) {
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "image/gif":
		return ".gif"
	case "image/bmp":
		return ".bmp"
	case "image/webp":
		return ".webp"
	default:
		return ".bin"
	}
}
