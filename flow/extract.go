package flow

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// take gives the values that a step extracts from a page, and in words those
// that are not there.
func take(extracts map[string]Extract, doc *goquery.Document) (values map[string]string, missing []string) {
	values = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(extracts)) {
		v, err := extracts[name].from(doc)
		if err != nil {
			missing = append(missing, fmt.Sprintf("extract %s: %v", name, err))
			continue
		}
		values[name] = v
	}
	return values, missing
}

// from gives the value on the page, of the first element that there is.
func (e Extract) from(doc *goquery.Document) (string, error) {
	where, found := doc.Selection, "the page's text"
	if e.CSS != "" {
		m, err := cascadia.Compile(e.CSS)
		if err != nil {
			return "", fmt.Errorf("selector %q: %w", e.CSS, err)
		}
		where, found = doc.FindMatcher(m).First(), fmt.Sprintf("the text of %q", e.CSS)
		if where.Length() == 0 {
			return "", fmt.Errorf("there is no element %q on the page", e.CSS)
		}
	}
	value := visibleText(where.Nodes[0])
	if e.Attr != "" {
		v, ok := where.Attr(strings.ToLower(e.Attr))
		if !ok {
			return "", fmt.Errorf("the element %q has no attribute %q", e.CSS, e.Attr)
		}
		value, found = v, fmt.Sprintf("attribute %q of %q", e.Attr, e.CSS)
	}
	if e.Regex == "" {
		return value, nil
	}
	re, err := regexp.Compile(e.Regex)
	if err != nil {
		return "", fmt.Errorf("regex %q: %w", e.Regex, err)
	}
	m := re.FindStringSubmatch(value)
	if m == nil {
		return "", fmt.Errorf("regex %q does not match %s", e.Regex, found)
	}
	if len(m) > 1 {
		return m[1], nil
	}
	return m[0], nil
}
