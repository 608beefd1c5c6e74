package session

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestPrescan: the steps of "prescan a byte stream to determine its encoding", of
// "get an attribute", of "extracting a character encoding from a meta element"
// and of "get an XML encoding" (HTML Standard, sections 13.2.3.2 and 2.5.3).
func TestPrescan(t *testing.T) {
	fill := func(n int) string { return "<!--" + strings.Repeat("x", n-7) + "-->" }
	const meta = "<meta charset=koi8-r>" // 21 bytes
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"<p>no declaration", ""},
		{meta, "koi8-r"},
		{"<META CHARSET=KOI8-R>", "koi8-r"},
		{"<meta/charset=koi8-r>", "koi8-r"},
		{"<meta\ncharset\t=\r'koi8-r'\f>", "koi8-r"},
		{`<meta charset=" koi8-r ">`, "koi8-r"},
		{"<meta charset=koi8-r/>", ""}, // the slash is of the value
		{"<meta charset=koi8-r />", "koi8-r"},
		{"<metacharset=koi8-r>", ""},
		{"<meta>charset=koi8-r>", ""},
		{"< meta charset=koi8-r>", ""},
		{"text charset=koi8-r <b " + meta, ""}, // of b's attributes
		{"<meta x=y charset=koi8-r>", "koi8-r"},
		{"<meta charset=none charset=koi8-r>", ""}, // the second of a name is none
		{"<meta charset=none>" + meta, "koi8-r"},
		{"<meta =charset charset=koi8-r>", "koi8-r"}, // a name may begin with =
		{"<meta =charset=koi8-r>", ""},
		{`<meta charset="koi8-r>` + meta, ""}, // the quotation does not end
		{`<meta x="` + meta + `" charset=big5>`, "big5"},
		{`<meta " charset=koi8-r>`, "koi8-r"},
		{"<meta charset=koi8-r", ""}, // the bytes end first
		{"<meta charset", ""},
		{"<meta charset=>" + meta, "koi8-r"},

		{`<meta http-equiv=content-type content="text/html; charset=koi8-r">`, "koi8-r"},
		{`<meta content="text/html; charset=koi8-r" http-equiv=Content-Type>`, "koi8-r"},
		{`<meta content="text/html; charset=koi8-r">`, ""},
		{`<meta http-equiv=refresh content="text/html; charset=koi8-r">`, ""},
		{`<meta http-equiv="content-type " content="charset=koi8-r">`, ""},
		{`<meta http-equiv=content-type content="charset=koi8-r" charset=big5>`, "big5"},
		{`<meta charset=big5 http-equiv=content-type content="charset=koi8-r">`, "big5"},
		{`<meta charset=none http-equiv=content-type content="charset=koi8-r">`, ""},
		{`<meta http-equiv=content-type content="charset=none" charset=big5>`, "big5"},
		{`<meta http-equiv=content-type content="charset koi8-r charset = koi8-u">`, "koi8-u"},
		{`<meta http-equiv=content-type content="charsetcharset=koi8-r">`, "koi8-r"},
		{`<meta http-equiv=content-type content="charset='koi8-r' x">`, "koi8-r"},
		{`<meta http-equiv=content-type content="charset='koi8-r">`, ""},
		{`<meta http-equiv=content-type content="charset=koi8-r;x">`, "koi8-r"},
		{`<meta http-equiv=content-type content="charset=koi8-r,x">`, ""},
		{`<meta http-equiv=content-type content="charset=">`, ""},
		{`<meta http-equiv=content-type content=text/html; charset=koi8-r>`, "koi8-r"},

		{"<!--" + meta + "-->", ""},
		{"<!-->" + meta, "koi8-r"}, // the dashes are those of the beginning
		{"<!--->" + meta, "koi8-r"},
		{"<!-- > " + meta + "-->" + "<meta charset=big5>", "big5"},
		{"<!" + meta + "<meta charset=big5>", "big5"},
		{"</" + meta + "<meta charset=big5>", "big5"},
		{"</p x=" + meta + "<meta charset=big5>", "big5"},
		{"<?" + meta + "<meta charset=big5>", "big5"},
		{"<p title='>'" + ">" + meta, "koi8-r"},
		{"<p title='>" + meta, ""},
		{"<script>'" + meta + "'</script>", "koi8-r"}, // the standard knows of no scripts here
		{"<title>" + meta + "</title>", "koi8-r"},

		{"<meta charset=utf-16>", "utf-8"},
		{"<meta charset=utf-16be>", "utf-8"},
		{"<meta charset=x-user-defined>", "windows-1252"},
		{"<meta charset=iso-2022-kr>", "replacement"},
		{"<meta charset=latin1>", "windows-1252"},
		{"<meta charset=\u212Aoi8-r>", ""}, // a Kelvin sign

		{"<\x00?\x00x\x00m\x00l\x00", "utf-16le"},
		{"\x00<\x00?\x00x\x00m\x00l", "utf-16be"},
		{"<?xml version='1.0' encoding='koi8-r'?>", "koi8-r"},
		{"<?xml encoding = \"koi8-r\"", ""},
		{"<?xml encoding = \"koi8-r\">", "koi8-r"},
		{"<?xml encoding=koi8-r?>", ""},
		{"<?xml encoding='koi8-r ' ?>", ""},
		{"<?xml encoding='utf-16'?>", "utf-8"},
		{"<?xml encoding='big5'?>" + meta, "koi8-r"},
		{" <?xml encoding='big5'?>", ""},

		{fill(1024-21) + meta, "koi8-r"},
		{fill(1024-20) + meta, ""},
	} {
		in := []byte(tt.in)
		if got := prescan(in[:min(len(in), prescanBytes)]); got != tt.want {
			t.Errorf("%.80q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCharsetErr(t *testing.T) {
	for _, tt := range []struct{ contentType, body, want string }{
		{"text/html; charset=utf-8", "<p>é", ""},
		{"text/html; charset=utf-8", "<p>\uFFFD", ""},
		{"text/html", "<p>\xe9", ""}, // guessed
		{"text/html; charset=utf-9", "<p>\xe9", `http://a.example/?... declares the character encoding "utf-9", which does not exist; it was read as windows-1252`},
		{"text/html; charset=utf-8", "<p>\xe9\xe9.\uFFFD", "http://a.example/?... is not in utf-8, as it says: 2 characters"},
		{"text/html", "<meta charset=euc-jp>\xff", "is not in euc-jp, as it says: 1 characters"},
		{"image/png; charset=utf-8", "\x89PNG", ""},
		{"text/plain; charset=none", "x", `"none"`},
	} {
		p := (&Page{URL: mustURL(t, "http://a.example/?secret"), Body: []byte(tt.body), Header: http.Header{"Content-Type": {tt.contentType}}}).ready()
		err := p.CharsetErr()
		var charset *CharsetError
		switch {
		case tt.want == "" && err != nil, tt.want != "" && (!errors.As(err, &charset) || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s %q: got %v, want %q", tt.contentType, tt.body, err, tt.want)
		}
	}
}
