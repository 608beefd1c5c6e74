package difftest

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// randomCases makes n pages with forms at random, the same ones for the same
// seed. Each is made from a seed of its own, so that one can be looked at alone.
func randomCases(seed uint64, n int) []testCase {
	cases := make([]testCase, n)
	for i := range cases {
		rnd := rand.New(rand.NewPCG(seed, uint64(i)))
		for cases[i].html == "" || nestsForms(cases[i].html) { // see the deviation about their end tags
			g := &generator{rnd: rnd}
			cases[i] = g.page()
		}
		cases[i].name = strconv.Itoa(i)
	}
	return cases
}

// nestsForms reports whether the page has a form within a form.
func nestsForms(page string) bool {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return true
	}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Form {
			continue
		}
		for above := range n.Ancestors() {
			if above.DataAtom == atom.Form {
				return true
			}
		}
	}
	return false
}

// A generator writes one page.
type generator struct {
	rnd *rand.Rand
	out strings.Builder
	ids int
	// pieces bounds the page's size.
	pieces int
	// plain pages have forms in text/plain. In a GET form Chromium lets that
	// spoil the query, so all their forms are POST.
	plain bool
}

func (g *generator) one(choices ...string) string { return choices[g.rnd.IntN(len(choices))] }
func (g *generator) chance(percent int) bool      { return g.rnd.IntN(100) < percent }

func (g *generator) page() testCase {
	c := testCase{
		charset: g.one("utf-8", "utf-8", "utf-8", "windows-1252", "iso-8859-2", "shift_jis", "gbk", "koi8-r", "euc-kr", "big5", "euc-jp", "iso-2022-jp", "gb18030", "windows-1251"),
		form:    g.rnd.IntN(3), nth: g.rnd.IntN(4), nothing: "?",
	}
	g.pieces = 4 + g.rnd.IntN(16)
	g.plain = g.chance(20)
	if g.plain && c.charset == "iso-2022-jp" {
		c.charset = "utf-8" // see the deviation about text/plain
	}
	if g.chance(80) {
		g.out.WriteString("<!DOCTYPE html>")
	}
	if g.chance(10) {
		fmt.Fprintf(&g.out, "<base href=%q>", g.one("/base/", "sub/", "http://other.test/x?y", "//other.test", "?q", ""))
	}
	switch g.rnd.IntN(10) {
	case 0:
		g.piece()
	case 1:
		g.out.WriteString(`<form id=f0></form>`)
	case 2:
		g.out.WriteString("<div>")
		g.formTag(c.charset)
		g.out.WriteString("</div>")
	case 3:
		g.out.WriteString("<table>")
		g.formTag(c.charset)
	}
	g.formTag(c.charset)
	for g.pieces > 0 {
		g.piece()
		if g.chance(4) {
			g.out.WriteString("</form>")
		}
		if g.chance(5) {
			g.formTag(c.charset)
		}
	}
	if g.chance(60) {
		g.out.WriteString("</form>")
	}
	c.html = g.out.String()
	for range g.rnd.IntN(3) {
		c.pool = append(c.pool, upload{
			Name: g.one("a.txt", "b c.png", "q\"uote", "new\nline", "日本.txt", "é€😀", "back\\slash", "%22"),
			Type: g.one("", "text/plain", "image/png", "text/html;charset=utf-8"),
			Data: g.one("", "x", "a\nb\r\n", "é\x01"),
		})
	}
	return c
}

func (g *generator) formTag(page string) {
	attrs := []string{
		g.attr("id", g.id()), g.attr("name", g.one("f", "", "g")),
		g.method(),
		g.attr("action", g.action()),
		g.attr("enctype", g.enctype()),
		g.attr("novalidate", ""), g.attr("autocomplete", "off"),
	}
	if g.chance(30) {
		// Labels that are all unknown mean UTF-8, but the page's encoding to
		// Chromium, so at least one is known.
		attrs = append(attrs, "accept-charset='"+g.one("", "bogus ", "  ")+g.one("utf-8", "UTF8", "latin1", "windows-1252 utf-8", "sjis", "gb2312", "iso-8859-15", "utf-16", "iso-8859-5 utf-8", "x-mac-cyrillic", page)+"'")
	}
	g.tag("form", attrs...)
}

func (g *generator) method() string {
	if g.plain {
		return g.always("method", g.one("post", "POST"))
	}
	return g.attr("method", g.one("post", "post", "POST", "get", "put", ""))
}

func (g *generator) enctype() string {
	if g.plain {
		return g.one("text/plain", "TEXT/plain", "multipart/form-data")
	}
	return g.one("multipart/form-data", "application/x-www-form-urlencoded", "Multipart/Form-Data", "bogus", "")
}

// tag writes a start tag, with the attributes that are not empty.
func (g *generator) tag(name string, attrs ...string) {
	if g.chance(5) {
		name = strings.ToUpper(name)
	}
	g.out.WriteString("<" + name)
	for _, a := range attrs {
		if a != "" {
			g.out.WriteString(g.one(" ", " ", "\n", " / ") + a)
		}
	}
	if g.chance(3) {
		g.out.WriteString(" /")
	}
	g.out.WriteString(">")
}

