package ocr

import (
	"errors"
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// apply runs one step on p.
func apply(t testing.TB, p *picture, name string, params map[string]any) error {
	t.Helper()
	run, err := Step{name, params}.compile()
	if err != nil {
		t.Fatal(err)
	}
	return run(p)
}

// grays makes a picture of one row.
func grays(levels ...byte) *picture {
	return newPicture(&image.Gray{Pix: levels, Stride: len(levels), Rect: image.Rect(0, 0, len(levels), 1)}, new(buffers))
}

func TestThresholdFixed(t *testing.T) {
	p := grays(0, 99, 100, 255)
	if err := apply(t, p, "threshold", map[string]any{"value": 100}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]byte{0, 0, 255, 255}, p.gray.Pix); d != "" {
		t.Error(d)
	}
}

func TestOtsu(t *testing.T) {
	tests := []struct {
		name   string
		levels []byte
		want   int
	}{
		{"two levels: between them", []byte{10, 10, 200}, 106}, // 11 to 200 part them alike
		{"one level: nothing below", []byte{7, 7, 7}, 0},
		{"black alone: nothing below", []byte{0, 0}, 0},
		{"two groups", []byte{10, 12, 14, 90, 92, 94}, 53}, // 15 to 90
	}
	for _, tt := range tests {
		if got := otsu(grays(tt.levels...).gray); got < tt.want-1 || got > tt.want+1 {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

// otsu must find the greatest variance between classes that trying every level finds.
func TestOtsuIsBest(t *testing.T) {
	levels := make([]byte, 0, 400)
	for i := range 400 {
		levels = append(levels, byte(i*i%251/2), byte(120+i*7%100))
	}
	variance := func(level int) float64 {
		var n, sum [2]float64
		for _, v := range levels {
			class := 0
			if int(v) >= level {
				class = 1
			}
			n[class]++
			sum[class] += float64(v)
		}
		if n[0] == 0 || n[1] == 0 {
			return 0
		}
		return n[0] * n[1] * math.Pow(sum[0]/n[0]-sum[1]/n[1], 2)
	}
	best := 0.0
	for level := range 256 {
		best = max(best, variance(level))
	}
	got := otsu(grays(levels...).gray)
	if v := variance(got); v < best*(1-1e-9) {
		t.Errorf("level %d has variance %g, the best is %g", got, v, best)
	}
}

func TestInvert(t *testing.T) {
	tests := []struct {
		when     string
		in, want []byte
	}{
		{"yes", []byte{0, 100, 255}, []byte{255, 155, 0}},
		{"no", []byte{0, 100, 255}, []byte{0, 100, 255}},
		{"auto", []byte{20, 20, 20, 240}, []byte{235, 235, 235, 15}},   // light on dark
		{"auto", []byte{20, 240, 240, 240}, []byte{20, 240, 240, 240}}, // dark on light
		{"auto", []byte{60, 60, 60, 100}, []byte{195, 195, 195, 155}},  // both dark: what counts is the greater part
		{"auto", []byte{9, 9, 9}, []byte{9, 9, 9}},
	}
	for _, tt := range tests {
		p := grays(tt.in...)
		if err := apply(t, p, "invert", map[string]any{"when": tt.when}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, p.gray.Pix); d != "" {
			t.Errorf("%s of %v (-want +got):\n%s", tt.when, tt.in, d)
		}
	}
}

func TestDespeckle(t *testing.T) {
	in := []string{
		"#....##..#",
		".....##..#",
		"..#......#",
		".#.......#",
		"#........#",
	}
	tests := []struct {
		params map[string]any
		want   []string
	}{
		{nil, in},
		{map[string]any{"min_area": 2}, []string{ // the single pixel goes; the diagonal is one area of 3
			".....##..#", ".....##..#", "..#......#", ".#.......#", "#........#"}},
		{map[string]any{"min_height": 3}, []string{
			".........#", ".........#", "..#......#", ".#.......#", "#........#"}},
		{map[string]any{"max_height": 4}, []string{
			"#....##...", ".....##...", "..#.......", ".#........", "#........."}},
		{map[string]any{"min_area": 4, "max_area": 4}, []string{
			".....##...", ".....##...", "..........", "..........", ".........."}},
	}
	for _, tt := range tests {
		p := newTestPicture(in...)
		if err := apply(t, p, "despeckle", tt.params); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, rows(p)); d != "" {
			t.Errorf("%v (-want +got):\n%s", tt.params, d)
		}
	}
}

func TestCrop(t *testing.T) {
	p := newTestPicture("......", "..#...", "...##.", "......")
	if err := apply(t, p, "crop", nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"#..", ".##"}, rows(p)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got, want := p.toOriginal.box(image.Rect(0, 0, 1, 1)), image.Rect(2, 1, 3, 2); got != want {
		t.Errorf("its first pixel was at %v, want %v", got, want)
	}
	if err := apply(t, newTestPicture("...", "..."), "crop", nil); !errors.Is(err, ErrNoInk) {
		t.Errorf("without ink: error %v, want ErrNoInk", err)
	}
}

func TestBorder(t *testing.T) {
	p := newTestPicture("##")
	if err := apply(t, p, "border", map[string]any{"px": 2}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"......", "......", "..##..", "......", "......"}, rows(p)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got, want := p.toOriginal.box(image.Rect(2, 2, 4, 3)), image.Rect(0, 0, 2, 1); got != want {
		t.Errorf("the ink was at %v, want %v", got, want)
	}
	for _, v := range p.gray.Pix {
		if v != 0 && v != 255 {
			t.Fatalf("the border has a level of %d", v)
		}
	}
}

func TestScaleToInkHeight(t *testing.T) {
	for _, filter := range []string{"nearest", "area", "linear", "cubic", "lanczos"} {
		// The ink is 4 high; the border must not count.
		p := newTestPicture("........", "..####..", "..####..", "..####..", "..####..", "........")
		if err := apply(t, p, "scale", map[string]any{"height": 20, "filter": filter}); err != nil {
			t.Fatal(err)
		}
		if w, h := p.size(); w != 40 || h != 30 {
			t.Errorf("%s: %d×%d, want 40×30", filter, w, h)
		}
		if ink := inkBounds(p.gray); ink != image.Rect(10, 5, 30, 25) {
			t.Errorf("%s: ink at %v, want (10,5)-(30,25)", filter, ink)
		}
		if got, want := p.toOriginal.box(image.Rect(10, 5, 30, 25)), image.Rect(2, 1, 6, 5); got != want {
			t.Errorf("%s: ink was at %v, want %v", filter, got, want)
		}
	}
	if err := apply(t, newTestPicture("..."), "scale", map[string]any{"height": 20}); !errors.Is(err, ErrNoInk) {
		t.Errorf("without ink: error %v, want ErrNoInk", err)
	}
}

func TestScaleByFactorKeepsColour(t *testing.T) {
	p := newPicture(testImage(32, 24), new(buffers))
	if err := apply(t, p, "scale", map[string]any{"factor": 0.5, "filter": "area"}); err != nil {
		t.Fatal(err)
	}
	if p.colour == nil {
		t.Fatal("the picture is gray")
	}
	if w, h := p.size(); w != 16 || h != 12 {
		t.Errorf("%d×%d, want 16×12", w, h)
	}
	if in, out := p.colour.RGBAAt(5, 4).R, p.colour.RGBAAt(14, 10).R; in != 0 || out != 200 {
		t.Errorf("square %d, ground %d; want 0 and 200", in, out)
	}
}

// A step that makes pictures larger must refuse before it asks for the memory.
func TestStepsRefuseToGrowWithoutBound(t *testing.T) {
	wide := newPicture(image.NewGray(image.Rect(0, 0, 100000, 1)), new(buffers))
	if err := apply(t, wide, "scale", map[string]any{"height": 1000}); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("scale: error %v", err)
	}
	if err := apply(t, wide, "border", map[string]any{"px": 500}); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("border: error %v", err)
	}
}

