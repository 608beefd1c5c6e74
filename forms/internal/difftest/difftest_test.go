package difftest

import (
	"flag"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var (
	seed  = flag.Uint64("seed", 1, "where the random forms of TestChromium begin")
	count = flag.Int("forms", 1000, "how many random forms TestChromium makes")
)

// The table is as large as it is said to be, with no case of a name twice, and
// the forms made at random are on.
func TestTableSize(t *testing.T) {
	cases, names := table(), make(map[string]bool)
	for _, c := range cases {
		names[c.name] = true
	}
	if len(cases) < 400 || len(names) != len(cases) {
		t.Errorf("%d cases with %d names, want 400 at least, each with its own", len(cases), len(names))
	}
	for _, area := range []string{"owner", "entries", "select", "textarea", "values", "buttons", "files", "address", "charset", "direction", "enter", "nothing", "rules", "found", "nasty", "deviation"} {
		if !slices.ContainsFunc(cases, func(c testCase) bool { return strings.HasPrefix(c.name, area+": ") }) {
			t.Errorf("no cases about %s", area)
		}
	}
	if count := flag.Lookup("forms").DefValue; count != "1000" {
		t.Errorf("%s forms are made at random by default, want 1000", count)
	}
}

// TestChromium submits every form by Chromium and by formbot.
func TestChromium(t *testing.T) {
	b := startBrowser(t, runtime.GOMAXPROCS(0)+1)
	t.Run("Table", func(t *testing.T) { b.run(t, table()) })
	t.Run("Encodings", func(t *testing.T) { b.run(t, encodingCases()) })
	t.Run("Random", func(t *testing.T) { b.run(t, randomCases(*seed, *count)) })
}

func (b *browser) run(t *testing.T, cases []testCase) {
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tb := <-b.tabs
			defer func() { b.tabs <- tb }()
			b.compare(t, tb, c, strconv.Itoa(i))
		})
	}
}

// compare submits one form by both.
func (b *browser) compare(t *testing.T, tb *tab, c testCase, folder string) {
	address := c.address(tb.host, folder)
	gotForms, got, ours := c.formbot(t.Context(), b, address)
	wantForms, want, theirs := tb.submit(b.rec, c, address, (got != nil || c.deviates != "") && !c.silent)
	if theirs != nil {
		t.Fatalf("%v\npage: %s", theirs, c.html)
	}
	if c.deviates != "" {
		c.compareDeviation(t, tb.host, want, got, ours)
		return
	}
	settle(wantForms, gotForms)
	if diff := cmp.Diff(wantForms, gotForms, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("forms, Chromium's -, formbot's +:\n%s\npage: %s", diff, c.html)
	}
	switch {
	case c.nothing == "" && ours != nil:
		t.Fatalf("formbot: %v\nChromium sent %v\npage: %s", ours, want, c.html)
	case c.nothing == "" && want == nil:
		t.Fatalf("Chromium sent nothing, formbot %v\npage: %s", got, c.html)
	case c.nothing != "" && c.nothing != "?":
		if got != nil || ours == nil || !strings.Contains(ours.Error(), c.nothing) {
			t.Errorf("formbot sent %v and says %v; want nothing sent, and a reason with %q", got, ours, c.nothing)
		}
		if want != nil {
			t.Errorf("Chromium sent %v, want nothing", want)
		}
		return
	}
	if diff := cmp.Diff(want.canonical(), got.canonical()); diff != "" {
		t.Errorf("Chromium's -, formbot's +:\n%s\nformbot's error: %v\npage (%s): %s", diff, ours, c.charsetLabel(), c.html)
	}
}

// compareDeviation holds formbot to the specification, and Chromium to its
// departing from it.
func (c testCase) compareDeviation(t *testing.T, host string, theirs, got *request, err error) {
	if c.nothing != "" {
		if got != nil || err == nil || !strings.Contains(err.Error(), c.nothing) || theirs == nil {
			t.Errorf("formbot sent %v and says %v, want a reason with %q; Chromium sent %v, want something", got, err, c.nothing, theirs)
		}
		return
	}
	want := c.want
	want.Host = host
	if want.Method == "" {
		want.Method = "POST"
	}
	if want.Target == "" {
		want.Target = "/go"
	}
	if want.Body != "" && want.ContentType == "" {
		want.ContentType = "application/x-www-form-urlencoded"
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("the specification's -, formbot's +:\n%s\nformbot's error: %v", diff, err)
	}
	if cmp.Equal(theirs, &want) {
		t.Errorf("Chromium does as the specification says, no longer %s: move the case to where it belongs", c.deviates)
	}
}
