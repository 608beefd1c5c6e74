package session

import "bytes"

// prescanBytes is how far into a page its <meta> is looked for before it is parsed.
const prescanBytes = 1024

// prescan is "prescan a byte stream to determine its encoding" of the HTML
// Standard, section 13.2.3.2. The result is "" where the standard has none.
func prescan(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("<\x00?\x00x\x00")):
		return "utf-16le"
	case bytes.HasPrefix(head, []byte("\x00<\x00?\x00x")):
		return "utf-16be"
	}
	s := &scanner{in: head}
	for ; s.more(); s.pos++ {
		if name := s.markup(); name != "" {
			return name
		}
	}
	return xmlEncoding(head)
}

// scanner walks over bytes. Beyond their end it reads zeros and is at rest: the
// standard gives up there, and callers see it by more.
type scanner struct {
	in  []byte
	pos int
}

func (s *scanner) more() bool { return s.pos < len(s.in) }

func (s *scanner) at() byte {
	if s.more() {
		return s.in[s.pos]
	}
	return 0
}

// skipTo moves to the next of the bytes, or to the end.
func (s *scanner) skipTo(set string) {
	if i := bytes.IndexAny(s.in[min(s.pos, len(s.in)):], set); i >= 0 {
		s.pos += i
		return
	}
	s.pos = len(s.in)
}

// markup looks at what begins here and moves to its last byte. It returns an
// encoding where a meta element names one.
func (s *scanner) markup() string {
	rest := s.in[s.pos:]
	switch {
	case rest[0] != '<':
	case bytes.HasPrefix(rest, []byte("<!--")):
		// Both dashes of the end may be those of the beginning.
		if i := bytes.Index(rest[2:], []byte("-->")); i >= 0 {
			s.pos += 2 + i + 2
		} else {
			s.pos = len(s.in)
		}
	case len(rest) > 5 && bytes.EqualFold(rest[:5], []byte("<meta")) && (isSpace(rest[5]) || rest[5] == '/'):
		s.pos += 5
		return s.meta()
	case len(rest) > 1 && isAlpha(rest[1]), len(rest) > 2 && rest[1] == '/' && isAlpha(rest[2]):
		s.skipTo(whitespace + ">")
		for {
			if _, _, ok := s.attribute(); !ok {
				return ""
			}
		}
	case bytes.HasPrefix(rest, []byte("<!")), bytes.HasPrefix(rest, []byte("</")), bytes.HasPrefix(rest, []byte("<?")):
		s.skipTo(">")
	}
	return ""
}

// meta reads the encoding from a meta element's attributes.
func (s *scanner) meta() string {
	var m metaElement
	for {
		name, value, ok := s.attribute()
		if !ok {
			break
		}
		m.add(name, value)
	}
	if !s.more() {
		return "" // the element does not end within the bytes
	}
	return m.encoding()
}

// metaElement gathers what the attributes of a meta element say.
type metaElement struct {
	seen                   map[string]bool
	gotPragma, needsPragma bool
	charset                string // of the standard's names; "" for none
	named                  bool   // an attribute charset, or a content with one
}

func (m *metaElement) add(name, value string) {
	if m.seen[name] {
		return
	}
	if m.seen == nil {
		m.seen = map[string]bool{}
	}
	m.seen[name] = true
	switch name {
	case "http-equiv":
		m.gotPragma = equalFold(value, "content-type")
	case "content":
		if found := known(charsetIn(value)); found != "" && !m.named {
			m.charset, m.named, m.needsPragma = found, true, true
		}
	case "charset":
		m.charset, m.named, m.needsPragma = known(value), true, false
	}
}

// encoding is what the element declares.
func (m *metaElement) encoding() string {
	if m.needsPragma && !m.gotPragma {
		return ""
	}
	return readable(m.charset)
}

// readable corrects an encoding that a declaration in ASCII cannot be right about.
func readable(name string) string {
	switch name {
	case "utf-16be", "utf-16le":
		return "utf-8"
	case "x-user-defined":
		return "windows-1252"
	}
	return name
}

// attribute is "get an attribute" of the same section; ok is false where there is
// none. Letters are in lower case.
func (s *scanner) attribute() (name, value string, ok bool) {
	for isSpace(s.at()) || s.at() == '/' {
		s.pos++
	}
	if !s.more() || s.at() == '>' {
		return "", "", false
	}
	var key []byte
	for s.more() && (s.at() != '=' || len(key) == 0) && !isSpace(s.at()) && s.at() != '/' && s.at() != '>' {
		key = append(key, lower(s.at()))
		s.pos++
	}
	for isSpace(s.at()) {
		s.pos++
	}
	if s.at() != '=' {
		return string(key), "", true
	}
	s.pos++
	for isSpace(s.at()) {
		s.pos++
	}
	return string(key), s.value(), true
}

func (s *scanner) value() string {
	var value []byte
	if quote := s.at(); quote == '"' || quote == '\'' {
		for s.pos++; s.more() && s.at() != quote; s.pos++ {
			value = append(value, lower(s.at()))
		}
		s.pos++
		return string(value)
	}
	for ; s.more() && !isSpace(s.at()) && s.at() != '>'; s.pos++ {
		value = append(value, lower(s.at()))
	}
	return string(value)
}

// xmlEncoding is "get an XML encoding" of the same section.
func xmlEncoding(head []byte) string {
	if !bytes.HasPrefix(head, []byte("<?xml")) || bytes.IndexByte(head, '>') < 0 {
		return ""
	}
	_, rest, found := bytes.Cut(head, []byte("encoding"))
	if !found {
		return ""
	}
	rest = bytes.TrimLeftFunc(rest, isControl)
	rest, found = bytes.CutPrefix(rest, []byte("="))
	rest = bytes.TrimLeftFunc(rest, isControl)
	if !found || len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	label, _, closed := bytes.Cut(rest[1:], rest[:1])
	if !closed || bytes.ContainsFunc(label, isControl) {
		return ""
	}
	if name := known(string(label)); name != "utf-16be" && name != "utf-16le" {
		return name
	}
	return "utf-8"
}

// isControl reports whether a byte is a space or below.
func isControl(r rune) bool { return r <= ' ' }

func isAlpha(c byte) bool { return lower(c) >= 'a' && lower(c) <= 'z' }

func isSpace(c byte) bool { return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ' }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// equalFold compares in ASCII alone, so that ſ is no s.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}