// The table is what the documentation and the schema are made of: it must be complete and agree with itself.
func TestStepKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range StepKinds() {
		if seen[k.Name] || k.Name == "" || k.Source == "" || !strings.HasSuffix(k.Doc, ".") {
			t.Errorf("step %q: a name that is its own, a source and a sentence are wanted", k.Name)
		}
		seen[k.Name] = true
		if k.Group.Doc() == "" {
			t.Errorf("step %q is in no group: %q", k.Name, k.Group)
		}
		for _, name := range k.OneOf {
			if p, err := k.param(name); err != nil || len(p.Try) == 0 || slices.Contains(p.Try, p.Default) {
				t.Errorf("%s.%s is one of a choice: it wants values to try, without its default %v; got %v", k.Name, name, p.Default, p.Try)
			}
		}
		for _, p := range k.Params {
			if p.Doc == "" {
				t.Errorf("%s.%s has no doc", k.Name, p.Name)
			}
			if got, err := p.check(p.Default); err != nil || got != p.Default {
				t.Errorf("%s.%s: default %v (%T) is not one of its values: %v", k.Name, p.Name, p.Default, p.Default, err)
			}
			for _, v := range p.Try {
				if got, err := p.check(v); err != nil || got != v {
					t.Errorf("%s.%s: %v (%T), which is worth trying, is not one of its values: %v", k.Name, p.Name, v, v, err)
				}
			}
		}
	}
}

