package forms

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestOwner checks which controls belong to which form: "0:a,b 1:c".
func TestOwner(t *testing.T) {
	tests := []struct{ name, html, want string }{
		{"nesting", `<form><p><input name=a></p></form><input name=x><form><input name=b></form>`, "0:a 1:b"},
		{"form attribute", `<input name=a form=f><form id=f><input name=b><input name=c form=g></form><form id=g></form>`, "0:a,b 1:c"},
		{"form attribute that leads nowhere", `<form id=f><input name=a form=nope><input name=b form></form>`, "0:"},
		{"the id is that of something else first", `<p id=f></p><form id=f><input name=a form=f></form>`, "0:"},
		{"nested form start tag is ignored", `<form><form><input name=a></form><input name=b></form>`, "0:a"},
		{"table swallows the form", `<table><form><tr><td><input name=a></td></tr><tr><td><input name=b></td></tr></form></table><input name=x>`, "0:a,b"},
		{"form within a row", `<table><tr><form><td><input name=a></td><td><input name=b></td></form></tr></table>`, "0:a,b"},
		{"one form per row", `<table><tr><form><td><input name=a></td></form></tr><tr><form><td><input name=b></td></form></tr></table>`, "0:a 1:b"},
		{"hidden input straight in a table", `<table><form><input type=hidden name=h><tr><td><input name=a></td></tr></form></table>`, "0:h,a"},
		{"closed by a parent's end tag", `<div><form><input name=a></div><input name=b></form><input name=x>`, "0:a,b"},
		{"never closed", `<div><form><input name=a></div><p><input name=b>`, "0:a,b"},
		{"the end tag does not match", `<form><div><input name=a></form><input name=b></div>`, "0:a,b"},
		{"forms within forms", `<form id=a><table></form><form id=b></table><input name=c></form>`, "0: 1:c"},
		{"end tags in text do not count", `<div><form></div><textarea name=t></form><input></textarea><!-- </form> --><input name=b title="</form>">`, "0:t,b"},
		{"foster parenting", `<form><table><input name=a><tr><td><input name=b></table></form>`, "0:a,b"},
		{"template is a world of its own", `<div><form></div><template><input name=x></form></template><input name=a>`, "0:a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := owners(parse(t, tt.html)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func owners(list []*Form) string {
	var parts []string
	for _, f := range list {
		var names []string
		for _, fl := range f.Fields {
			names = append(names, fl.Name)
		}
		parts = append(parts, string(rune('0'+f.Index))+":"+strings.Join(names, ","))
	}
	return strings.Join(parts, " ")
}

// A page that is parsed twice must come out as it was written.
func TestOwnerLeavesNoMarks(t *testing.T) {
	page := `<div><form></div><textarea name=t>a</form>b<input></textarea><input name=b value="</form><input>" title='<form>'>`
	for _, fl := range one(t, page).Fields {
		want := map[string]string{"t": "a</form>b<input>", "b": "</form><input>"}[fl.Name]
		if fl.Value != want {
			t.Errorf("%s: got %q, want %q", fl.Name, fl.Value, want)
		}
		for _, a := range fl.node.Attr {
			if strings.Contains(a.Key, "formbot") {
				t.Errorf("mark left: %v", a)
			}
		}
	}
}

func TestFromDocument(t *testing.T) {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(
		`<form id=one><input name=a></form><table><tr><form id=two><td><input name=b></td></form></tr></table><input name=x>`))
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse("https://example.com/")
	if err != nil {
		t.Fatal(err)
	}
	list, err := FromDocument(doc, Options{URL: u})
	if err != nil {
		t.Fatal(err)
	}
	if got := owners(list); got != "0:a 1:b" {
		t.Errorf("got %s, want 0:a 1:b", got)
	}
	if _, err := FromDocument(doc, Options{}); err == nil {
		t.Error("no URL: no error")
	}
	if _, err := FromDocument(nil, Options{URL: u}); err == nil {
		t.Error("no document: no error")
	}
}

// Quick marks tell the owners where they can, and know where they cannot; thorough
// ones always tell.
func TestQuickMarks(t *testing.T) {
	for page, want := range map[string]bool{
		`<input name=x><form><input name=a></form><select></select><form><textarea></textarea></form><button>x</button>`: true,
		`<input><!-- <form> <input> --><script>"<form><input>"</script><form title="</form><input>"><input></form>`:      true,
		`<textarea><form></textarea><form><title><input></title><input value='>'></form><INPUT>`:                         true,
		`<div><form></div><input></form>`:                                                  true,
		`<table><form><tr><td><input></td></tr></form></table>`:                            true,
		`<input><template><form></template><form></form>`:                                  true,
		`<form id=a><table></form><form id=b></table><input></form>`:                       true,
		`<input><form><input></form><datalist><input></datalist>`:                          true,
		`<div><form></div><!-- </form> --><input>`:                                         true,
		`<div><form></div><!-- --!><input></form><!--><input><!---><input>`:                true,
		`<div><form></div><script>"</form>"</script><p title='</form>'><input></p></form>`: true,
		`<svg><title>Menu</title><style>a{}</style></svg><div><form></div><input>`:         true,
		`<form><plaintext><input></form>`:                                                  true,
		`<a ="><input></a><form><a href=x"><input></form>`:                                 false,
		`<div><form></div><svg><title></form></title></svg><input>`:                        false,
		`<div><form></div><b><p><input></b></p>`:                                           false,
		`<p ="x><form><input></form>`:                                                      false,
	} {
		opts := Options{URL: &url.URL{Scheme: "https", Host: "example.com"}}
		m := newMarks()
		m.quick = true
		src, sure, _ := m.scan([]byte(page))
		quick, told, err := parseMarked(src, m, opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := sure && told; got != want {
			t.Errorf("%s: quick marks tell: %v, want %v", page, got, want)
		}
		m = newMarks()
		thorough, told, err := parseMarked(bytes.NewReader(m.annotate([]byte(page))), m, opts)
		if err != nil || !told {
			t.Fatalf("%s: thorough marks tell: %v, %v", page, told, err)
		}
		if sure && quick != nil && owners(quick) != owners(thorough) {
			t.Errorf("%s:\nquick marks    %s\nthorough marks %s", page, owners(quick), owners(thorough))
		}
	}
}
