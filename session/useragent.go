package session

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// presets are the User-Agents of browsers, for sites that show others another
// page. formbot uses one only when it is told to by name; it goes no further in
// being one. Versions are frozen where the browsers freeze theirs.
var presets = map[string]string{
	"chrome":         "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36",
	"chrome-android": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36",
	"edge":           "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36 Edg/148.0.0.0",
	"firefox":        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
	"safari":         "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
	"safari-ios":     "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
}

// UserAgentPresets lists the names that ParseUserAgent knows behind "preset:".
func UserAgentPresets() []string { return slices.Sorted(maps.Keys(presets)) }

// ParseUserAgent reads what a user asks for: "preset:NAME" for a browser's, and
// anything else as it is.
func ParseUserAgent(s string) (string, error) {
	name, isPreset := strings.CutPrefix(s, "preset:")
	if !isPreset {
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return "", fmt.Errorf("a User-Agent has no line breaks and control characters: %q", s)
		}
		return s, nil
	}
	if agent, ok := presets[strings.ToLower(name)]; ok {
		return agent, nil
	}
	return "", fmt.Errorf("there is no User-Agent preset %q; it is one of %s", name, strings.Join(UserAgentPresets(), ", "))
}
