package difftest

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// table is every hand-written case, by area.
func table() []testCase {
	areas := []struct {
		name  string
		cases []testCase
	}{
		{"owner", ownerCases()}, {"entries", entryCases()}, {"select", selectCases()}, {"textarea", textareaCases()},
		{"values", valueCases()}, {"buttons", buttonCases()}, {"files", fileCases()}, {"address", addressCases()},
		{"charset", charsetCases()}, {"direction", directionCases()}, {"enter", enterCases()}, {"nothing", nothingCases()},
		{"rules", ruleCases()}, {"found", foundCases()}, {"nasty", nastyCases()}, {"deviation", deviationCases()},
	}
	var all []testCase
	for _, a := range areas {
		for _, c := range a.cases {
			c.name = a.name + ": " + c.name
			all = append(all, c)
		}
	}
	return all
}

//go:embed testdata/nasty
var nastyPages embed.FS

// nastyCases are pages that `formbot forms --json` is tested with too.
func nastyCases() []testCase {
	pages, err := fs.ReadDir(nastyPages, "testdata/nasty")
	if err != nil {
		return nil // which TestTableSize tells
	}
	var cases []testCase
	for _, p := range pages {
		page, err := nastyPages.ReadFile("testdata/nasty/" + p.Name())
		if err != nil {
			return nil
		}
		for form := range 2 {
			cases = append(cases, testCase{name: fmt.Sprintf("%s, form %d", p.Name(), form), html: string(page), form: form, nothing: "?"})
		}
	}
	return cases
}

// post puts controls into a form that is sent in a body.
func post(controls string) string { return "<form method=post action=/go>" + controls + "</form>" }

// posted makes a case of each pair of a name and a form's controls.
func posted(pairs ...string) []testCase {
	var cases []testCase
	for pair := range slices.Chunk(pairs, 2) {
		cases = append(cases, testCase{name: pair[0], html: post(pair[1])})
	}
	return cases
}

// pages makes a case of each pair of a name and a page.
func pages(pairs ...string) []testCase {
	var cases []testCase
	for pair := range slices.Chunk(pairs, 2) {
		cases = append(cases, testCase{name: pair[0], html: pair[1]})
	}
	return cases
}