func TestStepString(t *testing.T) {
	tests := []struct {
		step Step
		want string
	}{
		{Step{"crop", nil}, "crop"},
		{Step{"threshold", map[string]any{"value": "otsu"}}, "threshold: {value: otsu}"},
		{Step{"scale", map[string]any{"filter": "area", "factor": 2}}, "scale: {factor: 2, filter: area}"},
	}
	for _, tt := range tests {
		if got := tt.step.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		if _, err := ParseRecipe("x", []byte("steps:\n  - "+tt.want)); err != nil {
			t.Error(err)
		}
	}
}

func TestStepErrors(t *testing.T) {
	tests := []struct {
		step Step
		want string
	}{
		{Step{"thresold", nil}, `unknown step "thresold" (did you mean "threshold"?)`},
		{Step{"threshold", map[string]any{"valu": 1}}, `step "threshold" has no parameter "valu" (did you mean "value"?)`},
		{Step{"threshold", map[string]any{"value": 0}},
			`step "threshold": value must be a whole number from 1 to 255 gray levels or otsu, not 0`},
		{Step{"threshold", map[string]any{"value": 1.5}},
			`step "threshold": value must be a whole number from 1 to 255 gray levels or otsu, not 1.5`},
		{Step{"threshold", map[string]any{"value": "otzu"}},
			`step "threshold": value must be a whole number from 1 to 255 gray levels or otsu, not "otzu" (did you mean "otsu"?)`},
		{Step{"invert", map[string]any{"when": true}}, `step "invert": when must be auto, yes or no, not true`},
		{Step{"scale", map[string]any{"factor": math.NaN()}}, `step "scale": factor must be a number from 0 to 20, not NaN`},
		{Step{"scale", nil}, `step "scale": give either height or factor`},
		{Step{"scale", map[string]any{"height": 36, "factor": 2}}, `step "scale": give either height or factor`},
		{Step{"crop", map[string]any{"px": 1}}, `step "crop" takes no parameters, and has "px"`},
		{Step{"despeckle", map[string]any{"min_area": 9, "max_area": 3}},
			`step "despeckle": min_area is 9 and max_area 3, so that nothing would be left`},
	}
	for _, tt := range tests {
		if _, err := tt.step.compile(); err == nil || err.Error() != tt.want {
			t.Errorf("%v:\ngot  %v\nwant %s", tt.step, err, tt.want)
		}
	}
}