// attr is an attribute, or nothing, as often.
func (g *generator) attr(name, value string) string {
	if g.chance(50) {
		return ""
	}
	return g.always(name, value)
}

// always is an attribute in one of the ways that it can be written.
func (g *generator) always(name, value string) string {
	if g.chance(3) {
		name = strings.ToUpper(name)
	}
	if strings.ContainsAny(value, " \t\r\n\f\"'=<>`") || value == "" || g.chance(70) {
		if g.chance(30) && !strings.Contains(value, "'") {
			return name + "='" + value + "'"
		}
		return name + `="` + strings.ReplaceAll(value, `"`, "&quot;") + `"`
	}
	return name + "=" + value
}

// flag is a boolean attribute, rarely there.
func (g *generator) flag(name string) string {
	if !g.chance(12) {
		return ""
	}
	return g.one(name, name+"=false", strings.ToUpper(name), name+"=''")
}

func (g *generator) id() string {
	g.ids++
	if g.chance(5) {
		return "f1"
	}
	return "f" + strconv.Itoa(g.ids)
}

// owner is a form attribute, now and then.
func (g *generator) owner() string {
	if !g.chance(8) {
		return ""
	}
	return g.always("form", g.one("f1", "f2", "f3", "f0", "nowhere", ""))
}

// piece writes a control or something around controls.
func (g *generator) piece() {
	g.pieces--
	switch n := g.rnd.IntN(100); {
	case n < 38:
		g.input()
	case n < 46:
		g.textarea()
	case n < 58:
		g.selectBox()
	case n < 66:
		g.button()
	case n < 70:
		g.fieldset()
	case n < 74:
		g.around(g.one("template", "noscript", "label", "details", "dialog"))
	case n < 84:
		g.around(g.one("p", "div", "b", "i", "a", "span", "ul><li", "h1", "font", "nobr", "section", "pre", "center", "object", "svg", "math", "svg><foreignObject", "svg><desc", "math><mi", "bdi", "marquee"))
	case n < 90:
		g.table()
	default:
		g.out.WriteString(g.one("</div>", "</p>", "</b>", "</a>", "<b>", "<p>", "<div>", "<i><p>", "</table>", "</i>", "<li>", "<br>", "text", "<!-- <input name=no> -->", "<option>", "</select>", "</option>", "</fieldset>", "</legend>", "<script>'<input name=no>'</script>", "<style><input name=no></style>", "</body>", "<hr>", "<tr>", "<td>", "</td>", "<a href=x>", "<nobr>", "</svg>", "<title><input></title>", "<image>", "<col>", "<datalist><option>no</datalist>", "<?x <input>>", "</br>", "<dd>", "<caption>"))
	}
}

func (g *generator) input() {
	kind := g.one("text", "text", "text", "hidden", "hidden", "search", "tel", "url", "email", "password", "date", "month", "week", "time", "datetime-local", "number", "range", "color", "checkbox", "checkbox", "radio", "radio", "radio", "file", "file", "submit", "image", "reset", "button", "bogus", "")
	typed := g.always("type", kind)
	if g.chance(5) {
		typed = g.always("type", strings.ToUpper(kind))
	}
	name, owner := g.name(), g.owner()
	if kind == "radio" {
		owner = "" // see the deviation about radio buttons
	}
	value := g.value(kind)
	if kind == "email" {
		value = strings.NewReplacer("\n", "", "\r", "").Replace(value) // see the deviation about lists
	}
	attrs := []string{
		typed, name, g.attr("value", value), owner, g.attr("id", g.id()),
		g.flag("disabled"), g.flag("readonly"), g.flag("required"), g.flag("multiple"),
		g.rare("minlength", g.one("1", "3", "x")), g.rare("maxlength", g.one("0", "2", "-1")), g.rare("pattern", g.pattern()),
	}
	switch kind {
	case "checkbox", "radio":
		attrs = append(attrs, g.attr("checked", ""))
	case "date", "month", "week", "time", "datetime-local":
		attrs = append(attrs, g.rare("min", g.value(kind)), g.rare("max", g.value(kind)), g.rare("step", g.one("any", "1", "0.5", "7", "60", "0", "x")))
	case "range", "number":
		// Chromium writes round numbers in its own way ("1e+1"), and reads these
		// attributes more strictly than the standard.
		attrs = append(attrs, g.attr("min", g.one("1", "-2.5", "0.1", "7", "x", "")), g.attr("max", g.one("99", "12.5", "-5", "8.25", "")), g.attr("step", g.one("any", "1", "0.1", "3", "0", "-1", "x", "7")))
	case "submit":
		attrs = append(append(attrs, g.overrides()...), g.always("value", g.text()))
	case "image":
		attrs = append(attrs, g.overrides()...)
	}
	if g.chance(8) && kind != "submit" && !strings.Contains(name, "_charset_") {
		attrs = append(attrs, g.always("dirname", g.one("d", "é")), g.attr("dir", g.one("rtl", "ltr", "auto", "AUTO", "bogus")))
	}
	if g.chance(5) {
		attrs = append(attrs, "name=second", "type=hidden", "value=second")
	}
	g.rnd.Shuffle(len(attrs), func(i, j int) { attrs[i], attrs[j] = attrs[j], attrs[i] })
	g.tag("input", attrs...)
}