// Which form a control belongs to.
func ownerCases() []testCase {
	cases := pages(
		"nesting", `<form><p><input name=a></p></form><input name=x><form><input name=b></form>`,
		"form attribute", `<input name=a form=f><form id=f><input name=b><input name=c form=g></form><form id=g></form>`,
		"form attribute that leads nowhere", `<form id=f><input name=a form=nope><input name=b form><input name=c></form>`,
		"the id is that of something else first", `<p id=f></p><form id=f><input name=a form=f><input name=b></form>`,
		"the id is in another case", `<form id=F><input name=b></form><input name=a form=f>`,
		"the id is in a template", `<template><form id=f></form></template><form id=f><input name=b></form><input name=a form=f>`,
		"two forms of one id", `<form id=f><input name=a></form><form id=f><input name=b></form><input name=c form=f>`,
		"nested start tag is ignored", `<form><form><input name=a></form><input name=b></form>`,
		"table swallows the form", `<table><form><tr><td><input name=a></td></tr><tr><td><input name=b></td></tr></form></table><input name=x>`,
		"form within a row", `<table><tr><form><td><input name=a></td><td><input name=b></td></form></tr></table>`,
		"a form in each row", `<table><tr><form><td><input name=a></td></form></tr><tr><form><td><input name=b></td></form></tr></table>`,
		"hidden input straight in a table", `<table><form><input type=hidden name=h><tr><td><input name=a></td></tr></form></table>`,
		"text input straight in a table", `<form><table><input name=a><tr><td><input name=b></table></form>`,
		"closed by a parent's end tag", `<div><form><input name=a></div><input name=b></form><input name=x>`,
		"never closed", `<div><form><input name=a></div><p><input name=b>`,
		"end tag does not match", `<form><div><input name=a></form><input name=b></div>`,
		"end tag in SVG is out of scope", `<form method=post><svg><desc></form><input name=a></desc></svg><form><input name=b></form></form>`,
		"forms crossing a table", `<form id=a><table></form><form id=b></table><input name=c></form>`,
		"caption ends the form in a table", `<table><form><caption></form></caption><tr><td><input name=a></table><input name=b>`,
		"end tags in text do not count", `<div><form></div><textarea name=t></form><input></textarea><!-- </form> --><input name=b title="</form>">`,
		"adoption agency takes the owner away", `<div><form></div><b><p><input name=x></b>y</p><input name=z>`,
		"adoption agency within the form", `<form><b><p><input name=x></b>y</p><input name=z></form>`,
		"adoption agency with the form inside", `<b><p><form><input name=x></b><input name=y></form>`,
		"adoption agency, links", `<div><form></div><a href=x><div><input name=a><a href=y><input name=b></a></div>`,
		"formatting reopened, nothing moved", `<table><form><tr><td><b><p>a<td><p><input name=x></table>`,
		"fostered formatting, nothing moved", `<table><form method=post><nobr><select name=s><option>1<b></select><input name=a></nobr></table>`,
		"template is a world of its own", `<div><form></div><template><input name=x></form></template><input name=a>`,
		"template in SVG", `<form><svg><foreignObject><template><input name=x></template><input name=a></foreignObject></svg><input name=b></form>`,
		"template in MathML, never closed", `<form><input name=b><math><mi><template><input name=x></mi></math><input name=c></form>`,
		"SVG's own input is none", `<form><svg><input2 name=x></input2><title><input name=t></title></svg><input name=a></form>`,
		"noscript is text", `<form><noscript><input name=x></noscript><input name=a></form>`,
		"after the body", `<form><input name=a></form></body><form><input name=b></form></html><input name=c>`,
		"control closes a select", `<form><select name=s><option>1<input name=a></form>`,
		"textarea in a select", `<form><select name=s><option>1<textarea name=t>z</textarea></select><input name=a></form>`,
		"button in a select", `<form><select name=s><button name=b>x</button><option>1</select><input name=a></form>`,
		"form in a select", `<form><select name=s><form><option>1</form><option>2</select><input name=z></form>`,
		"frameset is no form", `<frameset><form><input name=a></form></frameset><form><input name=b></form>`,
		"upper case and slashes", `<FORM METHOD=POST/><INPUT NAME=a VALUE=1/><INPUT NAME="b"VALUE='2'/></FORM>`,
		"attribute twice", `<form><input name=a name=b value=1 value=2 type=hidden type=text></form>`,
	)
	for i := range cases { // the frameset is the page, so it has no form
		if strings.Contains(cases[i].html, "<frameset>") {
			cases[i].nothing = "?"
		}
	}
	cases = append(cases,
		testCase{name: "second form", html: `<form><input name=a></form><form><input name=b></form>`, form: 1},
		testCase{name: "second form by attribute", html: `<input name=a form=g><form id=f></form><form id=g><input name=b></form>`, form: 1},
		testCase{name: "form attribute beats the table", html: `<table><tr><form id=f></form><form id=g></form><td><input name=a form=f></table>`},
	)
	return cases
}

