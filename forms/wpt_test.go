package forms

import (
	"fmt"
	"strings"
	"testing"
)

// What the web-platform-tests want of form submission, in their own order:
// html/semantics/forms/form-submission-0/{urlencoded2,multipart-formdata,text-plain}.window.js.
// Each is submitted in the three encodings that those files hold it against; ""
// is where they say nothing.
type wptVector struct {
	about       string
	name, value string
	file        bool // the value is the name of an empty file
	charset     string
	urlencoded  string
	// The part's name, file name and value in multipart/form-data.
	partName, partFile, partValue string
	plain                         string // of a file input called "file"
}

func wptVectors() []wptVector {
	text := func(about, name, value, urlencoded, partName, partValue string) wptVector {
		return wptVector{about: about, name: name, value: value, urlencoded: urlencoded, partName: partName, partValue: partValue}
	}
	file := func(about, name, value, urlencoded, partName, partFile, plain string) wptVector {
		return wptVector{about: about, name: name, value: value, file: true, urlencoded: urlencoded, partName: partName, partFile: partFile, plain: plain}
	}
	list := []wptVector{
		text("basic", "basic", "test", "basic=test", "basic", "test"),
		file("basic file", "basic", "file-test.txt", "basic=file-test.txt", "basic", "file-test.txt", "file-test.txt"),
		text("NUL in name", "a\x00b", "c", "a%00b=c", "a\x00b", "c"),
		text("NUL in value", "a", "b\x00c", "a=b%00c", "a", "b\x00c"),
		file("NUL in file name", "a", "b\x00c", "a=b%00c", "a", "b\x00c", "b\x00c"),
		text("LF in name", "a\nb", "c", "a%0D%0Ab=c", "a%0D%0Ab", "c"),
		text("CR in name", "a\rb", "c", "a%0D%0Ab=c", "a%0D%0Ab", "c"),
		text("CR LF in name", "a\r\nb", "c", "a%0D%0Ab=c", "a%0D%0Ab", "c"),
		text("LF CR in name", "a\n\rb", "c", "a%0D%0A%0D%0Ab=c", "a%0D%0A%0D%0Ab", "c"),
		text("LF in value", "a", "b\nc", "a=b%0D%0Ac", "a", "b\r\nc"),
		text("CR in value", "a", "b\rc", "a=b%0D%0Ac", "a", "b\r\nc"),
		text("CR LF in value", "a", "b\r\nc", "a=b%0D%0Ac", "a", "b\r\nc"),
		text("LF CR in value", "a", "b\n\rc", "a=b%0D%0A%0D%0Ac", "a", "b\r\n\r\nc"),
		file("LF in file name", "a", "b\nc", "a=b%0D%0Ac", "a", "b%0Ac", "b\r\nc"),
		file("CR in file name", "a", "b\rc", "a=b%0D%0Ac", "a", "b%0Dc", "b\r\nc"),
		file("CR LF in file name", "a", "b\r\nc", "a=b%0D%0Ac", "a", "b%0D%0Ac", "b\r\nc"),
		file("LF CR in file name", "a", "b\n\rc", "a=b%0D%0A%0D%0Ac", "a", "b%0A%0Dc", "b\r\n\r\nc"),
		text("double quote in name", `a"b`, "c", "a%22b=c", "a%22b", "c"),
		text("double quote in value", "a", `b"c`, "a=b%22c", "a", `b"c`),
		file("double quote in file name", "a", `b"c`, "a=b%22c", "a", "b%22c", `b"c`),
		text("single quote in name", "a'b", "c", "a%27b=c", "a'b", "c"),
		text("single quote in value", "a", "b'c", "a=b%27c", "a", "b'c"),
		file("single quote in file name", "a", "b'c", "a=b%27c", "a", "b'c", "b'c"),
		text("backslash in name", `a\b`, "c", "a%5Cb=c", `a\b`, "c"),
		text("backslash in value", "a", `b\c`, "a=b%5Cc", "a", `b\c`),
		file("backslash in file name", "a", `b\c`, "a=b%5Cc", "a", `b\c`, `b\c`),
		text("non-ASCII", "áb", "ç", "%C3%A1b=%C3%A7", "\xC3\xA1b", "\xC3\xA7"),
		file("non-ASCII in file name", "a", "ə.txt", "a=%C9%99.txt", "a", "\xC9\x99.txt", "\xC9\x99.txt"),
		text("not in the encoding", "aəb", "c\uFFFDd", "a%26%23601%3Bb=c%26%2365533%3Bd", "a&#601;b", "c&#65533;d"),
		file("not in the encoding, file name", "á", "💩", "%E1=%26%23128169%3B", "\xE1", "&#128169;", "&#128169;"),
	}
	for i := range list {
		list[i].charset = "utf-8"
		if strings.HasPrefix(list[i].about, "not in the encoding") {
			list[i].charset = "windows-1252"
		}
	}
	return list
}

