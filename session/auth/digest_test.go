package auth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChallenges(t *testing.T) {
	for _, tt := range []struct {
		fields []string
		want   string // scheme(name=value ...)
	}{
		{[]string{`Basic realm="simple"`}, `basic(realm=simple)`},
		{[]string{`Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple"`}, `newauth(realm=apps title=Login to "apps" type=1) basic(realm=simple)`}, // RFC 9110, 11.6.1
		{[]string{`Basic realm="a, b=c"`, `Digest nonce=x`}, `basic(realm=a, b=c) digest(nonce=x)`},
		{[]string{`Negotiate`, `Negotiate, Basic realm=x`}, `negotiate() negotiate() basic(realm=x)`},
		{[]string{`Negotiate YIIJvwYGKwYBBQ==, Basic realm=x`}, `negotiate() basic(realm=x)`},
		{[]string{`DIGEST Realm = "a" , NONCE= "b"`, ``}, `digest(nonce=b realm=a)`},
		{[]string{`Digest nonce=abc==, qop=auth`}, `digest(nonce=abc== qop=auth)`},
		{[]string{`,, Basic realm=a,, ,Basic realm=b,`}, `basic(realm=a) basic(realm=b)`},
		{[]string{`Basic realm="never ends`, `Digest nonce=x, nonce=y`}, `basic() digest(nonce=x)`},
		{[]string{`"quoted" Basic`, ``, `=`}, ``},
	} {
		var got []string
		for _, c := range parseChallenges(tt.fields) {
			var params []string
			for _, name := range []string{"nonce", "qop", "realm", "title", "type"} {
				if v, ok := c.params[name]; ok {
					params = append(params, name+"="+v)
				}
			}
			got = append(got, c.scheme+"("+strings.Join(params, " ")+")")
		}
		if d := cmp.Diff(tt.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%q (-want +got):\n%s", tt.fields, d)
		}
	}
}

// TestDigestExamples are those of RFC 7616, section 3.9, the second as corrected
// by erratum 4897, and of RFC 2617, section 3.5.
func TestDigestExamples(t *testing.T) {
	const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
	section1 := `Digest realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
	section2 := `Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDssOS", charset=UTF-8, userhash=true`
	mufasa := Login{User: "Mufasa", Password: "Circle of Life"}
	for _, tt := range []struct {
		name, challenge string
		login           Login
		url, cnonce     string
		want            []string
	}{
		{"MD5", section1 + ", algorithm=MD5", mufasa, "http://www.example.org/dir/index.html", cnonce,
			[]string{`username="Mufasa"`, `response="8ca523f5e9506fed4657c9700eebdbec"`, `qop=auth,`, `nc=00000001`, `algorithm=MD5`, `uri="/dir/index.html"`}},
		{"SHA-256", section1 + ", algorithm=SHA-256", mufasa, "http://www.example.org/dir/index.html", cnonce,
			[]string{`response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`}},
		{"SHA-512-256, userhash, UTF-8", section2, Login{User: "J\u00e4s\u00f8n Doe", Password: "Secret, or not?"}, "http://api.example.org/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
			[]string{`username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"`, `response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"`, `userhash=true`}},
		{"RFC 2617", `Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"`,
			Login{User: "Mufasa", Password: "Circle Of Life"}, "http://www.nowhere.org/dir/index.html", "0a4f113b", []string{`response="6629fae49393a05397450978507c4ef1"`}},
		{"RFC 2069", `Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"`,
			Login{User: "Mufasa", Password: "CircleOfLife"}, "http://www.nowhere.org/dir/index.html", "", []string{`response="1949323746fe6a43ef61f9606e7febea"`}}, // erratum 749
	} {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		d, ok := newDigest(parseChallenges([]string{tt.challenge})[0], u)
		if !ok {
			t.Errorf("%s is not understood", tt.name)
			continue
		}
		d.cnonce = tt.cnonce
		got, err := d.answer(tt.login, &http.Request{Method: http.MethodGet, URL: u}, 1)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s\nhas no %s", tt.name, got, want)
			}
		}
	}
}

func TestDigestThatIsNotKnown(t *testing.T) {
	u, _ := url.Parse("http://h.example/")
	for _, s := range []string{`Digest realm=a`, `Digest nonce=a, algorithm=SHA-1`, `Digest nonce=a, qop="other"`, `Digest nonce=a, qop=""`} {
		if _, ok := newDigest(parseChallenges([]string{s})[0], u); ok {
			t.Errorf("%s is taken for one that can be answered", s)
		}
	}
}

// FuzzChallenges: whatever a server asks, nothing panics, and what is answered has
// no line break in it.
func FuzzChallenges(f *testing.F) {
	for _, s := range []string{`Basic realm="a"`, `Digest nonce=a, qop="auth,auth-int", domain="/a http://b/ %zz"`, `Negotiate a==, x="\`, "Digest nonce=\"a\r\nb\""} {
		f.Add(s)
	}
	u, _ := url.Parse("http://h.example/a?b=c")
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range parseChallenges([]string{s}) {
			d, ok := newDigest(c, u)
			if c.scheme != "digest" || !ok {
				continue
			}
			if _, err := d.answer(Login{User: "ä\n", Password: "p"}, &http.Request{Method: http.MethodGet, URL: u}, 1); err != nil {
				t.Errorf("%q: %v", s, err)
			}
			_ = d.covers(u)
		}
	})
}