// Which controls are sent, in which order, as what.
func entryCases() []testCase {
	return posted(
		"document order", `<input name=b value=1><input name=a value=2><input name=b value=3>`,
		"escapes", `<input name=a value="*-._~ é&+=">`,
		"every ASCII character", `<input name=a value=" !&quot;#$%&amp;'()*+,-./0123456789:;<=>?@ABC[\]^_`+"`"+`abc{|}~">`,
		"control characters", "<input type=hidden name=a value='\x01\x08\x0b\x0c\x1b\x1f\x7f'>",
		"empty name and none", `<input name="" value=1><input value=2><input name=a>`,
		"disabled", `<input name=a value=1 disabled><input name=b value=2 disabled=false><input name=c>`,
		"readonly and hidden", `<input name=a value=1 readonly><input name=b value=2 hidden><input type=hidden name=c value=3>`,
		"fieldset disabled", `<fieldset disabled><legend><input name=a value=1></legend><legend><input name=b></legend><input name=c></fieldset>`,
		"fieldset disabled, legend not a child", `<fieldset disabled><div><legend><input name=a></legend></div></fieldset><input name=z>`,
		"fieldset disabled, legend second", `<fieldset disabled><p>x</p><legend><input name=a></legend></fieldset>`,
		"nested fieldsets", `<fieldset disabled><fieldset><legend><input name=a></legend></fieldset></fieldset><input name=z>`,
		"fieldset in the first legend", `<fieldset disabled><legend><fieldset><input name=a value=1></fieldset></legend></fieldset>`,
		"fieldset disabled twice", `<fieldset disabled><fieldset disabled><legend><input name=a></legend></fieldset></fieldset><input name=z>`,
		"fieldset in a disabled legend", `<fieldset disabled><legend><fieldset disabled><legend><input name=a></legend><input name=b></fieldset></legend></fieldset>`,
		"form attribute out of a fieldset", `</form><fieldset disabled><input name=a form=f></fieldset><form id=f><input name=b>`,
		"checkbox", `<input type=checkbox name=a checked><input type=checkbox name=b><input type=checkbox name=c value="" checked><input type=checkbox name=d value=" x " checked>`,
		"checkboxes of one name", `<input type=checkbox name=a value=1 checked><input type=checkbox name=a value=2><input type=checkbox name=a value=3 checked>`,
		"radio, last checked", `<input type=radio name=r value=1 checked><input type=radio name=r value=2 checked><input type=radio name=r value=3>`,
		"radio, none checked", `<input type=radio name=r value=1><input type=radio name=r value=2><input name=a>`,
		"radio without a value", `<input type=radio name=r checked><input type=radio name=q value="" checked>`,
		"radio, names of two cases", `<input type=radio name=r value=1 checked><input type=radio name=R value=2 checked>`,
		"radio, the checked one disabled", `<input type=radio name=r value=1 checked><input type=radio name=r value=2 checked disabled>`,
		"radio without a name", `<input type=radio value=1 checked><input type=radio value=2 checked><input name=a>`,
		"radio groups of two forms", `<input type=radio name=r value=1 checked></form><form><input type=radio name=r value=2 checked>`,
		"radio group by attribute", `<input type=radio name=r value=1 checked></form><form id=g></form><input type=radio name=r value=2 checked form=g>`,
		"reset and button", `<input type=reset name=a value=1><input type=button name=b value=2><button type=reset name=c></button><input name=d>`,
		"datalist", `<input name=a list=l><datalist id=l><option>1<option value=2></datalist>`,
		"output, meter, object, label", `<output name=o>1</output><meter name=m value=1></meter><progress name=p></progress><object name=x></object><label><input name=a></label>`,
		"type with blanks is text", `<input type=" hidden " name=a value=1><input type="checkbox " name=b value=2>`,
		"newline in a name", "<input name='a\nb' value=1><input name='c&#13;d' value=2>",
		"newlines in a hidden value", "<input type=hidden name=h value='a\nb&#13;c&#13;&#10;d&#10;&#13;e'>",
		"NUL and lone surrogates", "<input type=hidden name=h value='a\x00b&#0;c&#xD800;d&#x110000;e'>",
		"character references", `<input name=a value="&lt;&amp;amp;&copy&copy;&notit;&#x20AC;&#128;">`,
		"names like properties", `<input name=submit value=1><input name=action value=2><input name=method value=3><input name=elements value=4>`,
		"isindex is a name", `<input name=isindex value=x>`,
		"_charset_ elsewhere", `<input name=_charset_ value=no><input type=hidden name=_charset_ value=no><input type=hidden name=_CHARSET_><textarea name=_charset_>x</textarea>`,
		"many of one name", strings.Repeat(`<input name=a value=1>`, 60),
		"nothing", ``,
	)
}

// What a select sends.
func selectCases() []testCase {
	cases := posted(
		"first is shown", `<select name=s><option>1<option>2</select>`,
		"first not disabled", `<select name=s><option disabled>0<option>1<option>2</select>`,
		"all disabled", `<select name=s><option disabled>0<option disabled>1</select><input name=a>`,
		"last selected", `<select name=s><option selected>1<option selected>2<option>3</select>`,
		"selected and disabled", `<select name=s><option>1<option selected disabled>2</select><input name=a>`,
		"list box has none", `<select name=s size=2><option>1<option>2</select><input name=a>`,
		"list box with one", `<select name=s size=2><option>1<option selected>2</select>`,
		"size 0", `<select name=s size=0><option>1</select>`,
		"size 1", `<select name=s size=1><option>1</select>`,
		"size with a sign", `<select name=s size="+2"><option>1</select><select name=t size="-2"><option>1</select><select name=u size=" 2x"><option>1</select>`,
		"size is no number", `<select name=s size=x><option>1</select>`,
		"multiple", `<select name=s multiple><option selected>1<option>2<option selected value=x>3</select>`,
		"multiple, none selected", `<select name=s multiple><option>1</select><input name=a>`,
		"multiple, one disabled", `<select name=s multiple><option selected disabled>1<option selected>2</select>`,
		"multiple of size 1", `<select name=s multiple size=1><option>1<option>2</select><input name=a>`,
		"optgroup disabled", `<select name=s><optgroup disabled label=g><option>1</optgroup><option>2</select>`,
		"optgroup disabled, one selected", `<select name=s multiple><optgroup disabled><option selected>1</optgroup><option selected>2</select>`,
		"optgroups not closed", `<select name=s multiple><optgroup><option selected>1<optgroup disabled><option selected>2<option selected>3</select>`,
		"hr ends a group", `<select name=s multiple><optgroup disabled><option selected>1<hr><option selected>2</select>`,
		"value attribute", `<select name=s><option value="">none</select><select name=t><option value=" a ">x</select>`,
		"text is squeezed", "<select name=s><option> a \n\t b\u00a0 \f c </select>",
		"text of markup", `<select name=s><option>a<b>b</b><i> c</i></select>`,
		"text of markup alone", `<select name=s><option><b>x</b></select>`,
		"text without scripts", `<select name=s><option>a<script>b</script>c</select>`,
		"text without templates", `<select name=s><option>a<template>b</template>c</select>`,
		"label is not sent", `<select name=s><option label=x>y</select>`,
		"options in a div", `<select name=s multiple><div><option selected>1</div><p><option selected>2</select>`,
		"options in a datalist", `<select name=s multiple><datalist><option selected>1</datalist><option selected>2</select>`,
		"options in SVG", `<select name=s multiple><svg><option selected>1</svg><option selected>2</select>`,
		"options in a table", `<select name=s multiple><table><tr><td><option selected>1</table><option selected>2</select>`,
		"option in an option", `<select name=s multiple><option selected>1<b>2<option selected>3</select>`,
		"option outside", `<option selected>1</option><select name=s><option>2</select>`,
		"select in a select", `<select name=s><option>1<select name=t><option>2</select><input name=a>`,
		"no options", `<select name=s></select><input name=a>`,
		"disabled select", `<select name=s disabled><option selected>1</select><input name=a>`,
		"never closed", `<select name=s><option>1<option selected>2`,
		"closed by a div", `<div><select name=s><option>1</div><input name=a></select>`,
		"selectedcontent", `<select name=s><button><selectedcontent></selectedcontent></button><option>1<option selected>2</select>`,
	)
	return append(cases, testCase{name: "set by a script", html: post(`<select name=s><option>1<option value=x>2</select>`)})
}

