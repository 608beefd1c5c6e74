package flow

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

func TestMatchURL(t *testing.T) {
	tests := []struct {
		pattern, url string
		want         bool
	}{
		{"/welcome", "http://h/welcome", true},
		{"/welcome", "http://h/welcome/7", true},
		{"/welcome", "http://h/welcome?from=login", true},
		{"/welcome", "http://h/welcome#top", true},
		{"/welcome", "http://h/welcome-back", false},
		{"/welcome", "http://h/user/welcome", false},
		{"/welcome/", "http://h/welcome", false},
		{"/welcome/", "http://h/welcome/7", true},
		{"/", "http://h/", true},
		{"/", "http://h", true},
		{"/", "http://h/?x=1", true},
		{"/", "http://h/login", false},
		{"/a?x=1", "http://h/a?x=1", true},
		{"/a?x=1", "http://h/a?x=1&y=2", true},
		{"/a?x=1", "http://h/a?x=12", false},
		{"/a?x=1", "http://h/a", false},
		{"/user/*/home", "http://h/user/7/home", true},
		{"/user/*/home", "http://h/user/7/home/x", false},
		{"/user*", "http://h/users", true},
		{"*/home", "http://h/user/home", true},
		{"/a?*", "http://h/a?b=c", true},
		{"http://h/welcome", "http://h/welcome/1", true},
		{"http://h/welcome", "https://h/welcome", false},
		{"http://h/welcome", "http://h.evil.example/welcome", false},
		{"http://h", "http://h/", true},
		{"http://h", "http://h/login", false},
		{"http://h/", "http://h/login", false},
		{"http://h:8080/*", "http://h:8080/anything", true},
		{"http://h*", "http://h/anything", true},
		{"/caf%C3%A9", "http://h/café", true},
	}
	for _, tt := range tests {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := matchURL(tt.pattern, u); got != tt.want {
			t.Errorf("matchURL(%q, %q) = %v, want %v", tt.pattern, tt.url, got, tt.want)
		}
	}
}

func parseHTML(t *testing.T, s string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestUnmet(t *testing.T) {
	doc := parseHTML(t, `<title>no title</title><body><h1>Welcome,
		<b>Ada</b>&nbsp;L.</h1><p>one</p><p>two</p><script>var hidden="script text"</script><p style="display: none">gone</p><p hidden>gone too</p>`)
	u, _ := url.Parse("http://h/welcome")
	tests := []struct {
		name   string
		e      *Expect
		status int
		want   []string
	}{
		{"nothing", nil, 500, nil},
		{"text over lines and tags", &Expect{Text: Texts{"Welcome, Ada L."}}, 200, nil},
		{"text of two blocks", &Expect{Text: Texts{"one two"}}, 200, nil},
		{"blocks do not run together", &Expect{Text: Texts{"onetwo"}}, 200, []string{`expected the text "onetwo", which is not on the page`}},
		{"script", &Expect{Text: Texts{"script text"}}, 200, []string{`expected the text "script text", which is not on the page`}},
		{"hidden", &Expect{NotText: Texts{"gone", "gone too", "no title"}}, 200, nil},
		{"not text", &Expect{NotText: Texts{"Ada"}}, 200, []string{`expected the text "Ada" to be absent`}},
		{"input", &Expect{Text: Texts{"Welcome, ${name}"}}, 200, nil},
		{"css", &Expect{CSS: Texts{"h1", ".profile"}}, 200, []string{`expected an element ".profile", which is not on the page`}},
		{"not css", &Expect{NotCSS: Texts{"h1 b"}}, 200, []string{`expected no element "h1 b"`}},
		{"error page", &Expect{Text: Texts{"Ada"}}, 404, []string{"expected a status below 400, got 404"}},
		{"status", &Expect{Status: Texts{"404", "410"}}, 404, nil},
		{"other status", &Expect{Status: Texts{"201"}}, 200, []string{"expected status 201, got 200"}},
		{"url", &Expect{URL: Texts{"/a", "/b"}}, 200, []string{`expected url "/a" or "/b", got /welcome`}},
		{"several", &Expect{URL: Texts{"/welcome"}, Text: Texts{"x"}, CSS: Texts{"i"}}, 200,
			[]string{`expected the text "x", which is not on the page`, `expected an element "i", which is not on the page`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.e.unmet(answer{u, tt.status, doc}, map[string]string{"name": "Ada"})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("unmet (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExtract(t *testing.T) {
	doc := parseHTML(t, `<p class=profile data-id=42>User  <b>Ada</b>,
		since 1843</p><p class=profile data-id=43>other</p>`)
	tests := []struct {
		name    string
		e       Extract
		want    string
		wantErr string
	}{
		{"text", Extract{CSS: ".profile"}, "User Ada, since 1843", ""},
		{"text in words", Extract{CSS: ".profile", Text: true}, "User Ada, since 1843", ""},
		{"attribute", Extract{CSS: ".profile", Attr: "DATA-ID"}, "42", ""},
		{"group", Extract{CSS: ".profile", Regex: `since (\d+)`}, "1843", ""},
		{"match", Extract{CSS: ".profile", Regex: `\d+`}, "1843", ""},
		{"whole page", Extract{Regex: `\d+ (\w+)$`}, "other", ""},
		{"regex on attribute", Extract{CSS: ".profile", Attr: "data-id", Regex: `^.`}, "4", ""},
		{"no element", Extract{CSS: ".none"}, "", `there is no element ".none" on the page`},
		{"no attribute", Extract{CSS: "b", Attr: "id"}, "", `the element "b" has no attribute "id"`},
		{"no match", Extract{CSS: "b", Regex: "x"}, "", `regex "x" does not match the text of "b"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.e.from(doc)
			if err == nil && tt.wantErr != "" || err != nil && err.Error() != tt.wantErr {
				t.Fatalf("error = %v, want %q", err, tt.wantErr)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
