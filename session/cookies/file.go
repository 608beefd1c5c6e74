package cookies

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/formbot/formbot/internal/atomicfile"
)

// version is the version of the file's layout that this package writes and reads.
const version = 1

// maxFileBytes bounds a file: 3000 cookies of the largest size fit several times.
const maxFileBytes = 64 << 20

// document is the file: JSON, field names in snake_case, times in RFC 3339.
type document struct {
	Version int          `json:"formbot_session"`
	Saved   time.Time    `json:"saved"`
	Cookies []fileCookie `json:"cookies"` // in order of creation
}

type fileCookie struct {
	Name       octets    `json:"name"`
	Value      octets    `json:"value"`
	Domain     string    `json:"domain"`
	HostOnly   bool      `json:"host_only"`
	Path       octets    `json:"path"`
	Secure     bool      `json:"secure"`
	HTTPOnly   bool      `json:"http_only"`
	SameSite   SameSite  `json:"same_site"`
	Expires    time.Time `json:"expires,omitzero"` // left out for a session cookie
	Created    time.Time `json:"created"`
	LastAccess time.Time `json:"last_access"`
}

// octets is a string that need not be UTF-8, as what servers send need not be.
// It is written as a JSON string, or as {"base64": "..."} where that would lose
// something.
type octets string

// MarshalJSON implements json.Marshaler.
func (o octets) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(o)) {
		return json.Marshal(string(o))
	}
	return json.Marshal(map[string][]byte{"base64": []byte(o)})
}

// UnmarshalJSON implements json.Unmarshaler. Its errors do not show the value.
func (o *octets) UnmarshalJSON(data []byte) error {
	if s := ""; json.Unmarshal(data, &s) == nil {
		*o = octets(s)
		return nil
	}
	var wrapped struct {
		Base64 *string `json:"base64"`
	}
	if json.Unmarshal(data, &wrapped) != nil || wrapped.Base64 == nil {
		return errors.New("a cookie's name, value or path is neither text nor base64")
	}
	raw, err := base64.StdEncoding.DecodeString(*wrapped.Base64)
	if err != nil {
		return errors.New("a cookie's name, value or path is not base64")
	}
	*o = octets(raw)
	return nil
}

// Save writes every cookie that is not expired to a file with mode 0600, session
// cookies too. The file is replaced in one step: it is the old one or the new
// one, whatever happens.
func (j *Jar) Save(path string) error {
	doc := document{Version: version, Saved: j.now().UTC(), Cookies: []fileCookie{}}
	for _, c := range j.All() {
		doc.Cookies = append(doc.Cookies, toFile(c))
	}
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("save session %q: %w", path, err)
	}
	if err := atomicfile.WriteBytes(path, 0o600, append(data, '\n')); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

func toFile(c Cookie) fileCookie {
	return fileCookie{
		Name: octets(c.Name), Value: octets(c.Value), Domain: c.Domain, HostOnly: c.HostOnly, Path: octets(c.Path),
		Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite,
		Expires: c.Expires.UTC(), Created: c.Created.UTC(), LastAccess: c.LastAccess.UTC(),
	}
}

func fromFile(c fileCookie) Cookie {
	return Cookie{
		Name: string(c.Name), Value: string(c.Value), Domain: c.Domain, HostOnly: c.HostOnly, Path: string(c.Path),
		Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite,
		Expires: c.Expires, Created: c.Created, LastAccess: c.LastAccess,
	}
}

// FileError says what is wrong with a saved session. The file was not touched,
// and neither was the jar.
type FileError struct {
	Path   string
	Reason string // what is wrong and what to do
}

// Error implements error.
func (e *FileError) Error() string {
	return fmt.Sprintf("load session %q: %s", e.Path, e.Reason)
}

// Load replaces what the jar holds by a saved session, less what has expired
// since. It refuses, with a *FileError, a file that others on this machine may
// read or write (cookies are as good as passwords), that is damaged, or that a
// newer formbot wrote. A missing file is fs.ErrNotExist.
func (j *Jar) Load(path string) error {
	data, err := readPrivate(path)
	if err != nil {
		return err
	}
	list, err := decode(data)
	if err != nil {
		return &FileError{Path: path, Reason: err.Error()}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	clear(j.sites)
	for i := range list {
		j.insert(&list[i])
	}
	now := j.now()
	for key := range j.sites {
		j.evictSite(key, now)
	}
	j.evictExcess(now)
	return nil
}

// readPrivate reads a file that is nobody else's business.
func readPrivate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load session: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("load session: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, &FileError{Path: path, Reason: "this is not a file"}
	}
	// Windows has no such bits; os makes them up there.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &FileError{Path: path, Reason: fmt.Sprintf(
			"others on this machine may read or change it (mode %04o), and cookies are as good as passwords; run: chmod 600 %s",
			info.Mode().Perm(), path)}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("load session: %w", err)
	}
	if len(data) > maxFileBytes {
		return nil, &FileError{Path: path, Reason: fmt.Sprintf("it is larger than %d bytes, so it is no session", maxFileBytes)}
	}
	return data, nil
}

// decode reads the file's content. Its errors say what to do and show no values.
func decode(data []byte) ([]Cookie, error) {
	var head struct {
		Version *int `json:"formbot_session"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, damaged(err)
	}
	switch {
	case head.Version == nil:
		return nil, errors.New(`this is not a session that formbot saved (it has no "formbot_session")`)
	case *head.Version != version:
		return nil, fmt.Errorf("it has version %d, and this formbot reads version %d; use the formbot that wrote it, or a newer one", *head.Version, version)
	}
	var doc document
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return nil, fmt.Errorf("it has the field %s, which this formbot does not know; use the formbot that wrote it, or a newer one", field)
		}
		return nil, damaged(err)
	}
	list := make([]Cookie, 0, len(doc.Cookies))
	for i, c := range doc.Cookies {
		if c.Domain == "" || !strings.HasPrefix(string(c.Path), "/") || c.Created.IsZero() {
			return nil, fmt.Errorf("it is damaged (cookie %d has no domain, path or time of creation); restore it or log in again", i+1)
		}
		list = append(list, fromFile(c))
	}
	return list, nil
}

// damaged describes a fault of the JSON by its place alone: encoding/json quotes
// what it stumbled over, and that may be a secret.
func damaged(err error) error {
	where := ""
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		where = fmt.Sprintf(" at byte %d", syntax.Offset)
	case errors.As(err, &typed):
		where = fmt.Sprintf(" at byte %d (%q)", typed.Offset, typed.Field)
	}
	return fmt.Errorf("it is damaged%s; restore it or log in again", where)
}
