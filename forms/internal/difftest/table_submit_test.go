package difftest

import "strings"

// What a button changes.
func buttonCases() []testCase {
	cases := posted(
		"first button", `<input name=a><button name=b value=1>x</button><button name=b value=2>y</button>`,
		"button without a value", `<button name=b>x</button>`,
		"button without a name", `<button value=1>x</button><input name=a>`,
		"input submit with a value", `<input type=submit name=b value="Send it">`,
		"button of unknown type", `<button type=x name=b value=1>x</button>`,
		"button type reset first", `<button type=reset name=r value=1>x</button><button name=b value=2>y</button>`,
		"button commands another", `<button command=show-popover commandfor=p name=c value=1>x</button><button name=b value=2>y</button><div id=p popover></div>`,
		"button before the fields", `<button name=b value=1>x</button><input name=a>`,
		"image, not clicked", `<input type=image name=i value=9 width=20 height=20>`,
		"image without a name", `<input name=a><input type=image width=20 height=20>`,
		"image with an empty name", `<input type=image name="" width=20 height=20>`,
		"value with newlines", "<button name=b value='a\nb'>x</button>",
		"button value of many lines", "<button name=b value='a&#13;b&#10;'>x</button>",
	)
	press := func(name, page string) { cases = append(cases, testCase{name: name, html: page, press: "b"}) }
	press("second button", post(`<button name=x value=1>x</button><button id=b name=y value=2>y</button>`))
	press("by form attribute", `<form method=post id=f action=/go><input name=a></form><button id=b form=f name=b value=1>x</button>`)
	press("formaction", post(`<button id=b formaction=/other?x=1>x</button>`))
	press("formaction, empty", post(`<input name=a><button id=b formaction="">x</button>`))
	press("formaction of an input", post(`<input type=submit value=x id=b formaction=/other>`))
	press("formaction of an image", post(`<input type=image id=b formaction=/other name=i width=9 height=9>`))
	press("formmethod get", post(`<input name=a value=1><button id=b formmethod=GET>x</button>`))
	press("formmethod post", `<form action=/go?x=1><input name=a value=1><button id=b formmethod=post>x</button></form>`)
	press("formmethod unknown is get", post(`<input name=a value=1><button id=b formmethod=put>x</button>`))
	press("formmethod empty is get", post(`<input name=a value=1><button id=b formmethod="">x</button>`))
	press("formenctype multipart", post(`<input name=a value=1><button id=b formenctype=multipart/form-data>x</button>`))
	press("formenctype plain", post(`<input name=a value="1 2"><button id=b formenctype=text/plain>x</button>`))
	press("formenctype unknown", `<form method=post enctype=multipart/form-data><input name=a value=1><button id=b formenctype=x>x</button></form>`)
	press("formenctype empty", `<form method=post enctype=multipart/form-data><input name=a value=1><button id=b formenctype="">x</button></form>`)
	press("formtarget", post(`<input name=a><iframe name=frame></iframe><button id=b formtarget=frame>x</button>`))
	press("all of them", `<form><input name=a value=1><button id=b formaction=/y formmethod=post formenctype=multipart/form-data formnovalidate formtarget=_self name=b value=2>x</button></form>`)
	press("form attributes of the form mean nothing", `<form formmethod=post formaction=/no><input name=a><button id=b>x</button></form>`)
	press("in a datalist it is not sent", post(`<input name=a><button id=b name=c value=1>x</button><datalist><option>1</datalist>`))
	cases = append(cases,
		testCase{name: "image, clicked", html: post(`<input type=image id=b name=i width=50 height=50>`), press: "b", click: &[2]int{7, 9}},
		testCase{name: "image without a name, clicked", html: post(`<input type=image id=b width=50 height=50>`), press: "b", click: &[2]int{0, 49}},
		testCase{name: "image, clicked, get", html: `<form><input type=image id=b name="a b" width=50 height=50><input name=c></form>`, press: "b", click: &[2]int{13, 21}},
		testCase{name: "formnovalidate", html: post(`<input name=a required><button id=b formnovalidate name=b value=1>x</button>`), press: "b", validate: true},
		testCase{name: "novalidate", html: `<form method=post novalidate><input name=a required></form>`, validate: true},
		testCase{name: "valid", html: post(`<input name=a required value=1><input type=email name=e value=a@b.example>`), validate: true},
		testCase{name: "target is a frame", html: `<form method=post target=frame><input name=a></form><iframe name=frame></iframe>`},
	)
	return cases
}

