package difftest

import (
	"fmt"
	"html"
	"strings"
)

// What the types of input make of a value, at first and set by a script.
func valueCases() []testCase {
	types := []struct {
		kind   string
		attrs  string
		values []string
	}{
		{"text", "", []string{"a\nb", "a\r\nb", " a ", "\u2028x\u0085", ""}},
		{"search", "", []string{"a\nb", " a "}},
		{"tel", "", []string{" 1\n2 ", "+49 (0)"}},
		{"password", "", []string{"a\nb", " a "}},
		{"url", "", []string{" http://x.test/\ny ", "\u00a0x ", "no url"}},
		{"email", "", []string{" a@b.example ", "a\n@b", "a b", "\t a \f"}},
		{"email", "multiple", []string{" a@b , c@d ", "a,,b", "a , ", " ", "a\n,b"}},
		{"number", "", []string{"1", "-1", "+1", "1.", ".5", "-.5", "-0", "1e5", "1E+5", "1e5.5", "1e309", "1e-400", " 1", "1 ", "0x10", "1,5", "Infinity", "NaN", "١", "99999999999999999999", "007", "--1", "1e", ""}},
		{"range", "", []string{"7", "101", "-1", "50.5", "x", "", "+1"}},
		{"range", "min=10 max=20 step=3", []string{"15", "9", "25", "x", "19", "13"}},
		{"range", "min=0 max=1 step=0.1", []string{"0.35", "0.3", "x", "0.04"}},
		{"range", "min=5 max=1", []string{"3", "x", "9"}},
		{"range", "min=-10 max=0 step=3", []string{"-5", "x", "-9"}},
		{"range", "min=0 max=10 step=any", []string{"7.25", "x"}},
		{"range", "min=x max=y step=0", []string{"5", "0.5"}},
		{"date", "", []string{"2024-02-29", "2023-02-29", "2024-1-1", "0000-01-01", "0001-01-01", "10000-01-01", "02024-01-01", "2024-01-01 ", "-2024-01-01", "2024-13-01", "2024-00-10", "2024-04-31", "1900-02-29", "2000-02-29"}},
		{"month", "", []string{"2024-02", "2024-13", "2024-00", "24-01", "12345-06", "2024-2", "0000-01"}},
		{"week", "", []string{"2024-W01", "2020-W53", "2021-W53", "2024-W00", "2024-w01", "2024-W1", "02024-W01", "2024-W54"}},
		{"time", "", []string{"10:00", "24:00", "10:00:00", "10:00:00.1", "10:00:00.120", "10:00:00.1234", "10:00:00.", "1:00", "23:59:60", "10:60", "10:00 "}},
		{"datetime-local", "", []string{"2024-01-01T10:00", "2024-01-01 10:00", "2024-01-01T10:00:00", "2024-01-01T10:00:30", "2024-01-01T10:00:00.500", "2024-01-01T10:00:00.000", "2024-01-01T10:00:00.050", "2024-01-01T10:00Z", "2024-01-01t10:00", "2024-1-1T10:00", "2024-01-01T24:00", "10000-01-01T00:00:01.001", "2024-01-01  10:00"}},
		{"color", "", []string{"#ABCDEF", "#abc", "#abcd", "#12345678", "red", "RebeccaPurple", "rgb(1,2,3)", "rgb(1 2 3 / 50%)", "hsl(120,100%,50%)", "hwb(120 10% 20%)", "#12345g", "nonsense", "transparent", ""}},
		{"hidden", "", []string{" a ", "a\nb", ""}},
		{"checkbox", "checked", []string{"a\nb", " a "}},
		{"file", "", []string{"c:/fake.txt"}},
		{"bogus", "", []string{"a\nb"}},
	}
	var cases []testCase
	for _, t := range types {
		var at, set strings.Builder
		values := make(map[string]string)
		for i, v := range t.values {
			fmt.Fprintf(&at, "<input type=%s name=v%d %s value=\"%s\">", t.kind, i, t.attrs, html.EscapeString(v))
			fmt.Fprintf(&set, "<input type=%s name=v%d %s>", t.kind, i, t.attrs)
			if t.kind != "file" {
				values[fmt.Sprintf("v%d", i)] = v
			}
		}
		name := strings.TrimSpace(t.kind + " " + t.attrs)
		cases = append(cases, testCase{name: name, html: post(at.String())})
		if t.kind != "file" && t.kind != "checkbox" {
			cases = append(cases, testCase{name: name + ", set", html: post(set.String()), set: values})
		}
	}
	cases = append(cases, posted(
		"no value attribute", `<input name=a><input type=number name=b><input type=date name=c><input type=color name=d><input type=range name=e><input type=hidden name=f><input type=email name=g>`,
		"range, the value is the base of the steps", `<input type=range name=a value=50.5><input type=range name=b value=7.5 step=2 max=50>`,
		"maxlength cuts nothing", `<input name=a maxlength=2 value=abcdef><textarea name=t maxlength=2>abcdef</textarea>`,
	)...)
	return cases
}

// What is done about the direction of text.
func directionCases() []testCase {
	return posted(
		"dirname", `<input name=a dirname=a.dir value=x><textarea name=t dirname=t.dir>x</textarea>`,
		"dirname, dir=auto", `<input name=a dirname=d dir=auto value=שלום><textarea name=t dirname=t.dir dir=auto>1. مرحبا</textarea><input name=b dirname=e dir=auto value="12 x ש"><input name=c dirname=f dir=auto>`,
		"dirname, inherited", `<div dir=rtl><input name=a dirname=d><p dir=bogus><input name=b dirname=e></p><p dir=ltr><input name=c dirname=f></p></div>`,
		"dirname, tel", `<div dir=rtl><input type=tel name=a dirname=d><input type=tel dir=rtl name=b dirname=e></div>`,
		"dirname, around is auto", `<div dir=auto>שלום <input name=a dirname=d></div><div dir=auto>x<input name=b dirname=e>ש</div>`,
		"dirname, around is auto, isolated text", `<div dir=auto><bdi>ש</bdi><span dir=rtl>ש</span><textarea name=t dirname=u>ש</textarea><script>"ש"</script>x</div>`,
		"dirname, bdi", `<bdi dir=rtl>x<input name=a dirname=d></bdi><bdi dir=ltr>ש<input name=b dirname=e></bdi>`,
		"dirname where it applies", `<input type=hidden name=a dirname=d><input type=search name=b dirname=e><input type=url name=c dirname=f><input type=email name=g dirname=h><input type=password name=i dirname=j>`,
		"dirname where it does not", `<input type=number name=a dirname=d><input type=date name=b dirname=e><input type=checkbox name=c dirname=f checked><select name=s dirname=t><option>1</select><input type=color name=g dirname=h><input type=range name=i dirname=j>`,
		"dirname without a name", `<input dirname=d value=x><input name=a dirname="x y" value=x>`,
		"dirname, disabled", `<input name=a dirname=d disabled><input name=b>`,
	)
}
