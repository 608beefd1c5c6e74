package forms

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// send submits a form and returns "METHOD URL", the Content-Type and the body.
func send(t *testing.T, f *Form, opts SubmitOptions) (line, ctype, body string) {
	t.Helper()
	if opts.Boundary == "" {
		opts.Boundary = "B"
	}
	sub, err := f.Submit(opts)
	if err != nil {
		t.Fatalf("Submit: %v", err)
	}
	req, err := sub.Request(t.Context())
	if err != nil {
		t.Fatalf("Request: %v", err)
	}
	if req.Body == nil {
		return req.Method + " " + req.URL.String(), "", ""
	}
	data, err := io.ReadAll(req.Body)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(data)) != req.ContentLength {
		t.Errorf("Content-Length %d, but the body has %d bytes", req.ContentLength, len(data))
	}
	again, err := req.GetBody()
	if err != nil {
		t.Fatal(err)
	}
	second, err := io.ReadAll(again)
	if err != nil || string(second) != string(data) {
		t.Errorf("the body opened again is %q (%v), want %q", second, err, data)
	}
	return req.Method + " " + req.URL.String(), req.Header.Get("Content-Type"), string(data)
}

func TestSubmitURLEncoded(t *testing.T) {
	tests := []struct{ name, html, want string }{
		{"document order", `<input name=b value=1><input name=a value=2>`, "b=1&a=2"},
		{"escapes", `<input name=a value="*-._~ é&+=">`, "a=*-._%7E+%C3%A9%26%2B%3D"},
		{"hidden kept", `<input type=hidden name=_formkey value="x/y">`, "_formkey=x%2Fy"},
		{"empty value sent", `<input name=a><input name="" value=1><input value=2>`, "a="},
		{"disabled left out", `<input name=a value=1 disabled><input name=b value=2>`, "b=2"},
		{"fieldset disabled", `<fieldset disabled><legend><input name=a value=1></legend><legend><input name=b></legend><input name=c></fieldset>`, "a=1"},
		{"nested fieldsets", `<fieldset disabled><fieldset><legend><input name=a></legend></fieldset></fieldset><input name=z>`, "z="},
		{"fieldset in first legend", `<fieldset disabled><legend><fieldset><input name=a value=1></fieldset></legend></fieldset>`, "a=1"},
		{"fieldset disabled twice", `<fieldset disabled><fieldset disabled><legend><input name=a></legend></fieldset></fieldset>`, ""},
		{"checkbox", `<input type=checkbox name=a checked><input type=checkbox name=b><input type=checkbox name=c value="" checked>`, "a=on&c="},
		{"radio: last checked", `<input type=radio name=r value=1 checked><input type=radio name=r value=2 checked><input type=radio name=r value=3>`, "r=2"},
		{"select default", `<select name=s><option disabled>0<option>1<option>2</select>`, "s=1"},
		{"select last selected", `<select name=s><option selected>1<option selected>2</select>`, "s=2"},
		{"select listbox has none", `<select name=s size=2><option>1<option>2</select>`, ""},
		{"select multiple", `<select name=s multiple><option selected>1<option>2<option selected value=x>3</select>`, "s=1&s=x"},
		{"optgroup disabled", `<select name=s><optgroup disabled label=g><option>1</optgroup><option>2</select>`, "s=2"},
		{"selected option that is disabled", `<select name=s><option selected disabled>1<option>2</select>`, ""},
		{"option text squeezed", "<select name=s><option> a \n b </select>", "s=a+b"},
		{"textarea newlines", "<textarea name=t>\n\na\nb\r\nc</textarea>", "t=%0D%0Aa%0D%0Ab%0D%0Ac"},
		{"datalist left out", `<input name=a list=l><datalist id=l><input name=x><option>1</datalist>`, "a="},
		{"template left out", `<template><input name=x></template><input name=a>`, "a="},
		{"buttons not pressed", `<button name=x value=1 type=button></button><input type=reset name=y value=2><input name=a><button name=s value=3>go</button><button name=s value=4>no</button>`, "a=&s=3"},
		{"image button", `<input name=a><input type=image name=i src=x.png value=9>`, "a=&i.x=3&i.y=4"},
		{"image button without name", `<input type=image src=x.png>`, "x=3&y=4"},
		{"file sends its name", `<input type=file name=f>`, "f="},
		{"charset field", `<input type=hidden name=_charset_ value=no><input name=_charset_ value=no>`, "_charset_=UTF-8&_charset_=no"},
		{"dirname", `<input name=a dirname=a.dir value=x><textarea name=t dirname=t.dir dir=auto>שלום</textarea><input type=number name=n dirname=no>`, "a=x&a.dir=ltr&t=%D7%A9%D7%9C%D7%95%D7%9D&t.dir=rtl&n="},
		{"newline in a name", "<input name='a\nb' value=1>", "a%0D%0Ab=1"},
		{"newline in a value is stripped", "<input name=a value='x\ny'><input type=hidden name=h value='x\ny'>", "a=xy&h=x%0D%0Ay"},
		{"number sanitised", `<input type=number name=a value=1x><input type=number name=b value=-1.5e3>`, "a=&b=-1.5e3"},
		{"colour", `<input type=color name=a><input type=color name=b value=#ABCDEF>`, "a=%23000000&b=%23abcdef"},
		{"range", `<input type=range name=a><input type=range name=b value=900><input type=range name=c min=10 max=20 step=3 value=15>`, "a=50&b=100&c=16"},
		{"SVG form controls are none", `<svg><input2 name=x></input2></svg><math><mi><input name=a></mi></math>`, "a="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := one(t, `<form method=post action=/go>`+tt.html+`</form>`)
			line, ctype, body := send(t, f, SubmitOptions{X: 3, Y: 4})
			if line != "POST https://example.com/go" || ctype != EnctypeURLEncoded || body != tt.want {
				t.Errorf("got %s %s\n%s, want\n%s", line, ctype, body, tt.want)
			}
		})
	}
}

