package flow

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/formbot/formbot/internal/strictyaml"
)

// envPrefix is what the environment variables of inputs begin with.
const envPrefix = "FORMBOT_INPUT_"

func envName(input string) string { return envPrefix + strings.ToUpper(input) }

// resolve finds the value of every input: given by name, else in the
// environment, else the default, else empty. The error is an *InputError, and
// never shows a value.
func (f *Flow) resolve(given map[string]string, getenv func(string) string) (map[string]string, error) {
	names := slices.Sorted(maps.Keys(f.Inputs))
	var msgs []string
	for _, g := range slices.Sorted(maps.Keys(given)) {
		if _, ok := f.Inputs[g]; !ok {
			msgs = append(msgs, unknownInput(g, names))
		}
	}
	values := make(map[string]string, len(names))
	var missing, wanted []string
	for _, name := range names {
		in := f.Inputs[name]
		v, ok := given[name]
		if !ok && getenv != nil {
			v = getenv(envName(name))
			ok = v != "" // an empty variable is one that was switched off
		}
		if !ok {
			v = in.Default.s
		}
		if in.Required && v == "" {
			missing = append(missing, name)
			wanted = append(wanted, describeMissing(name, in))
		}
		values[name] = v
	}
	if len(missing) > 0 {
		msgs = append(msgs, "missing input "+strings.Join(wanted, ", "))
	}
	if len(msgs) > 0 {
		return nil, &InputError{Flow: f.Name, Missing: missing, Msg: strings.Join(msgs, "; ")}
	}
	return values, nil
}

func unknownInput(name string, names []string) string {
	if len(names) == 0 {
		return fmt.Sprintf("unknown input %q: the flow has none", name)
	}
	return fmt.Sprintf("unknown input %q%s", name, strictyaml.DidYouMean(name, names))
}

func describeMissing(name string, in Input) string {
	how := "--set " + name + "=… or " + envName(name)
	if in.Secret {
		how = envName(name) // a command line is seen by every process
	}
	if in.Description != "" {
		return fmt.Sprintf("%s (%s; %s)", name, in.Description, how)
	}
	return fmt.Sprintf("%s (%s)", name, how)
}

// secrets are the values of the inputs that are secret.
func (f *Flow) secrets(values map[string]string) []string {
	var out []string
	for name, in := range f.Inputs {
		if in.Secret {
			out = append(out, values[name])
		}
	}
	return out
}