func (g *generator) overrides() []string {
	attrs := []string{g.rare("formaction", g.action()), g.rare("formenctype", g.enctype()), g.flag("formnovalidate")}
	if !g.plain {
		attrs = append(attrs, g.rare("formmethod", g.one("get", "post", "", "x")))
	}
	return attrs
}

func (g *generator) rare(name, value string) string {
	if !g.chance(15) {
		return ""
	}
	return g.always(name, value)
}

func (g *generator) textarea() {
	g.tag("textarea", g.name(), g.owner(), g.flag("disabled"), g.flag("readonly"), g.flag("required"), g.rare("dirname", "d"), g.rare("dir", g.one("auto", "rtl")))
	g.out.WriteString(g.one("", "\n", "\r\n", "\n\n") + g.text() + g.one("", "\n", "<b>x</b>", "<!-- -->", "&lt;") + g.text())
	if g.chance(95) {
		g.out.WriteString("</textarea>")
	}
}

func (g *generator) selectBox() {
	g.tag("select", g.name(), g.owner(), g.flag("disabled"), g.flag("multiple"), g.flag("required"), g.rare("size", g.one("0", "1", "2", "x", "-1", "1.5", "+2")))
	for range g.rnd.IntN(6) {
		switch g.rnd.IntN(12) {
		case 0:
			g.tag("optgroup", g.attr("label", "g"), g.flag("disabled"))
		case 1:
			g.out.WriteString(g.one("</optgroup>", "<hr>", "<div>", "</div>", "<b>", "<script>x</script>", "<template><option>no</template>", "<p>", "text", "<legend>", "<svg>", "<img>", "<span>"))
		case 2:
			if g.chance(30) {
				g.piece()
			}
		default:
			g.tag("option", g.attr("value", g.text()), g.flag("selected"), g.flag("disabled"), g.rare("label", g.text()))
			g.out.WriteString(g.text() + g.one("", "", "</option>", "</option>", "<b>x</b>", "\n", "<script>s</script>"))
		}
	}
	if g.chance(92) {
		g.out.WriteString("</select>")
	}
}

func (g *generator) button() {
	attrs := append(g.overrides(), g.name(), g.attr("type", g.one("submit", "reset", "button", "x", "")), g.attr("value", g.text()), g.owner(), g.flag("disabled"), g.attr("id", g.id()), g.rare("dirname", "no"))
	g.tag("button", attrs...)
	g.out.WriteString("x")
	if g.chance(30) {
		g.piece()
	}
	if g.chance(92) {
		g.out.WriteString("</button>")
	}
}

func (g *generator) fieldset() {
	g.tag("fieldset", g.attr("disabled", ""), g.owner(), g.name())
	for range g.rnd.IntN(3) {
		switch g.rnd.IntN(3) {
		case 0:
			g.around("legend")
		case 1:
			g.around("div")
		default:
			g.piece()
		}
	}
	g.piece()
	if g.chance(90) {
		g.out.WriteString("</fieldset>")
	}
}

// around writes an element with pieces in it. Its end tag is sometimes missing,
// or comes too early.
func (g *generator) around(name string) {
	element, inner, _ := strings.Cut(name, "><")
	g.tag(element, g.rare("dir", g.one("rtl", "auto", "ltr", "x")))
	if inner != "" {
		g.tag(inner)
	}
	for range 1 + g.rnd.IntN(3) {
		if g.pieces > -20 {
			g.piece()
		}
		if g.chance(6) {
			g.out.WriteString("</" + element + ">")
		}
	}
	if g.chance(85) {
		if inner != "" {
			g.out.WriteString("</" + inner + ">")
		}
		g.out.WriteString("</" + element + ">")
	}
}

func (g *generator) table() {
	g.out.WriteString("<table>")
	if g.chance(25) {
		g.formTag("utf-8")
	}
	for range 1 + g.rnd.IntN(3) {
		g.out.WriteString(g.one("<tr><td>", "<tr>", "<tbody><tr><td>", "", "<caption>", "<colgroup>", "<tr><th>", "<td>"))
		if g.chance(10) {
			g.formTag("utf-8")
		}
		g.piece()
		g.out.WriteString(g.one("</td></tr>", "", "</tr>", "</form>", "</td>", "</caption>", "</tbody>"))
	}
	if g.chance(85) {
		g.out.WriteString("</table>")
	}
}