// form is the vector's one control in a form of the encoding.
func (v wptVector) form(t *testing.T, enctype string) *Form {
	t.Helper()
	kind := "hidden"
	if v.file {
		kind = "file"
	}
	f := one(t, fmt.Sprintf(`<form method=post enctype=%q accept-charset=%s><input type=%s name=n></form>`, enctype, v.charset, kind))
	if v.file {
		file := FileFromBytes(v.value, nil)
		file.ContentType = "text/plain"
		if err := f.SetFile("n", file); err != nil {
			t.Fatal(err)
		}
	} else if err := f.Set("n", v.value); err != nil {
		t.Fatal(err)
	}
	f.Fields[0].Name = v.name // as a script sets it: markup has no NUL, and no CR
	return f
}

func TestWebPlatformVectors(t *testing.T) {
	for _, v := range wptVectors() {
		t.Run(v.about, func(t *testing.T) {
			if _, _, got := send(t, v.form(t, EnctypeURLEncoded), SubmitOptions{}); got != v.urlencoded {
				t.Errorf("urlencoded: got %q, want %q", got, v.urlencoded)
			}
			head := `--B` + "\r\n" + `Content-Disposition: form-data; name="` + v.partName + `"`
			if v.file {
				head += `; filename="` + v.partFile + `"` + "\r\nContent-Type: text/plain"
			}
			want := head + "\r\n\r\n" + v.partValue + "\r\n--B--\r\n"
			if _, _, got := send(t, v.form(t, EnctypeMultipart), SubmitOptions{}); got != want {
				t.Errorf("multipart: got %q, want %q", got, want)
			}
			if v.plain == "" {
				return
			}
			v.name = "file"
			if _, _, got := send(t, v.form(t, EnctypePlain), SubmitOptions{}); got != "file="+v.plain+"\r\n" {
				t.Errorf("plain: got %q, want %q", got, v.plain)
			}
		})
	}
}

