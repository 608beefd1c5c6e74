package demosite

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCounts(t *testing.T) {
	site, c := serve(t, Options{})
	c.get("/")
	c.get("/?query=is-not-counted-apart")
	c.get("/nowhere")
	c.post("/user/login", nil)
	var got map[string]int
	if err := json.Unmarshal([]byte(c.get("/_counts").body), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"GET /": 2, "GET /nowhere": 1, "POST /user/login": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("/_counts differs (-want +got):\n%s", diff)
	}
	got["GET /"] = 99
	if diff := cmp.Diff(want, site.Counts()); diff != "" {
		t.Errorf("Counts differs (-want +got):\n%s", diff)
	}
}

func TestCountsAreBounded(t *testing.T) {
	c := newCounter()
	for i := range 2 * maxCounted {
		c.add("GET", "/"+strconv.Itoa(i))
	}
	c.add("INVENTED", "/")
	if got := c.all(); len(got) > maxCounted+2 || got["GET (other)"] != maxCounted || got["OTHER (other)"] != 1 {
		t.Errorf("%d counters, %d of them for the rest; want about %d", len(got), got["GET (other)"], maxCounted)
	}
}
