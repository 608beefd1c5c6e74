package forms

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The answers are those of V8 (new RegExp("^(?:" + pattern + ")$", "v")).
func TestPatternAsJavaScript(t *testing.T) {
	tests := []struct {
		pattern, fits, fails string // blanks between the values
	}{
		{`a|bc`, "a bc", "abc b"},
		{`^\d{3}$`, "123", "1234 12"},
		{`[A-Za-z]{2,}`, "ab Abc", "a é"},
		{`.`, "a é 😀", "ab \u2028"},
		{`\w+`, "a_1", "é a-b"},
		{`\S+\s\S+`, "a\u00a0b a\ufeffb", "ab"},
		{`\bab\b`, "ab", "abc"},
		{`a*?b+?c??`, "b aabb bc", "a"},
		{`(?:ab){2}`, "abab", "ab"},
		{`(?<year>\d{4})-\d\d`, "2024-01", "2024"},
		{`[^\d]`, "a 😀", "1"},
		{`[]`, "", "a"},
		{`a[^]b`, "a\nb axb", "ab"},
		{`[\w--[a-c]]+`, "def_9", "abc"},
		{`[\w&&[a-c\d]]`, "a 9", "d _"},
		{`[[a-c]x]`, "a x", "d"},
		{`[\q{ab|c|}d]`, "ab c d", "a"},
		{`[\q{ab|cd}--\q{ab}]`, "cd", "ab"},
		{`\p{Lu}\p{L}+`, "Ada Émile", "ada"},
		{`\p{Script=Greek}+`, "αβγ", "abc"},
		{`[\p{L}--\p{Lu}]`, "a", "A"},
		{`\P{Letter}`, "1", "a"},
		{`\u0041\x42\u{43}\cI`, "ABC\t", "abc"},
		{`\uD83D\uDE00`, "😀", "\U0001F601"},
		{`[\b]`, "\b", "b"},
		{`[\-\]\&]`, "- ] &", "a"},
		{`\/\.\{`, "/.{", "/x{"},
		{`\0`, "\x00", "0"},
		{`(|a)*`, "aaa", "b"},
	}
	for _, tt := range tests {
		p := compilePattern(tt.pattern)
		if p.re == nil {
			t.Errorf("%s: not compiled: %q", tt.pattern, p.unchecked)
			continue
		}
		for _, v := range strings.Split(tt.fits, " ") {
			if !p.re.MatchString(v) && v != "" {
				t.Errorf("%s does not fit %q", tt.pattern, v)
			}
		}
		for _, v := range strings.Split(tt.fails, " ") {
			if p.re.MatchString(v) {
				t.Errorf("%s fits %q", tt.pattern, v)
			}
		}
	}
}

func TestPatternThatBrowsersPassOver(t *testing.T) {
	for _, s := range []string{
		`(`, `)`, `a**`, `*`, `{`, `}`, `]`, `a{,2}`, `a{2,1}`, `[b-a]`, `[\w-.]`, `[a-]`, `[(]`, `[a|b]`, `[&&]`, `[a@@]`, `[a&&b-c]`, `[a--b&&c]`,
		`[^\q{ab}]`, `\-`, `\@`, `\e`, `\c`, `\x4`, `\u{110000}`, `\u12`, `\01`, `\1`, `(a)\2`, `\k<n>`, `\k`, `(?<1>a)`, `(?<n`, `(?a)`, `(?=a)*`, `^*`, `\b+`, `[a`, `\p{L`, `\pL`, `a\`,
	} {
		if p := compilePattern(s); p.re != nil || p.unchecked != "" {
			t.Errorf("%s: compiled %v, unchecked %q; want neither", s, p.re != nil, p.unchecked)
		}
	}
}

func TestPatternThatCannotBeChecked(t *testing.T) {
	for s, want := range map[string]string{
		`(?=.*\d).+`: "looks ahead or behind (?=…)", `a(?!b)`: "(?!…)", `(?<=a)b`: "(?<=…)", `(?<!a)b`: "(?<!…)",
		`(a)\1`: `refers back to a group (\1)`, `(?<n>a)\k<n>`: `\k<n>`, `a{2000}`: "more than 1000 times", `\p{RGI_Emoji}`: `\p{RGI_Emoji}`,
		`(?i:a)`: "(?i:…)", `(?<n>a)|(?<n>b)`: `group name "n" twice`,
		strings.Repeat("(", 200) + strings.Repeat(")", 200): "nests deeper", strings.Repeat("a", 20_000): "longer",
		strings.Repeat(`[a-z]{999}`, 300): "larger than formbot checks", `(?:(?:a{900}){900}){2}`: "larger",
	} {
		p := compilePattern(s)
		if p.re != nil || !strings.Contains(p.unchecked, strings.TrimPrefix(want, "looks ahead or behind ")) {
			t.Errorf("%.60s: compiled %v, unchecked %q; want %q", s, p.re != nil, p.unchecked, want)
		}
	}
	f := one(t, `<form><input name=x pattern="(?:[a-z]{99}){90}x"></form>`)
	if err := f.Fill(map[string][]string{"x": {strings.Repeat("a", 1<<20)}}); err != nil || len(f.Unchecked()) != 1 {
		t.Errorf("a value that would take minutes: %v, %v", err, f.Unchecked())
	}
}

// FuzzPattern checks that no pattern brings the translator down, and that
// patterns which mean the same to both are told the same way as RE2 does.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{`[a-z]{3}`, `[\w--[a-c]&&x]`, `\p{L}+`, `(?<n>a)|\k<n>`, `[^\q{a|bc}]`, `\u{1F600}\uD83D\uDE00`, `(?=a)b{2,3}?`} {
		f.Add(s, "abc")
	}
	plain := regexp.MustCompile(`^[a-z|()*+?]*$`)
	f.Fuzz(func(t *testing.T, src, value string) {
		began := time.Now()
		p := compilePattern(src)
		if p.re != nil && p.unchecked != "" {
			t.Fatalf("%q: both", src)
		}
		if !utf8.ValidString(value) || p.re == nil || p.work(value) > maxPatternWork {
			return
		}
		got := p.re.MatchString(value)
		if took := time.Since(began); took > 10*time.Second {
			t.Fatalf("%q: %s", src, took)
		}
		if !plain.MatchString(src) || strings.Contains(src, "?+") {
			return
		}
		re, err := regexp.Compile(`^(?:` + src + `)$`)
		if err == nil && re.MatchString(value) != got {
			t.Fatalf("%q on %q: %v", src, value, got)
		}
	})
}