// Enter pressed in a field, by the browser's own keyboard.
func enterCases() []testCase {
	return []testCase{
		{name: "one field", html: post(`<input name=a id=a value=1>`), enter: "a"},
		{name: "presses the default button", html: post(`<input name=a id=a><button name=b value=1>x</button><button name=b value=2>y</button>`), enter: "a"},
		{name: "an input as default button", html: post(`<input name=a id=a><input type=submit name=b value=1>`), enter: "a"},
		{name: "an image as default button", html: post(`<input name=a id=a><input type=image name=i width=9 height=9>`), enter: "a"},
		{name: "the default button is by attribute", html: `<button form=f name=b value=1>x</button><form method=post id=f><input name=a id=a><button name=b value=2>y</button></form>`, enter: "a"},
		{name: "reset is no default button", html: post(`<input name=a id=a><button type=reset name=r value=1>x</button><button name=b value=2>y</button>`), enter: "a"},
		{name: "many fields, a button", html: post(`<input name=a id=a><input name=b><input type=password name=c><button>x</button>`), enter: "a"},
		{name: "checkboxes block nothing", html: post(`<input name=a id=a><input type=checkbox name=c checked><select name=s><option>1</select>`), enter: "a"},
		{name: "formaction of the default button", html: post(`<input name=a id=a><button formaction=/other formmethod=get name=b>x</button>`), enter: "a"},
		{name: "the default button is disabled", html: post(`<input name=a id=a><button disabled name=b value=1>x</button><button name=b value=2>y</button>`), enter: "a", nothing: "default button is disabled"},
		{name: "the only button is disabled", html: post(`<input name=a id=a><button disabled>x</button>`), enter: "a", nothing: "only button is disabled"},
	}
}

// What sends nothing, and why.
func nothingCases() []testCase {
	cases := []testCase{
		{name: "javascript", html: `<form action="javascript:void 0"><input name=a></form>`, nothing: "script"},
		{name: "javascript, blanks before", html: `<form action=" JavaScript:void 0"><input name=a></form>`, nothing: "script"},
		{name: "javascript in formaction", html: post(`<button id=b formaction="javascript:void 0">x</button>`), press: "b", nothing: "script"},
		{name: "mailto", html: `<form action="mailto:a@b.example" method=post><input name=a></form>`, nothing: "mail program"},
		{name: "method=dialog", html: `<dialog open><form method=dialog><input name=a></form></dialog>`, nothing: "dialog"},
		{name: "method=dialog outside a dialog", html: `<form method=DIALOG><input name=a></form>`, nothing: "dialog"},
		{name: "formmethod=dialog", html: post(`<button id=b formmethod=dialog>x</button>`), press: "b", nothing: "dialog"},
		{name: "no URL", html: `<form action="http://[x]/"><input name=a></form>`, nothing: "not a valid URL"},
		{name: "no port", html: `<form action="http://other.test:99999/"><input name=a></form>`, nothing: "not a valid URL"},
		{name: "data", html: `<form action="data:text/plain,x" method=post><input name=a></form>`, nothing: "http and https only"},
		{name: "disabled button pressed", html: post(`<button id=b disabled>x</button>`), press: "b", nothing: "the button is disabled"},
		{name: "button in a disabled fieldset", html: post(`<fieldset disabled><button id=b>x</button></fieldset>`), press: "b", nothing: "the button is disabled"},
		{name: "required", html: post(`<input name=a required>`), validate: true, nothing: "a"},
		{name: "required radio", html: post(`<input type=radio name=r required><input type=radio name=r>`), validate: true, nothing: "r"},
		{name: "required select", html: post(`<select name=s required><option value="">choose<option>1</select>`), validate: true, nothing: "s"},
	}
	return cases
}

