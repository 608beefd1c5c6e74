package forms

import "bytes"

// treeAgrees reports whether a quick scan of the page's tags comes to the same
// forms for the same controls as the tree has. A control outside all forms is
// common, a misnested form is not, and this tells them apart at a fraction of
// the cost of parsing again.
func (b *builder) treeAgrees(src []byte) bool {
	s := scanner{src: src, form: -1}
	for i := range b.controls {
		want := -1
		if f := b.controls[i].nearest; f != nil {
			want = f.Index
		}
		got, ok := s.next()
		if !ok || got != want {
			return false
		}
	}
	_, more := s.next()
	return !more && !s.lost
}

// A scanner goes through the tags of a page in order and keeps what the HTML
// parser calls the form element pointer. It knows comments, quoted attributes
// and elements of raw text, and nothing of nesting.
type scanner struct {
	src  []byte
	at   int
	seen int  // forms
	form int  // index of the one that is open, else -1
	lost bool // something came that it does not understand
	buf  [len("plaintext") + 1]byte
}

// next returns the form that is open at the next control; ok is false at the
// end.
func (s *scanner) next() (form int, ok bool) {
	for !s.lost {
		i := bytes.IndexByte(s.src[s.at:], '<')
		if i < 0 {
			return 0, false
		}
		s.at += i + 1
		rest := s.src[s.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("!--")):
			s.skipPast("-->", 1)
		case len(rest) > 0 && rest[0] == '/':
			s.endTag()
		case len(rest) > 0 && isLetter(rest[0]):
			if s.startTag() {
				return s.form, true
			}
		}
	}
	return 0, false
}

// endTag takes in an end tag. Most are looked at no closer than their first
// letter; the attributes that they cannot have do no harm.
func (s *scanner) endTag() {
	s.at++
	if s.at < len(s.src) && s.src[s.at]|0x20 == 'f' && string(s.name()) == "form" {
		s.form = -1
	}
}

// startTag takes in a start tag and reports whether it is a control's.
func (s *scanner) startTag() (control bool) {
	name := s.name()
	s.endOfTag()
	switch string(name) {
	case "form":
		if s.form < 0 {
			s.form = s.seen
			s.seen++
		}
	case "template", "plaintext", "frameset":
		s.lost = true
	case "script", "style", "title", "noscript", "iframe", "xmp", "noembed", "noframes":
		s.skipRaw(string(name))
	case "textarea":
		s.skipRaw(string(name))
		return true
	case "input", "select", "button":
		return true
	}
	return false
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
	i := bytes.IndexByte(s.src[s.at:], '>')
	if i < 0 {
		s.at = len(s.src)
		return
	}
	inside := s.src[s.at : s.at+i]
	if bytes.Count(inside, []byte(`"`))%2 == 0 && bytes.IndexByte(inside, '\'') < 0 {
		s.at += i + 1 // no quote is open, so this is the end
		return
	}
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
			s.skipPast(string(s.src[s.at:s.at+1]), 1)
		}
	}
}

// skipPast goes behind the next end, looked for from offset on.
func (s *scanner) skipPast(end string, offset int) {
	from := min(s.at+offset, len(s.src))
	i := bytes.Index(s.src[from:], []byte(end))
	if i < 0 {
		s.at = len(s.src)
		return
	}
	s.at = from + i + len(end)
}

// skipRaw goes to the end tag of an element whose content is no markup.
func (s *scanner) skipRaw(name string) {
	for {
		i := bytes.Index(s.src[s.at:], []byte("</"))
		if i < 0 {
			s.at = len(s.src)
			return
		}
		s.at += i
		mark := s.at
		s.at += 2
		if string(s.name()) == name {
			s.at = mark
			return
		}
		s.at = mark + 2
	}
}
