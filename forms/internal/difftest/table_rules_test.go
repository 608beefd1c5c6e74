package difftest

import (
	"fmt"
	"html"
	"strings"
)

// Which rules of the form the page's own values break. What is compared is in
// formState.Invalid; that the form is sent all the same is novalidate's doing.
func ruleCases() []testCase {
	var cases []testCase
	// rule adds a case of inputs with the same attributes and a value each.
	rule := func(name, attrs string, values ...string) {
		var b strings.Builder
		for i, v := range values {
			fmt.Fprintf(&b, "<input name=v%d %s value=\"%s\">", i, attrs, html.EscapeString(v))
		}
		cases = append(cases, testCase{name: name, html: post(b.String())})
	}
	// Hosts beyond ASCII are not in it: Chromium 148 leaves them, 156 writes them in
	// Punycode, and the standard leaves that to the browser.
	rule("email", "type=email", "a@b", "a@b.c", "a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "a@-b", "a@b-", "a@b_c", ".a@b", "a.@b", "a@[1.2.3.4]", "ä@b", `"a"@b`, "a+b@c", "a@"+strings.Repeat("x", 63), "a@"+strings.Repeat("x", 64), "a@b.", "a,b@c", "")
	rule("emails", "type=email multiple", "a@b,c@d", "a@b,", ",", "a@b,c", "a@b,,c@d", " a@b , c@d ", "")
	rule("url", "type=url", "http://x", "x", "//x", "/x", "mailto:a", "http:", "http://", "http://[::1]", "x:", "1x:", "javascript:1", "http://x:99999", "https://ä.test/", "http://%", "data:,", "")
	rule("number, bounds", "type=number min=-1.5 max=1e1", "-1.5", "-1.6", "10", "10.0000001", "-0", "11", "x", "")
	rule("number, whole steps", "type=number", "1", "1.5", "-.8", "1e-1", "1e20", "1.00000001", "9007199254740993.5", "0.5e1")
	rule("number, steps of a fraction", "type=number step=.003", "3.6", "3.601", "0.0015", "-0.003", "3")
	rule("number, small steps", "type=number step=1e-12", "-12345678.9", "1", "0.1234567890123")
	rule("number, tiny steps", "type=number step=3e-15", "17")
	rule("number, steps from min", "type=number min=1 step=3", "1", "4", "5", "-2", "10")
	rule("number, steps of no meaning", "type=number step=0", "1", "1.5")
	rule("number, any step", "type=number step=ANY", "1", "1.5", "1e-300")
	rule("range", "type=range min=1 max=9 step=2", "2", "8.9", "0", "100")
	rule("date", "type=date min=2024-01-31 max=2024-12-01", "2024-01-30", "2024-01-31", "2024-12-01", "2024-12-02", "0001-01-01", "")
	rule("date, steps", "type=date step=2", "1970-01-01", "1970-01-02", "1970-01-03", "1969-12-30", "2024-02-29")
	rule("date, steps from min", "type=date min=2024-02-28 step=7", "2024-03-06", "2024-03-07")
	rule("date, part of a step", "type=date step=0.5", "1970-01-02", "2024-02-29")
	rule("month", "type=month min=2024-02 max=2024-11 step=3", "2024-02", "2024-01", "2024-05", "2024-06", "2024-12")
	rule("month, steps", "type=month step=2", "1970-03", "1970-04", "1969-11")
	rule("week", "type=week min=2020-W53 max=2024-W10 step=2", "2020-W53", "2021-W01", "2021-W02", "2024-W11", "2020-W52")
	rule("week, steps", "type=week step=2", "1970-W03", "1970-W04")
	rule("time", "type=time min=09:30 max=17:00:30 step=900", "09:30", "09:29", "09:40", "17:00:30", "17:00:31", "17:00:00.5")
	rule("time, over midnight", "type=time min=22:00 max=06:00", "23:00", "05:59", "06:01", "12:00", "21:59")
	rule("time, steps", "type=time", "12:00", "12:00:30", "12:00:00.001")
	rule("time, small steps", "type=time step=0.001", "12:00:00.001", "12:00:00.1")
	rule("time, minutes", "type=time step=120", "12:02:00", "12:03:00")
	rule("datetime-local", "type=datetime-local min=2024-01-01T10:00 max=2024-01-01T12:00 step=1800", "2024-01-01T10:00", "2024-01-01T10:10", "2024-01-01T09:59", "2024-01-01T12:30")
	rule("bounds of another type", "type=date min=1 max=x step=x", "2024-01-01")
	rule("bounds where there are none", "type=text min=5 max=1 step=7", "3")
	for _, pattern := range []string{
		"", "[a-z]+", "abc", "ab|abc", "^abc$", "(abc", "a)(b", "[(]", "[)]", "[{]", "[&&]", "[a-z&&[^b]]+", "[a-z--b]+", "[\\w--\\d]+", "[\\q{abc|d}]+", "\\p{L}+", "\\p{Lu}", "\\p{Script=Greek}+", "\\p{Greek}", "\\P{ASCII}+",
		"\\d{3}", "\\w+", "\\s", ".", "..", "\\u{1F600}", "\\u0061bc", "\\x61bc", "\\cJ", "\\0", "\\1", "(a)\\1", "(?<n>a)bc", "(?:a|b)c?", "(?=a)abc", "(?!x)abc", "(?i:ABC)", "a{2,1}", "a{,2}", "x*", "\\-", "[\\-]", "\\a", "[^]+", "[]", "a**", "é", "[à-ü]", "\\/", "/", "a\\", "[a-\\d]", "\\babc\\b", "$", "[[:alpha:]]", "\\Aabc", "(?P<n>a)",
	} {
		rule("pattern "+pattern, `pattern="`+html.EscapeString(pattern)+`"`, "abc", "a", "ABC", "123", "é", "😀", "αβ", "a b", "-", "/", "(", " ", "aa", "")
	}
	rule("pattern of every address", `type=email multiple pattern="[a-c@]+"`, "a@b", "a@b,c@a", "a@b,x@y")
	rule("pattern where there is none", `type=number pattern="[5]"`, "3")
	return append(cases, posted(
		"required", `<input name=a required><input name=b required value=" "><input type=checkbox name=c required><input type=checkbox name=d required checked><input type=file name=e required><input type=date name=f required><input type=number name=g required value=x><textarea name=h required></textarea><textarea name=i required>`+"\n"+`</textarea>`,
		"required where it means nothing", `<input type=hidden name=a required><input type=range name=b required><input type=color name=c required><input type=submit name=d value=1 required><button name=e required>x</button><input type=image name=f required><input type=reset name=g required>`,
		"required radio buttons", `<input type=radio name=a required><input type=radio name=a><input type=radio name=b><input type=radio name=b required checked><input type=radio name=c required disabled><input type=radio name=c><input type=radio required>`,
		"required selects", `<select name=a required><option value="">x<option>1</select><select name=b required><option>1</select><select name=c required><option disabled value="">x<option value="">y</select><select name=d required><optgroup><option value="">x</optgroup></select><select name=e required multiple><option value="">x</select><select name=f required size=2><option value="" selected>x<option>1</select><select name=g required></select><select name=h required multiple><option value="" selected></select>`,
		"barred from validation", `<input name=a required disabled><input name=b required readonly><textarea name=c required readonly></textarea><fieldset disabled><input name=d required></fieldset><input type=checkbox name=e required readonly><select name=f required readonly><option value=""></select><input name=h required hidden>`,
		"lengths are of what is typed", `<input name=a maxlength=1 value=abc><input name=b minlength=5 value=abc><textarea name=c maxlength=1>abc</textarea>`,
	)...)
}
