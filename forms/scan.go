package forms

import (
	"bytes"
	"io"
)

// scan returns the page with quick marks, set by a scanner that goes from tag to
// tag at a fraction of the cost of parsing. It knows comments, quoted attributes
// and elements of raw text, and nothing of nesting. sure is false where it came
// upon what it does not understand; templates tells of one that may lie within
// SVG or MathML, see parseTree.
func (m *marks) scan(src []byte) (out *pieces, sure, templates bool) {
	s := scanner{marks: m, src: src}
	for {
		i := bytes.IndexByte(s.src[s.at:], '<')
		if i < 0 {
			break
		}
		s.at += i + 1
		if s.at == len(s.src) {
			break
		}
		switch c := s.src[s.at]; {
		case c == '/':
			s.endTag()
		case isLetter(c):
			s.startTag()
		case bytes.HasPrefix(s.src[s.at:], []byte("!--")):
			s.comment()
		}
	}
	s.out = append(s.out, s.src[s.done:])
	return &s.out, !s.lost, s.templates
}

// pieces are a page with marks in it, as a reader.
type pieces [][]byte

func (p *pieces) Read(buf []byte) (n int, err error) {
	for n < len(buf) {
		if len(*p) == 0 {
			return n, io.EOF
		}
		k := copy(buf[n:], (*p)[0])
		n += k
		if (*p)[0] = (*p)[0][k:]; len((*p)[0]) == 0 {
			*p = (*p)[1:]
		}
	}
	return n, nil
}

// A scanner goes through the tags of a page in order.
type scanner struct {
	marks     *marks
	src       []byte
	at        int
	out       pieces
	done      int  // how much of src is in out
	foreign   int  // svg and math elements that are open, or seem to be
	lost      bool // something came that it does not understand
	mixed     bool // an svg or math element came
	templates bool // and a template after it
	buf       [len("textarea") + 1]byte
}

// insert puts a mark at an offset.
func (s *scanner) insert(at int, mark []byte) {
	s.out = append(s.out, s.src[s.done:at], mark)
	s.done = at
}

// endTag takes in an end tag. Most are looked at no closer than their first
// letter; the attributes that they cannot have do no harm.
func (s *scanner) endTag() {
	start := s.at - 1
	s.at++
	if s.at == len(s.src) {
		return
	}
	switch s.src[s.at] | 0x20 {
	case 'f':
		if string(s.name()) == "form" {
			s.insert(start, s.marks.appendEnd(nil))
		}
	case 's', 'm':
		if s.foreign == 0 {
			return
		}
		if name := string(s.name()); name == "svg" || name == "math" {
			s.foreign--
		}
	}
}

// startTag takes in a start tag.
func (s *scanner) startTag() {
	name := s.name()
	switch string(name) {
	case "form", "input", "select", "button", "textarea":
		s.insert(s.at, s.marks.appendStart(nil))
	case "svg", "math":
		s.foreign++
		s.mixed = true
	case "template":
		s.templates = s.templates || s.mixed
	}
	s.endOfTag()
	switch string(name) {
	case "script", "style", "title", "noscript", "iframe", "xmp", "noembed", "noframes", "textarea":
		s.skipRaw(string(name))
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// name reads a tag name, in lower case; of one that is longer than any that
// matters, only its beginning, which is no name that matters. It is valid
// until the next call.
func (s *scanner) name() []byte {
	name := s.buf[:0]
	for ; s.at < len(s.src); s.at++ {
		c := s.src[s.at]
		switch {
		case c == '>' || c == '/' || isSpace(c):
			return name
		case len(name) == cap(name):
		case 'A' <= c && c <= 'Z':
			name = append(name, c|0x20)
		default:
			name = append(name, c)
		}
	}
	return name
}

// isSpace reports whether c is ASCII whitespace.
func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' && c != '\v' }

// endOfTag goes past the > of a tag, and past quoted values on the way.
func (s *scanner) endOfTag() {
	for s.at < len(s.src) {
		c := s.src[s.at]
		s.at++
		if c == '>' {
			return
		}
		if c != '=' {
			continue
		}
		for s.at < len(s.src) && isSpace(s.src[s.at]) {
			s.at++
		}
		if s.at < len(s.src) && (s.src[s.at] == '"' || s.src[s.at] == '\'') {
			quote := s.src[s.at]
			s.at++
			i := bytes.IndexByte(s.src[s.at:], quote)
			if i < 0 {
				s.at = len(s.src)
				return
			}
			s.at += i + 1
		}
	}
}

// comment goes past a comment.
func (s *scanner) comment() {
	s.at++ // <!--> is a whole one
	for {
		i := bytes.Index(s.src[s.at:], []byte("--"))
		if i < 0 {
			s.at = len(s.src)
			return
		}
		s.at += i + 2
		rest := s.src[s.at:]
		switch {
		case len(rest) > 0 && rest[0] == '>':
			s.at++
			return
		case len(rest) > 1 && rest[0] == '!' && rest[1] == '>':
			s.at += 2
			return
		}
		s.at-- // of three dashes the last two may be the end
	}
}

// skipRaw goes to the end tag of an element whose content is no markup. In SVG
// and MathML it is, but it rarely has any.
func (s *scanner) skipRaw(name string) {
	start := s.at
	for {
		i := bytes.Index(s.src[s.at:], []byte("</"))
		if i < 0 {
			s.at = len(s.src)
			break
		}
		s.at += i
		mark := s.at
		s.at += 2
		if string(s.name()) == name {
			s.at = mark
			break
		}
		s.at = mark + 2
	}
	if s.foreign > 0 && bytes.IndexByte(s.src[start:s.at], '<') >= 0 {
		s.lost, s.templates = true, true
	}
}
