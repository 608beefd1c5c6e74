package flow

import (
	"maps"
	"slices"
)

// captchaKeys are the keys of captcha: {...}.
func captchaKeys() []string { return []string{"attempts", "field", "image", "recipe"} }

// UnmarshalYAML reads `captcha: false`, `captcha: true` or a mapping.
func (c *Captcha) UnmarshalYAML(unmarshal func(any) error) error {
	var on bool
	if unmarshal(&on) == nil {
		*c = Captcha{Off: !on}
		return nil
	}
	// Keys are compared with those that there are by check, which can name the
	// line and the nearest one.
	var keys map[string]any
	if err := unmarshal(&keys); err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if !slices.Contains(captchaKeys(), k) {
			c.unknown = append(c.unknown, k)
			delete(keys, k)
		}
	}
	if len(c.unknown) > 0 {
		return nil
	}
	var m struct {
		Image    Text `yaml:"image"`
		Field    Text `yaml:"field"`
		Recipe   Text `yaml:"recipe"`
		Attempts int  `yaml:"attempts"`
	}
	if err := unmarshal(&m); err != nil {
		return err
	}
	_, attemptsGiven := keys["attempts"]
	*c = Captcha{Image: m.Image.s, Field: m.Field.s, Recipe: m.Recipe.s, Attempts: m.Attempts, attemptsGiven: attemptsGiven}
	return nil
}
