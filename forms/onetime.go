package forms

import "slices"

// MarkOneTime compares the forms of two fetches of one page, and sets
// [Field.OneTime] on the hidden fields of the first that look like keys that are
// good once: those whose value is another the second time, and those whose very
// name is, as some frameworks have it. It returns how many there are.
//
// Both fetches should be made with the same cookies: a key that stays the same
// for a session is none that changes.
func MarkOneTime(first, second []*Form) int {
	n := 0
	for _, f := range first {
		if again := counterpart(f, first, second); again != nil {
			n += f.markOneTime(again)
		}
	}
	return n
}

// counterpart is the form of the second fetch that f is in it, nil for none: the
// only one of its id or name, else the one in the same place among forms that
// are as many.
func counterpart(f *Form, first, second []*Form) *Form {
	for _, key := range []func(*Form) string{func(f *Form) string { return f.ID }, func(f *Form) string { return f.Name }} {
		same := func(g *Form) bool { return key(g) == key(f) }
		if key(f) == "" || only(first, same) == nil {
			continue
		}
		if again := only(second, same); again != nil {
			return again
		}
	}
	if len(first) != len(second) {
		return nil
	}
	i := slices.Index(first, f)
	if again := second[i]; slices.Equal(f.seenNames(), again.seenNames()) {
		return again
	}
	return nil
}

// only is the only form that is so, nil for none or several.
func only(list []*Form, is func(*Form) bool) *Form {
	var found *Form
	for _, f := range list {
		if is(f) {
			if found != nil {
				return nil
			}
			found = f
		}
	}
	return found
}

// seenNames are the names of the fields that a person sees.
func (f *Form) seenNames() []string {
	var names []string
	for _, fl := range f.Fields {
		if !fl.isHidden() {
			names = append(names, fl.Name)
		}
	}
	return names
}

func (f *Form) markOneTime(again *Form) int {
	values := again.hiddenValues()
	known := f.hiddenValues()
	place := make(map[string]int)
	n := 0
	for _, fl := range f.Fields {
		if !fl.isHidden() || fl.Name == "" {
			continue
		}
		i := place[fl.Name]
		place[fl.Name]++
		others := values[fl.Name]
		switch {
		case i < len(others):
			fl.OneTime = others[i] != fl.Value
		case len(others) == 0:
			// Its name is gone: is there a new one in its stead?
			fl.OneTime = hasNew(values, known)
		}
		if fl.OneTime {
			n++
		}
	}
	return n
}

// hiddenValues are the values of the hidden fields by name, in tree order.
func (f *Form) hiddenValues() map[string][]string {
	values := make(map[string][]string)
	for _, fl := range f.Fields {
		if fl.isHidden() && fl.Name != "" {
			values[fl.Name] = append(values[fl.Name], fl.Value)
		}
	}
	return values
}

// hasNew reports whether there are names that were not known.
func hasNew(names, known map[string][]string) bool {
	for name := range names {
		if _, ok := known[name]; !ok {
			return true
		}
	}
	return false
}
