package browserjar

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// firefoxRoots are where a Firefox keeps its profiles: the distribution's, newer
// ones in the configuration folder, a snap's and a flatpak's.
func firefoxRoots(home, config string) []string {
	return []string{
		filepath.Join(home, ".mozilla/firefox"),
		filepath.Join(config, "mozilla/firefox"),
		filepath.Join(home, "snap/firefox/common/.mozilla/firefox"),
		filepath.Join(home, ".var/app/org.mozilla.firefox/.mozilla/firefox"),
		filepath.Join(home, ".var/app/org.mozilla.firefox/config/mozilla/firefox"),
	}
}

// firefoxProfile finds the profile's folder.
func firefoxProfile(opts Options) (string, error) {
	if strings.ContainsRune(opts.Profile, filepath.Separator) || opts.Profile == "." {
		return opts.Profile, nil
	}
	home, err := opts.home()
	if err != nil {
		return "", &ProfileError{firefox, "find the user's folder", err}
	}
	var names []string
	var looked []string
	for _, root := range firefoxRoots(home, opts.config(home)) {
		ini, err := readProfilesINI(root)
		if errors.Is(err, fs.ErrNotExist) {
			looked = append(looked, root)
			continue
		}
		if err != nil {
			return "", &ProfileError{firefox, "read profiles.ini", err}
		}
		if dir, ok := ini.find(opts.Profile); ok {
			return dir, nil
		}
		names = append(names, ini.names()...)
	}
	if len(names) > 0 {
		return "", &ProfileError{firefox, fmt.Sprintf("no profile %q; there are %s", opts.Profile, strings.Join(names, ", ")), nil}
	}
	return "", &ProfileError{firefox, "no profiles.ini in " + strings.Join(looked, ", ") + "; name a profile's folder", nil}
}

// profilesINI is profiles.ini: the profiles, and which one an installation opens.
type profilesINI struct {
	root     string
	profiles []firefoxProfileEntry
	install  string // the Path that an installation has for its default
}

type firefoxProfileEntry struct {
	name, path string
	relative   bool
	byDefault  bool
}

func readProfilesINI(root string) (*profilesINI, error) {
	f, err := os.Open(filepath.Join(root, "profiles.ini"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := &profilesINI{root: root}
	section := ""
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = line[1 : len(line)-1]
			if strings.HasPrefix(section, "Profile") {
				out.profiles = append(out.profiles, firefoxProfileEntry{})
			}
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		switch {
		case strings.HasPrefix(section, "Install") && key == "Default" && out.install == "":
			out.install = value
		case strings.HasPrefix(section, "Profile"):
			out.profiles[len(out.profiles)-1].set(key, value)
		}
	}
	return out, lines.Err()
}

func (e *firefoxProfileEntry) set(key, value string) {
	switch key {
	case "Name":
		e.name = value
	case "Path":
		e.path = value
	case "IsRelative":
		e.relative = value == "1"
	case "Default":
		e.byDefault = value == "1"
	}
}

// find returns the folder of a profile, by its name or its folder's name; of "",
// the one that Firefox opens: the installation's, else what is marked as the
// default, else the only one.
func (p *profilesINI) find(name string) (string, bool) {
	i := -1
	switch {
	case name != "":
		i = slices.IndexFunc(p.profiles, func(e firefoxProfileEntry) bool { return e.name == name || filepath.Base(e.path) == name })
	case p.install != "":
		i = slices.IndexFunc(p.profiles, func(e firefoxProfileEntry) bool { return e.path == p.install })
	}
	if i < 0 && name == "" {
		i = slices.IndexFunc(p.profiles, func(e firefoxProfileEntry) bool { return e.byDefault })
		if i < 0 && len(p.profiles) == 1 {
			i = 0
		}
	}
	if i < 0 {
		return "", false
	}
	if e := p.profiles[i]; e.relative {
		return filepath.Join(p.root, filepath.FromSlash(e.path)), true
	}
	return p.profiles[i].path, true
}

func (p *profilesINI) names() []string {
	var out []string
	for _, e := range p.profiles {
		out = append(out, e.name)
	}
	return out
}

// containerNames are the containers that Firefox starts with: containers.json has
// a key to translate for them, not a name.
var containerNames = map[string]string{
	"personal": "user-context-personal", "work": "user-context-work",
	"banking": "user-context-banking", "shopping": "user-context-shopping",
}

// container is an entry of containers.json.
type container struct {
	ID     int    `json:"userContextId"`
	Name   string `json:"name"`
	L10nID string `json:"l10nId"`
	Public bool   `json:"public"`
}

// containers reads the containers of a profile. Firefox writes the file a moment
// after its first start; until then there are those that it starts with.
func containers(dir string) ([]container, error) {
	data, err := os.ReadFile(filepath.Join(dir, "containers.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return []container{
			{ID: 1, Name: "personal", Public: true}, {ID: 2, Name: "work", Public: true},
			{ID: 3, Name: "banking", Public: true}, {ID: 4, Name: "shopping", Public: true},
		}, nil
	}
	if err != nil {
		return nil, &ProfileError{firefox, "read the containers", err}
	}
	var file struct {
		Identities []container `json:"identities"`
	}
	if json.Unmarshal(data, &file) != nil {
		return nil, &ProfileError{firefox, "containers.json is damaged", nil}
	}
	return file.Identities, nil
}

// containerID is the userContextId of a container: "" for none.
func containerID(dir, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	known, err := containers(dir)
	if err != nil {
		return "", err
	}
	var names []string
	for _, c := range known {
		if !c.Public {
			continue
		}
		own := c.Name
		for plain, id := range containerNames {
			if own == "" && (c.L10nID == id || c.L10nID == id+"-label") {
				own = plain
			}
		}
		if strings.EqualFold(own, name) || strconv.Itoa(c.ID) == name {
			return strconv.Itoa(c.ID), nil
		}
		names = append(names, own)
	}
	return "", &ProfileError{firefox, fmt.Sprintf("no container %q in %s; there are: %s", name, dir, strings.Join(names, ", ")), nil}
}
