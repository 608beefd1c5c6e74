package cache

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// FuzzDirectives: no Cache-Control field hangs or crashes, no directive comes out
// of a quoted string, and what is read reads the same when written out.
func FuzzDirectives(f *testing.F) {
	for _, s := range []string{"max-age=60", `no-cache="a, b", max-age="1"`, `x="\", max-age=1`, ",,=,=\"", `a="b"c, d`, "MAX-AGE = 5 , max-age=6"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := parseDirectives(http.Header{"Cache-Control": {s}})
		var out []string
		for i, name := range d.names {
			if name == "" || strings.ContainsAny(name, ",=") || name != lowerToken(name) {
				t.Fatalf("name %q from %q", name, s)
			}
			quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(d.values[i])
			out = append(out, name+`="`+quoted+`"`)
		}
		again := parseDirectives(http.Header{"Cache-Control": {strings.Join(out, ", ")}})
		if !reflect.DeepEqual(again, d) {
			t.Fatalf("%q: got %v, then %v", s, d, again)
		}
		if v, ok := d.seconds("max-age"); ok && (v < 0 || v > maxSeconds*time.Second) {
			t.Fatalf("%q: max-age %v", s, v)
		}
	})
}

// FuzzMeta: no bytes of a damaged file crash the reader, and what it accepts is
// written and read as the same.
func FuzzMeta(f *testing.F) {
	now := time.Unix(1_800_000_000, 5)
	for _, e := range []*entry{
		{url: "http://example.com/", status: 200, requested: now, received: now, header: http.Header{"A": {"1", "2"}, "B": {""}}},
		{url: "x", status: 404, vary: "foo", varySum: "\x00\xff", bodyLen: 1 << 40, packed: 1, requested: now, received: now, header: http.Header{}},
	} {
		f.Add(encodeMeta(e))
	}
	f.Add([]byte{0x90, 3, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := decodeMeta(b)
		if err != nil {
			return
		}
		again, err := decodeMeta(encodeMeta(e))
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("got %+v, then %+v, %v", e, again, err)
		}
	})
}

// FuzzVary: values that mean the same select the same, however they are spaced.
func FuzzVary(f *testing.F) {
	f.Add("Foo", "1, 2")
	f.Add("Accept-Language", "de;q=0.5, en")
	f.Add("*", "")
	f.Fuzz(func(t *testing.T, field, value string) {
		req := &http.Request{Header: http.Header{http.CanonicalHeaderKey(field): {value}}}
		fields := varyFields(req, http.Header{"Vary": {field}}, &directives{})
		sum := varySum(fields, req.Header)
		if (fields == "") != (sum == "") {
			t.Fatalf("fields %q, sum %x", fields, sum)
		}
		if varySum(fields, req.Header) != sum {
			t.Fatal("not the same twice")
		}
		if !strings.Contains(value, `"`) && strings.Trim(value, " \t,") == value && !strings.Contains(field, ",") {
			spaced := http.Header{http.CanonicalHeaderKey(field): {strings.ReplaceAll(value, ",", " , ")}}
			switch lowerToken(strings.Trim(field, " \t")) {
			case "user-agent", "cookie", "authorization":
			default:
				if varySum(fields, spaced) != sum {
					t.Fatalf("%q and %q differ", value, spaced)
				}
			}
		}
	})
}

// FuzzEntityTags: a list of tags ends, and holds each of its own tags.
func FuzzEntityTags(f *testing.F) {
	f.Add(`"a", W/"b", c`, `"b"`)
	f.Add(`"a`, `"a`)
	f.Fuzz(func(t *testing.T, list, etag string) {
		matchesAny(list, etag)
		if strings.HasPrefix(etag, `"`) && len(etag) > 1 && strings.Count(etag, `"`) == 2 && strings.HasSuffix(etag, `"`) {
			if !matchesAny(`"first", `+etag+`, "last"`, etag) {
				t.Fatalf("%s is not found among others", etag)
			}
		}
	})
}
