package difftest

// What the attributes of random pages have for values.

func (g *generator) action() string {
	return g.one("", "", "go", "/go", "../up?x=1", "?only=query", "#frag", "http://other.test/p?q#f", "//other.test/a b/é?ü=ü", "./a/./b/../c", "/a^c`d{e}", "/%zz/%41", "go?a='b\"&amp;c=<d>", " /sp ", "/a;b:c@d!$&amp;'()*+,=", "\\back\\slash", "HTTP://OTHER.test:80/x", "/[x]~_-.", "/%E9?%e9&amp;=%", "/é?é=日&amp;я")
}

func (g *generator) name() string {
	if g.chance(8) {
		return ""
	}
	return g.always("name", g.one("a", "b", "c", "d", "a[]", "x y", "_charset_", "", "é", "日本", "q\"uote", "new\nline", "isindex", "submit", "action", "я", "€", "emoji😀"))
}

func (g *generator) text() string {
	return g.one("", "1", "abc", "a b", " lead trail ", "é", "naïve café", "日本語", "Привет", "€100", "😀", "a\nb", "a\r\nb", "a\rb", "\nx", "a&b=c", "&amp;amp;", "&eacute;&#128512;", "\"q\"", "~*-._!'()", "%41%zz+", "\t", "x\u0000y", "ﷺ", "한국어", "中文", "¥‾", "\u00a0", "שלום", "a,b , c", "&#x0;&#x80;&#xd800;")
}

// value is one that may or may not suit the type.
func (g *generator) value(kind string) string {
	if g.chance(30) && kind != "range" {
		return g.text()
	}
	switch kind {
	case "range":
		return g.one("1", "-2.5", "x", "50.5", "99", "101", "-3", "-0.5", "0.1")
	case "number":
		return g.one("1", "-2.5", "1e3", "+1", ".5", "5.", "0x10", "1e400", "-0", "007", "1,5", " 1", "50.5", "99999999999999999999")
	case "date":
		return g.one("2024-02-29", "2023-02-29", "2024-1-1", "0000-01-01", "0001-01-01", "275760-09-13", "10000-01-01", "2024-02-30")
	case "month":
		return g.one("2024-02", "2024-13", "275760-09", "0001-01", "24-01")
	case "week":
		return g.one("2024-W01", "2020-W53", "2021-W53", "2024-W00", "2024-w01", "275760-W37")
	case "time":
		return g.one("10:00", "24:00", "10:00:00", "10:00:00.1", "10:00:00.120", "10:00:00.1234", "1:00", "23:59:60")
	case "datetime-local":
		return g.one("2024-01-01T10:00", "2024-01-01 10:00", "2024-01-01T10:00:00", "2024-01-01T10:00:30", "2024-01-01T10:00:00.500", "2024-01-01T10:00:00.050Z", "2024-01-01t10:00", "2024-01-01T10:00:00.000", "10000-01-01T00:00:01.001")
	case "color":
		return g.one("#ABCDEF", "#abc", "red", "#12345g", "rgb(1,2,3)", "#12345678", "", "hsl(200 30% 40%)")
	case "email", "url":
		return g.one(" a@b.example ", "a@b,c@d", " a@b , c@d ", "http://x.test/ y", "\n a \n")
	}
	return g.text()
}

// pattern is a regular expression, or none.
func (g *generator) pattern() string {
	return g.one("[a-z]+", "\\d*", ".", "a|b", "[^@]+@[^@]+", "(", "\\p{L}+", "[\\w&&[^a]]+", "[--a]", "\\u{1F600}", "^a", "a b{1,2}", ".{2,}", "\\s*", "[(]", "(?:a|b)+", "\\-", "[\\-]", "é", "(?<n>a)")
}