func TestSubmitAddress(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"GET replaces the query, keeps the fragment", `<form action="/s?x=1#f"><input name=q value=a>`, "GET https://example.com/s?q=a#f"},
		{"GET with nothing", `<form action="/s?x=1">`, "GET https://example.com/s?"},
		{"no action", `<form><input name=q value=a>`, "GET https://example.com/dir/page?q=a"},
		{"empty action on POST", `<form method=post action="">`, "POST https://example.com/dir/page?old=1"},
		{"relative", `<form method=POST action="go?x=1">`, "POST https://example.com/dir/go?x=1"},
		{"spaces and backslashes", `<form method=post action=" \up\.. ">`, "POST https://example.com/"},
		{"base", `<base href="/base/"><base href=/no/><form method=post action=go>`, "POST https://example.com/base/go"},
		{"base after the form", `<form method=post action=go></form><base href="/base/">`, "POST https://example.com/base/go"},
		{"base does not change an empty action", `<base href="/base/"><form method=post>`, "POST https://example.com/dir/page?old=1"},
		{"scheme relative", `<form method=post action="//other.example/x">`, "POST https://other.example/x"},
		{"unknown method", `<form method=put action=x><input name=a>`, "GET https://example.com/dir/x?a="},
		{"formaction and formmethod", `<form method=post action=x><button formaction=y formmethod=get name=b value=1>`, "GET https://example.com/dir/y?b=1"},
		{"empty formaction", `<form method=post action=x><button formaction="">`, "POST https://example.com/dir/page?old=1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if line, _, _ := send(t, one(t, tt.page), SubmitOptions{}); line != tt.want {
				t.Errorf("got %s, want %s", line, tt.want)
			}
		})
	}
}

func TestSubmitRefuses(t *testing.T) {
	for _, tt := range []struct{ page, want string }{
		{`<form action="javascript:go()">`, "script"},
		{`<form action="mailto:a@b.example" method=post>`, "mail program"},
		{`<form action="https://exa mple/">`, "not a valid URL"},
		{`<form action="ftp://example.com/">`, "http and https only"},
		{`<form method=dialog>`, "dialog"},
	} {
		_, err := one(t, tt.page).Submit(SubmitOptions{})
		var refused *ActionError
		if !errors.As(err, &refused) || !strings.Contains(refused.Reason, tt.want) {
			t.Errorf("%s: got error %v, want one about %q", tt.page, err, tt.want)
		}
	}
	if f := one(t, `<form action="javascript:go()">`); f.Action != nil || f.ActionErr == nil {
		t.Errorf("Action %v, ActionErr %v: want no action and the reason", f.Action, f.ActionErr)
	}
}

func TestSubmitMultipart(t *testing.T) {
	f := one(t, `<form method=post enctype=multipart/form-data action=/up>
		<input name='a"b' value='x"y'><input type=file name=f multiple><input type=file name=none><textarea name=t>1
2</textarea></form>`)
	if err := f.SetFile("f", FileFromBytes("a\"\r\né.txt", []byte("one")), File{Name: "b.bin", Size: 0}); err != nil {
		t.Fatal(err)
	}
	_, ctype, body := send(t, f, SubmitOptions{})
	want := strings.ReplaceAll(`--B
Content-Disposition: form-data; name="a%22b"

x"y
--B
Content-Disposition: form-data; name="f"; filename="a%22%0D%0Aé.txt"
Content-Type: text/plain

one
--B
Content-Disposition: form-data; name="f"; filename="b.bin"
Content-Type: application/octet-stream


--B
Content-Disposition: form-data; name="none"; filename=""
Content-Type: application/octet-stream


--B
Content-Disposition: form-data; name="t"

1
2
--B--
`, "\n", "\r\n")
	if body != want {
		t.Errorf("got\n%q, want\n%q", body, want)
	}
	if ctype != "multipart/form-data; boundary=B" {
		t.Errorf("Content-Type %q", ctype)
	}
}