// The file names of FileAPI/file/send-file-form-*.html, which are a field's name
// and its value as well: what each legacy encoding makes of characters that it
// has, has not, or has in more ways than one.
func TestWebPlatformFileNames(t *testing.T) {
	const (
		ansi   = "â˜ºðŸ˜‚"
		chars  = "ABC~‾¥≈¤･・•∙·☼★星🌟星★☼·∙•・･¤≈¥‾~XYZ"
		emoji  = "☺😂"
		user   = "\uF7F0\uF793\uF783\uF7A0"
		stars  = "★星★"
		starsN = "&#9733;&#26143;&#9733;"
		ansiN  = "&#226;&#732;&#186;&#240;&#376;&#732;&#8218;"
		emojiN = "&#9786;&#128514;"
		userN  = "&#63472;&#63379;&#63363;&#63392;"
	)
	references := func(s string, kept rune) string {
		var b strings.Builder
		for _, r := range s {
			if r > kept {
				fmt.Fprintf(&b, "&#%d;", r)
			} else {
				b.WriteByte(byte(r))
			}
		}
		return b.String()
	}
	latin := func(s string) string { // its characters up to U+00FF are bytes
		return references(s, 0xff)
	}
	tests := []struct{ charset, name, want string }{
		{"UTF-8", emoji, emoji},
		{"UTF-8", chars, chars},
		{"UTF-8", "a\nb\rc\x7f\x1b\x00", "a\nb\rc\x7f\x1b\x00"},
		{"UTF-8", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
		{"windows-1252", user, userN},
		{"windows-1252", ansi, "\xE2\x98\xBA\xF0\x9F\x98\x82"},
		{"windows-1252", stars, starsN},
		{"windows-1252", emoji, emojiN},
		{"windows-1252", chars, latin("ABC~‾\u00a5≈\u00a4･・\u0095∙\u00b7☼★星🌟星★☼\u00b7∙\u0095・･\u00a4≈\u00a5‾~XYZ")},
		{"ISO-2022-JP", user, userN},
		{"ISO-2022-JP", ansi, ansiN},
		{"ISO-2022-JP", stars, "\x1B$B!z@1!z\x1B(B"},
		{"ISO-2022-JP", emoji, emojiN},
		{"ISO-2022-JP", chars, references("ABC~\x1B(J~\\≈¤\x1B$B!&!&\x1B(B•∙·☼\x1B$B!z@1\x1B(B🌟\x1B$B@1!z\x1B(B☼·∙•\x1B$B!&!&\x1B(B¤≈\x1B(J\\~\x1B(B~XYZ", 0x7f)},
		{"x-user-defined", user, "\xF0\x93\x83\xA0"},
		{"x-user-defined", ansi, ansiN},
		{"x-user-defined", stars, starsN},
		{"x-user-defined", emoji, emojiN},
		{"x-user-defined", chars, references(chars, 0x7f)},
	}
	for _, tt := range tests {
		f := one(t, `<form method=post enctype=multipart/form-data accept-charset="`+tt.charset+`"><input type=hidden name=_charset_><input type=hidden name=filename><input type=hidden name=x value=filename><input type=file name=file></form>`)
		name, want := "in-form-"+tt.name+".txt", "in-form-"+tt.want+".txt"
		f.Fields[1].Value, f.Fields[2].Name = name, name
		file := FileFromBytes(name, []byte("content"))
		if err := f.SetFile("file", file); err != nil {
			t.Fatal(err)
		}
		value := strings.NewReplacer("\r", "\r\n", "\n", "\r\n").Replace(want)
		escape := strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22").Replace
		part := "--B\r\nContent-Disposition: form-data; name="
		body := part + `"_charset_"` + "\r\n\r\n" + tt.charset + "\r\n" +
			part + `"filename"` + "\r\n\r\n" + value + "\r\n" +
			part + `"` + escape(value) + `"` + "\r\n\r\nfilename\r\n" +
			part + `"file"; filename="` + escape(want) + `"` + "\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--B--\r\n"
		if _, _, got := send(t, f, SubmitOptions{}); got != body {
			t.Errorf("%s, %q:\n got %q\nwant %q", tt.charset, tt.name, got, body)
		}
	}
}

// html/semantics/forms/form-submission-0/constructing-form-data-set.html and its
// neighbours, as far as they need no script.
func TestWebPlatformEntryLists(t *testing.T) {
	tests := []struct{ page, submitter, want string }{
		{`<form accept-charset=iso-8859-1><input type=hidden name=_charset_></form>`, "", "_charset_=windows-1252"},
		{`<form><input name=foo><button type=close name=close value=true>close</button><button type=button name=button value=true>button</button><button type=reset name=reset value=true>reset</button><button type=submit name=submit value=true>submit</button></form>`, "submit", "foo=&submit=true"},
		{`<form><button name=notclicked value=nope>not clicked</button><button id=b name=foo value=bara>x</button></form>`, "b", "foo=bara"},
		{`<form><input type=submit name=notclicked value=nope /><input id=b type=submit name=foo value=bara></form>`, "b", "foo=bara"},
		{`<form><input name=n1 value=v1><input type=image name=n2></form>`, "", "n1=v1&n2.x=0&n2.y=0"},
		{`<form><input type=image name=""></form>`, "", "x=0&y=0"},
		{`<form><textarea name=linebreakTest>` + "a\nb\rc\r\nd\n\re" + `</textarea></form>`, "", "linebreakTest=a%0D%0Ab%0D%0Ac%0D%0Ad%0D%0A%0D%0Ae"},
		{`<form><input type=hidden name=_charset_ value=x><input type=hidden name=_CHARSET_></form>`, "", "_charset_=UTF-8&_CHARSET_=UTF-8"},
		{`<form><input type=file name=hi></form>`, "", "hi="},
	}
	for _, tt := range tests {
		line, _, _ := send(t, one(t, tt.page), SubmitOptions{Submitter: tt.submitter})
		if _, got, _ := strings.Cut(line, "?"); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.page, got, tt.want)
		}
	}
}
