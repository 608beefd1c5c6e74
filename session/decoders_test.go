package session

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// TestDecoders holds every decoder to Chromium's: all single bytes, all pairs
// whose first is no ASCII, the third plane of EUC-JP, the sets of ISO-2022-JP and
// each 53rd of GB 18030's sequences of four, as sums of what came of them. The
// sums are Chromium's (testdata/decoders/README.md). What Chromium makes of
// broken Big5 is not the standard's; there, only whole characters are held.
func TestDecoders(t *testing.T) {
	f, err := os.Open("testdata/decoders/chromium.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	count := 0
	for lines := bufio.NewScanner(f); lines.Scan(); count++ {
		name, want, _ := strings.Cut(lines.Text(), " ")
		if got := sumOf(name, sequences(name)); got != want {
			t.Errorf("%s: sum %s, Chromium's is %s", name, got, want)
		}
	}
	if count != 39 { // the standard's 40 less "replacement"
		t.Errorf("%d encodings", count)
	}
}

// sumOf decodes each sequence alone and sums up the characters.
func sumOf(name string, all [][]byte) string {
	sum := sha256.New()
	for _, seq := range all {
		text := decodeAs(seq, name)
		if name == "big5" && strings.ContainsRune(text, utf8.RuneError) {
			text = "-"
		}
		fmt.Fprintf(sum, "%x\n", []rune(text))
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:16])
}

// decodeAs is decodeText without its eye for byte order marks.
func decodeAs(seq []byte, name string) string {
	if text, ok := decodeLegacy(seq, name); ok {
		return string(text)
	}
	return string(decodeText(seq, name))
}

// sequences are the inputs for an encoding, in the order of decoders.html.
func sequences(name string) (all [][]byte) {
	for a := range 256 {
		all = append(all, []byte{byte(a)})
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		panic(err)
	}
	if _, single := enc.(interface{ DecodeByte(byte) rune }); single || strings.HasPrefix(name, "iso-8859-") {
		return all
	}
	for a := 0x80; a < 256; a++ {
		for b := range 256 {
			all = append(all, []byte{byte(a), byte(b), 'A'})
		}
	}
	switch name {
	case "euc-jp":
		for a := 0xa1; a < 255; a++ {
			for b := 0xa1; b < 256; b++ {
				all = append(all, []byte{0x8f, byte(a), byte(b), 'A'})
			}
		}
	case "iso-2022-jp":
		for a := 0x21; a < 0x7f; a++ {
			for b := 0x21; b < 0x7f; b++ {
				all = append(all, []byte{0x1b, '$', 'B', byte(a), byte(b), 0x1b, '(', 'B', 'A'})
			}
		}
		for _, set := range []byte("JI") {
			for a := 0x21; a < 0x7f; a++ {
				all = append(all, []byte{0x1b, '(', set, byte(a)})
			}
		}
	case "gb18030":
		for p := 0; p < 126*10*126*10; p += 53 {
			all = append(all, []byte{byte(0x81 + p/12600), byte('0' + p/1260%10), byte(0x81 + p/10%126), byte('0' + p%10)})
		}
	}
	return all
}

// TestBrokenText: what follows a broken character stays, markup above all.
func TestBrokenText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"shift_jis", "\x82<b>", "\uFFFD<b>"},
		{"euc-jp", "\xa4<b>", "\uFFFD<b>"},
		{"euc-jp", "\x8f\xa1<b>", "\uFFFD<b>"},
		{"euc-kr", "\xb0<b>", "\uFFFD<b>"},
		{"big5", "\xa4<b>", "\uFFFD<b>"},
		{"gbk", "\xc4<b>", "\uFFFD<b>"},
		{"gb18030", "\x810<b>", "\uFFFD0<b>"},
		{"gb18030", "\x810\x81<b>", "\uFFFD0\uFFFD<b>"},
		{"gb18030", "\x810\x81", "\uFFFD"},
		{"iso-2022-jp", "\x1b$B$<", "ぜ"},
		{"iso-2022-jp", "\x1b$B$\x1b(B<b>", "\uFFFD<b>"},
		{"iso-2022-jp", "\x1b$B\x1b(B<b>", "\uFFFD<b>"},
		{"iso-2022-jp", "\x1b<b>", "\uFFFD<b>"},
		{"utf-16le", "\x3d\xd8\x00\xde", "\U0001F600"},
		{"utf-16be", "\xd8\x3d\x00a", "\uFFFDa"},
		{"utf-16be", "\x00a\x00", "a\uFFFD"},
		{"windows-1252", "\x81\x80", "\u0081€"},
		{"replacement", "<b>", "\uFFFD"},
		{"x-user-defined", "a\xff", "a\uF7FF"},
	} {
		if got := decodeAs([]byte(tt.in), tt.name); got != tt.want {
			t.Errorf("%s %q: got %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, text := range map[string]string{
		"shift_jis": "<p>\x93\xfa\x96{\x8c\xea</p>\n", "gbk": "<p>\xc4\xe3\xba\xc3</p>\n", "windows-1252": "<p>caf\xe9</p>\n", "utf-8": "<p>café</p>\n",
	} {
		b.Run(name, func(b *testing.B) {
			body := []byte(strings.Repeat(text, 20<<10/len(text)))
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				decodeText(body, name)
			}
		})
	}
}
