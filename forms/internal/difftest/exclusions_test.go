package difftest

// deviationCases are the ways in which Chromium departs from the specification.
// Here formbot is held to the specification, and Chromium to its deviation: a
// case fails as soon as Chromium does as it should, and is then moved to where
// it belongs. Nothing else is excluded. The forms made at random do not have
// what these cases have.
func deviationCases() []testCase {
	return []testCase{
		{
			name: "submit without a value", html: post(`<input type=submit name=b>`),
			deviates: `sends the button's label, "Submit"; the value of an input in the default mode without a value attribute is the empty string`,
			want:     request{Body: "b="},
		},
		{
			name: "controls in a datalist", html: post(`<datalist><input name=x></datalist><input name=a>`),
			deviates: `sends them; "constructing the entry list" leaves out what has a datalist above it`,
			want:     request{Body: "a="},
		},
		{
			name: "empty dirname", html: post(`<input name=a dirname>`),
			deviates: `sends an entry without a name; "constructing the entry list" wants a dirname that is not empty`,
			want:     request{Body: "a="},
		},
		{
			name: "dirname of a submit button", html: post(`<input type=submit name=a value=1 dirname=d>`),
			deviates: `sends the direction before the value; it comes after`,
			want:     request{Body: "a=1&d=ltr"},
		},
		{
			name: "dirname of a _charset_ field", html: post(`<input type=hidden name=_charset_ dirname=d>`),
			deviates: `sends no direction for it; "constructing the entry list" asks for dirname whatever the entry was`,
			want:     request{Body: "_charset_=UTF-8&d=ltr"},
		},
		{
			name: "accept-charset of unknown labels", charset: "windows-1252", html: `<form method=post action=/go accept-charset=bogus><input name=a value=é></form>`,
			deviates: `takes the page's encoding; "picking an encoding for the form" takes UTF-8`,
			want:     request{Body: "a=%C3%A9"},
		},
		{
			name: "accept-charset with a comma", html: `<form method=post action=/go accept-charset="koi8-r,utf-8"><input name=a value=я></form>`,
			deviates: `takes commas for blanks; the labels are split on ASCII whitespace, so this is one, and unknown`,
			want:     request{Body: "a=%D1%8F"},
		},
		{
			name: "accept-charset with a tab", html: "<form method=post action=/go accept-charset='koi8-r\tutf-8'><input name=a value=я></form>",
			deviates: `splits on spaces alone; the labels are split on ASCII whitespace`,
			want:     request{Body: "a=%D1"},
		},
		{
			name: "accept-charset=replacement", html: `<form method=post action=/go accept-charset=hz-gb-2312><input type=hidden name=_charset_></form>`,
			deviates: `names it "replacement" in _charset_; "get an output encoding" makes UTF-8 of it`,
			want:     request{Body: "_charset_=UTF-8"},
		},
		{
			name: "vertical bar in a path", html: `<form method=post action="/a|b"></form>`,
			deviates: `escapes it; the path percent-encode set does not have it`,
			want:     request{Target: "/a|b", ContentType: "application/x-www-form-urlencoded"},
		},
		{
			name: "text/plain by a button that makes it GET", html: post(`<input name=a value="&amp; ="><button formmethod=get formenctype=text/plain>x</button>`),
			deviates: `encodes as the form's own method would, so the query is not escaped; "mutate action URL" is always urlencoded`,
			want:     request{Method: "GET", Target: "/go?a=%26+%3D"},
		},
		{
			name: "text/plain by a button that makes it POST", html: `<form action=/go><input name=a value="&amp; ="><button formmethod=post formenctype=text/plain>x</button></form>`,
			deviates: `encodes as the form's own method would, so the body is urlencoded though it says text/plain`,
			want:     request{ContentType: "text/plain", Body: "a=& =\r\n"},
		},
		{
			name:     "text/plain in ISO-2022-JP",
			html:     `<form method=post action=/go enctype=text/plain accept-charset=iso-2022-jp><input name=a value=¥><input name=b value=¥></form>`,
			deviates: `encodes each name and value alone; the standard encodes the whole body, so that the Roman state lasts`,
			want:     request{ContentType: "text/plain", Body: "a=\x1b(J\\\r\nb=\\\r\n\x1b(B"},
		},
		{
			name: "blank in a host", html: `<form action="http://a b/"><input name=a></form>`,
			deviates: `escapes it; a space is a forbidden host code point, so this is no URL`,
			nothing:  "not a valid URL",
		},
		{
			name: "radio button of no form", html: post(`<input type=radio name=r value=1 checked><input checked name=r value=2 type=radio form=nowhere>`),
			deviates: `unchecks the first: for a moment the second counts as one of the form it stands in; with a form attribute it never does`,
			want:     request{Body: "r=1"},
		},
		{
			name: "newline in a list of addresses", html: post(`<input type=email multiple name=a value="b&#10;@c">`),
			deviates: `drops it; the sanitization of an email field with multiple strips the ends of each address alone`,
			want:     request{Body: "a=b%0D%0A%40c"},
		},
		{
			name: "end tag of a form in a form", html: post(`<table></form></table><form></form><input name=a>`),
			deviates: `ends both forms with it; the "form" end tag ends the form that was opened last`,
			want:     request{Body: "a="},
		},
		{
			name: "base is no URL", html: `<base href="http://[x]/"><form method=post action=/go></form>`,
			deviates: `has no base then and sends nothing; "set the frozen base URL" falls back to the page's own`, silent: true,
			want: request{Target: "/go", ContentType: "application/x-www-form-urlencoded"},
		},
		{
			name: "query of the base in the page's encoding", html: `<base href="/go?é"><form method=post action="#x"></form>`, charset: "windows-1252",
			deviates: `takes UTF-8; "set the frozen base URL" parses in the document's character encoding`,
			want:     request{Target: "/go?%E9", ContentType: "application/x-www-form-urlencoded"},
		},
		{
			name: "dir in capitals", html: post(`<p dir=LTR><input name=a dirname=d></p>`),
			deviates: `sends the attribute as it is written; a directionality is ltr or rtl`,
			want:     request{Body: "a=&d=ltr"},
		},
		{
			name: "bdi without dir", html: post(`<bdi>ש<input name=a dirname=d></bdi>`),
			deviates: `takes ltr; a bdi without dir has the direction of its text, and so has what is in it`,
			want:     request{Body: "a=&d=rtl"},
		},
		{
			name: "size of a select is huge", html: post(`<select name=s size=99999999999999999999><option>1</select><input name=a>`),
			deviates: `takes it for none; the rules for parsing non-negative integers have no greatest one`,
			want:     request{Body: "a="},
		},
		{
			name: "range, value as written", html: post(`<input type=range name=a value=1.50 min=0 step=0.5>`),
			deviates: `writes it anew; a value that is in range and on a step is left as it is`,
			want:     request{Body: "a=1.50"},
		},
		{
			name: "range, round number", html: post(`<input type=range name=a min=1e3 max=1e5>`),
			deviates: `writes 5.05e+4; the best representation of a number is JavaScript's`,
			want:     request{Body: "a=50500"},
		},
		{
			name: "range, bound with a tail", html: post(`<input type=range name=a max=" +6px">`),
			deviates: `takes the bound for none; the rules for parsing floating-point number values allow the blank, the sign and the tail`,
			want:     request{Body: "a=3"},
		},
		{
			name: "last day of a Date", html: post(`<input type=date name=a value=275760-09-14><input type=month name=b value=275760-10><input type=week name=c value=275760-W38><input type=datetime-local name=d value=275760-09-14T00:00>`),
			deviates: `ends where its Date does; the standard's dates have no last year`,
			want:     request{Body: "a=275760-09-14&b=275760-10&c=275760-W38&d=275760-09-14T00%3A00"},
		},
		{
			name: "color with blanks", html: post(`<input type=color name=a value=" red ">`),
			deviates: `takes it for no colour; parsing a CSS <color> strips blanks`,
			want:     request{Body: "a=%23ff0000"},
		},
	}
}
