package flow

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml/ast"

	"github.com/formbot/formbot/forms"
)

// Upload is a file that a form's file input is filled with:
//
//	fill: {avatar: {file: ada.png, type: image/png}}
type Upload struct {
	File string // path, relative to the flow's own folder; may hold ${input}
	Type string // MIME type; default: by the name's ending
	Name string // file name as sent; default: that of File
}

// upload reads the mapping of an Upload.
func upload(pairs []*ast.MappingValueNode) (Upload, error) {
	var u Upload
	for _, p := range pairs {
		var err error
		switch keyOf(p) {
		case "file":
			u.File, err = scalar(p.Value)
		case "type":
			u.Type, err = scalar(p.Value)
		case "name":
			u.Name, err = scalar(p.Value)
		default:
			err = unknownKey(p, "file", "name", "type")
		}
		if err != nil {
			return u, err
		}
	}
	return u, nil
}

// uploads checks the files of one field.
func (c *checker) uploads(path string, list []Upload) {
	for _, u := range list {
		if u.File == "" {
			c.fault(path, "an upload needs file, the path of what is sent")
		}
		for _, s := range []string{u.File, u.Type, u.Name} {
			c.template(path, s)
			for _, name := range c.secretsIn(s) {
				c.fault(path, "the secret ${%s} would show in the name of a file", name)
			}
		}
	}
}

// beside is the path of a file that stands beside the flow.
func (f *Flow) beside(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.dir, path)
}

// open makes the upload ready. The file is opened each time it is sent, and
// never held in memory.
func (f *Flow) open(u Upload, values map[string]string) (forms.File, error) {
	path := f.beside(expand(u.File, values))
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return forms.File{}, fmt.Errorf("file to upload: %w", err)
	case !info.Mode().IsRegular():
		return forms.File{}, fmt.Errorf("file to upload: %w", &os.PathError{Op: "open", Path: path, Err: errors.New("is not a regular file")})
	}
	name := expand(u.Name, values)
	if name == "" {
		name = filepath.Base(path)
	}
	return forms.File{
		Name: name, ContentType: expand(u.Type, values), Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
	}, nil
}

// checkUploads looks for the files whose paths the inputs alone decide, so that
// a missing one is told before anything is sent.
func (r *run) checkUploads(steps []Step) error {
	for i := range steps {
		for _, v := range steps[i].Fill {
			for _, u := range v.files {
				if !r.decided(u) {
					continue
				}
				if _, err := r.flow.open(u, r.values); err != nil {
					return &InputError{Flow: r.flow.Name, Msg: err.Error()}
				}
			}
		}
		if steps[i].Repeat != nil {
			if err := r.checkUploads(steps[i].Repeat.Steps); err != nil {
				return err
			}
		}
	}
	return nil
}

// decided reports whether all names in an upload's path have values already.
func (r *run) decided(u Upload) bool {
	t, err := parseTemplate(u.File)
	if err != nil {
		return false
	}
	for _, name := range t.names() {
		if _, ok := r.values[name]; !ok {
			return false
		}
	}
	return true
}