func textareaCases() []testCase {
	// So that Chromium's layout, which is what it wraps by, has as many columns
	// as the attribute says, whatever the fonts and scroll bars.
	const mono = ` style="font-family:monospace;overflow:hidden;border:0;padding:0" `
	cases := posted(
		"first newline dropped", "<textarea name=t>\n\na\nb\r\nc</textarea>",
		"first newline is CR LF", "<textarea name=t>\r\na\rb</textarea>",
		"newline as a reference", "<textarea name=t>&#10;a&#13;b&#13;&#10;c</textarea>",
		"blanks kept", "<textarea name=t>  a \t b  \n </textarea>",
		"markup is text", `<textarea name=t><b>x</b><!-- y --><input name=a></textarea>`,
		"references", `<textarea name=t>&lt;&amp;&eacute;&notit;</textarea>`,
		"never closed", `<textarea name=t>a</form><input name=b>`,
		"empty", `<textarea name=t></textarea>`,
		"value attribute means nothing", `<textarea name=t value=x>y</textarea>`,
		"disabled", `<textarea name=t disabled>y</textarea><input name=a>`,
		"wrap=soft", `<textarea name=t wrap=soft cols=5>some long text</textarea>`,
		"wrap=hard, words", `<textarea name=t wrap=hard cols=10`+mono+`>Some text that is too long for the specified character width.</textarea>`,
		"wrap=hard, one long word", `<textarea name=t wrap=HARD cols=10`+mono+`>aaaaaaaaaaaaaaaaaaaaaaaaa</textarea>`,
		"wrap=hard, lines of its own", `<textarea name=t wrap=hard cols=10`+mono+">a\n\nbbbb cccc dddd\ne</textarea>",
		"wrap=hard, default width", `<textarea name=t wrap=hard`+mono+`>The quick brown fox jumps over the lazy dog and runs away.</textarea>`,
		"wrap=hard, hyphens", `<textarea name=t wrap=hard cols=10`+mono+`>one-two-three-four-five</textarea>`,
		"wrap=hard, full lines", `<textarea name=t wrap=hard cols=10`+mono+`>aaaaaaaaaa bbbbbbbbbb cc</textarea>`,
		"wrap=hard, short", `<textarea name=t wrap=hard cols=30>short</textarea>`,
	)
	return append(cases,
		testCase{name: "set by a script", html: post(`<textarea name=t>x</textarea>`), set: map[string]string{"t": "a\rb\r\nc\n\n"}},
		testCase{name: "in text/plain", html: `<form method=post enctype=text/plain><textarea name=t>` + "a\nb" + `</textarea></form>`},
		testCase{name: "in multipart", html: `<form method=post enctype=multipart/form-data><textarea name=t>` + "a\nb\r\nc" + `</textarea></form>`},
	)
}