// Files.
func fileCases() []testCase {
	multipart := func(controls string) string {
		return "<form method=post enctype=multipart/form-data>" + controls + "</form>"
	}
	one := `<input name=before value=1><input type=file name=f><input name=after value=2>`
	several := `<input type=file name=f multiple>`
	file := func(name string) map[string][]upload {
		return map[string][]upload{"f": {{Name: name, Type: "text/plain", Data: "content"}}}
	}
	cases := []testCase{
		{name: "none chosen", html: multipart(one)},
		{name: "one", html: multipart(one), files: file("a.txt")},
		{name: "without a type", html: multipart(one), files: map[string][]upload{"f": {{Name: "a", Data: "x"}}}},
		{name: "type with parameters", html: multipart(one), files: map[string][]upload{"f": {{Name: "a", Type: "text/html;charset=utf-8", Data: "x"}}}},
		{name: "empty", html: multipart(one), files: map[string][]upload{"f": {{Name: "a.txt", Type: "text/plain"}}}},
		{name: "several", html: multipart(several), files: map[string][]upload{"f": {{Name: "a.txt", Type: "text/plain", Data: "1"}, {Name: "b.png", Type: "image/png", Data: "\x01\x02"}, {Name: "c"}}}},
		{name: "two inputs", html: multipart(`<input type=file name=f><input type=file name=g>`), files: map[string][]upload{"f": {{Name: "a", Data: "1"}}, "g": {{Name: "b", Data: "2"}}}},
		{name: "content like a boundary", html: multipart(one), files: map[string][]upload{"f": {{Name: "a", Data: "\r\n--x--\r\n"}}}},
		{name: "name of the input with quotes", html: multipart(`<input type=file name='a"b'>`)},
		{name: "in urlencoded its name", html: post(one), files: file("a b.txt")},
		{name: "in urlencoded, several", html: post(several), files: map[string][]upload{"f": {{Name: "a"}, {Name: "b"}}}},
		{name: "in urlencoded, none", html: post(one)},
		{name: "in urlencoded, newline in the name", html: post(one), files: file("a\nb\rc")},
		{name: "in text/plain its name", html: `<form method=post enctype=text/plain>` + one + `</form>`, files: file("a\"b.txt")},
		{name: "in text/plain, newlines in the name", html: `<form method=post enctype=text/plain>` + one + `</form>`, files: file("a\nb\r\nc")},
		{name: "in text/plain, none", html: `<form method=post enctype=text/plain>` + one + `</form>`},
		{name: "get sends its name", html: `<form>` + one + `</form>`, files: file("é.txt")},
		{name: "get, multipart means nothing", html: `<form enctype=multipart/form-data>` + one + `</form>`, files: file("a.txt")},
		{name: "disabled", html: multipart(`<input type=file name=f disabled><input name=a>`)},
		{name: "values escaped in multipart", html: multipart("<input name='a\"b\nc' value='x\"y'><input type=hidden name=h value='1\n2\r\n3'><input name=é value=日>")},
		{name: "nothing in multipart", html: multipart("")},
		{name: "name outside the charset", html: `<form method=post enctype=multipart/form-data accept-charset=windows-1252>` + one + `</form>`, files: file("日é.txt")},
		{name: "name in Shift_JIS", html: `<form method=post enctype=multipart/form-data accept-charset=shift_jis>` + one + `</form>`, files: file("日本ソ.txt")},
	}
	for _, name := range []string{`quo"te.txt`, "new\nline", "re\rturn", "cr\r\nlf", `back\slash`, "per%22cent", "日本語.txt", "emoji😀", " blank ", "se;mi", "tab\t"} {
		cases = append(cases, testCase{name: "name " + strings.Trim(strings.ReplaceAll(name, "\n", "LF"), " "), html: multipart(one), files: file(name)})
	}
	return cases
}
