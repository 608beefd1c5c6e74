package difftest

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf16"
)

// encodingCases has every character that an encoding may or may not have in a
// form of that encoding: one case for each encoding of the Encoding Standard.
func encodingCases() []testCase {
	// The encodings of one byte have nothing from among the ideographs.
	few, all := hiddenFields(0x3000, 0xF800, 0x10000), hiddenFields(0x30000)
	var cases []testCase
	for _, label := range []string{
		"utf-8", "ibm866", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
		"iso-8859-8", "iso-8859-8-i", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
		"koi8-r", "koi8-u", "macintosh", "windows-874", "windows-1250", "windows-1251", "windows-1252",
		"windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
		"x-mac-cyrillic", "gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr",
		// Not replacement: for it the Encoding Standard's "get an output encoding" gives UTF-8, and _charset_ is to say
		// so; Chromium sends UTF-8 and says "replacement".
		"utf-16be", "utf-16le", "x-user-defined",
	} {
		fields := few
		switch label {
		case "gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr":
			fields = all
		}
		cases = append(cases, testCase{
			name: label,
			html: "<form method=post enctype=multipart/form-data accept-charset=" + label + ">\n<input type=hidden name=_charset_>" + fields + "</form>",
		})
	}
	return cases
}

// hiddenFields has each character up to the first bound, from the second to the
// third, and so on, in blocks of 256.
func hiddenFields(bounds ...rune) string {
	var fields strings.Builder
	in := true
	for first := rune(0); first < bounds[len(bounds)-1]; first += 256 {
		if slices.Contains(bounds, first) {
			in = !in
		}
		// Of the characters from U+10000 to U+1FFFF no encoding has any but
		// GB18030, which reckons them.
		if !in || first >= 0x10000 && first < 0x20000 && first%0x1000 != 0 {
			continue
		}
		fmt.Fprintf(&fields, "<input type=hidden name=%x value=\"", first)
		for r := max(first, ' '); r < first+256; r++ {
			if !utf16.IsSurrogate(r) {
				fields.WriteString(html.EscapeString(string(r)))
			}
		}
		fields.WriteString("\">\n")
	}
	return fields.String()
}