func TestSubmitBoundariesDiffer(t *testing.T) {
	f := one(t, `<form method=post enctype=multipart/form-data><input name=a>`)
	first, err := f.Submit(SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := f.Submit(SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if first.ContentType == second.ContentType {
		t.Errorf("two submissions have the same boundary: %s", first.ContentType)
	}
}

func TestSubmitFileThatShrank(t *testing.T) {
	f := one(t, `<form method=post enctype=multipart/form-data><input type=file name=f>`)
	short := FileFromBytes("a.txt", []byte("abc"))
	short.Size = 10
	if err := f.SetFile("f", short); err != nil {
		t.Fatal(err)
	}
	sub, err := f.Submit(SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := sub.Body()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(body); !errors.Is(err, errFileChanged) {
		t.Errorf("got error %v, want errFileChanged", err)
	}
}

func TestSubmitPlain(t *testing.T) {
	f := one(t, `<form method=post enctype=TEXT/PLAIN><input name=a value="x=&amp; y"><input name=b></form>`)
	_, ctype, body := send(t, f, SubmitOptions{})
	if ctype != "text/plain" || body != "a=x=& y\r\nb=\r\n" {
		t.Errorf("got %q %q", ctype, body)
	}
}

func TestSubmitEncodings(t *testing.T) {
	tests := []struct{ name, attrs, page, value, want string }{
		{"page's own", "", "windows-1252", "é€", "a=%E9%80"},
		{"lacks a character", "", "iso-8859-1", "é你", "a=%E9%26%2320320%3B"},
		{"accept-charset", `accept-charset="bogus shift_jis utf-8"`, "", "日", "a=%93%FA"},
		{"accept-charset unknown", `accept-charset="bogus"`, "windows-1252", "é", "a=%C3%A9"},
		{"UTF-16 is sent as UTF-8", "", "utf-16le", "é", "a=%C3%A9"},
		{"GBK", `accept-charset=gbk`, "", "你", "a=%C4%E3"},
		{"KOI8-R", `accept-charset=koi8-r`, "", "я", "a=%D1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := parseAs(t, `<form method=post `+tt.attrs+`><input name=a value="`+tt.value+`">`, tt.page)
			if _, _, body := send(t, list[0], SubmitOptions{}); body != tt.want {
				t.Errorf("got %s, want %s", body, tt.want)
			}
		})
	}
}

func TestSubmitEncodingNames(t *testing.T) {
	for label, want := range map[string]string{
		"latin1": "windows-1252", "sjis": "Shift_JIS", "big5": "Big5", "gb2312": "GBK", "gb18030": "gb18030",
		"euc-kr": "EUC-KR", "iso-8859-2": "ISO-8859-2", "utf8": "UTF-8", "koi8-u": "KOI8-U", "mac": "macintosh",
	} {
		f := one(t, `<form accept-charset=`+label+`><input type=hidden name=_charset_>`)
		if f.AcceptCharset != want {
			t.Errorf("%s: got %s, want %s", label, f.AcceptCharset, want)
		}
	}
}

func TestSubmitEncodesQueryOfAction(t *testing.T) {
	list := parseAs(t, `<form method=post action="/é?q=é你#é"></form>`, "windows-1252")
	want := "POST https://example.com/%C3%A9?q=%E9%26%2320320%3B#%C3%A9"
	if line, _, _ := send(t, list[0], SubmitOptions{}); line != want {
		t.Errorf("got %s, want %s", line, want)
	}
}

func TestSubmitter(t *testing.T) {
	page := `<form method=post><input name=a>
		<button name=do value=save id=s>Save it</button><button name=do value=drop>Drop it</button>
		<input type=submit value=Plain><button disabled name=off>Off</button></form>`
	for chosen, want := range map[string]string{
		"": "a=&do=save", "s": "a=&do=save", "drop": "a=&do=drop", "Drop it": "a=&do=drop",
		"do=drop": "a=&do=drop", "Plain": "a=",
	} {
		if _, _, body := send(t, one(t, page), SubmitOptions{Submitter: chosen}); body != want {
			t.Errorf("%q: got %s, want %s", chosen, body, want)
		}
	}
	for chosen, want := range map[string]string{"do": "2 buttons", "nope": "no such button", "off": "disabled"} {
		_, err := one(t, page).Submit(SubmitOptions{Submitter: chosen})
		var se *SubmitterError
		if !errors.As(err, &se) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "do=drop") {
			t.Errorf("%q: got error %v, want one that says %q and lists the buttons", chosen, err, want)
		}
	}
	if _, err := one(t, `<form><button disabled>`).Submit(SubmitOptions{}); err == nil {
		t.Error("a form whose only button is disabled was submitted")
	}
}

func TestSubmitHidesPasswords(t *testing.T) {
	f := one(t, `<form method=get><input type=password name=p value=hunter2><input name=a value=1></form>`)
	sub, err := f.Submit(SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if s := sub.String(); strings.Contains(s, "hunter2") || !strings.Contains(s, "a=1") {
		t.Errorf("String() = %s", s)
	}
	if sub.Method != http.MethodGet || !strings.Contains(sub.URL.RawQuery, "p=hunter2") {
		t.Errorf("got %s %s: the password must be sent all the same", sub.Method, sub.URL.RawQuery)
	}
}
