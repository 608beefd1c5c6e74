package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// folder makes a file system of empty files and of those whose content is given.
func folder(content map[string]string, empty ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, name := range empty {
		fsys[name] = &fstest.MapFile{}
	}
	for name, data := range content {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return fsys
}

func TestLoadCorpus(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fsys   fstest.MapFS
		images []Labelled
		meta   Meta
	}{
		{
			name: "labels.csv, in its order",
			fsys: folder(map[string]string{"labels.csv": "file,text\nb.png,two\na.png,one\nsub/c.png,\"th,ree\"\n"}, "a.png", "b.png", "sub/c.png", "not-listed.png"),
			images: []Labelled{
				{"b.png", "two"}, {"a.png", "one"}, {"sub/c.png", "th,ree"},
			},
		},
		{
			name:   "labels.csv of a spreadsheet",
			fsys:   folder(map[string]string{"labels.csv": "\ufefftext,file\r\n one ,a.png\r\n"}, "a.png"),
			images: []Labelled{{"a.png", "one"}},
		},
		{
			name: "file names",
			fsys: folder(map[string]string{"notes.txt": "", ".hidden.png": ""}, "watch.png", "watch_2.PNG", "a.b_c_d.jpeg", "été.webp", "sub/x.png"),
			images: []Labelled{
				{"a.b_c_d.jpeg", "a.b"}, {"watch.png", "watch"}, {"watch_2.PNG", "watch"}, {"été.webp", "été"},
			},
		},
		{
			name: "corpus.yaml",
			fsys: folder(map[string]string{"corpus.yaml": `charset: "0123456789+-x=?"
length: {min: 4, max: 8}
case: fold
answer: arithmetic
source: "a generator"
licence: "Apache-2.0"
`}, "7.png"),
			images: []Labelled{{"7.png", "7"}},
			meta: Meta{
				Charset: "0123456789+-x=?", Length: Length{4, 8}, Case: CaseFold, Answer: AnswerArithmetic,
				Source: "a generator", Licence: "Apache-2.0",
			},
		},
		{
			name:   "corpus.yaml, little in it",
			fsys:   folder(map[string]string{"corpus.yaml": "source: me\n"}, "7.png"),
			images: []Labelled{{"7.png", "7"}},
			meta:   Meta{Case: CaseKeep, Answer: AnswerText, Source: "me"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := LoadCorpus(tt.fsys, "samples")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.images, got.Images); diff != "" {
				t.Errorf("images (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.meta, got.Meta); diff != "" {
				t.Errorf("meta (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadCorpusErrors(t *testing.T) {
	csv := func(data string) fstest.MapFS {
		return folder(map[string]string{"labels.csv": data}, "a.png", "b.png", "sub/c.png")
	}
	yaml := func(data string) fstest.MapFS { return folder(map[string]string{"corpus.yaml": data}, "a.png") }
	for _, tt := range []struct {
		name string
		fsys fstest.MapFS
		want []string // parts of the message
	}{
		{"empty folder", folder(nil), []string{`corpus "samples"`, "no labels.csv", "no image", ".png"}},
		{"no image", folder(nil, "readme.txt", "sub/a.png"), []string{"no image"}},
		{"no label in the name", folder(nil, "_1.png", "a.png"), []string{"_1.png", "label"}},
		{"empty labels.csv", csv(""), []string{"labels.csv", "empty", "file,text"}},
		{"header alone", csv("file,text\n"), []string{"labels.csv", "no image"}},
		{"no header", csv("a.png,watch\n"), []string{"labels.csv line 1", `"a.png"`, "file,text"}},
		{"unknown column", csv("file,text,colour\na.png,one,red\n"), []string{"labels.csv line 1", `"colour"`}},
		{"column missing", csv("file\na.png\n"), []string{"labels.csv line 1", `"text" is missing`}},
		{"column twice", csv("file,text,file\n"), []string{"labels.csv line 1", `"file" is there twice`}},
		{"too few columns", csv("file,text\na.png,one\nb.png\n"), []string{"labels.csv line 3", "1 columns, want 2"}},
		{"missing file", csv("file,text\na.png,one\n\nz.png,two\n"), []string{"labels.csv line 4", `"z.png" is not there`}},
		{"duplicate row", csv("file,text\na.png,one\nb.png,two\na.png,one\n"), []string{"labels.csv line 4", `"a.png" is on line 2 already`}},
		{"all faults at once", csv("file,text\nz.png,one\na.png,\n"), []string{"line 2", "not there", "line 3", "no text"}},
		{"no file name", csv("file,text\n,one\n"), []string{"line 2", "no file name"}},
		{"outside the folder", csv("file,text\n../a.png,one\n"), []string{"line 2", `"../a.png"`, "within"}},
		{"absolute", csv("file,text\n/etc/passwd,one\n"), []string{"line 2", `"/etc/passwd"`, "within"}},
		{"a folder", csv("file,text\nsub,one\n"), []string{"line 2", `"sub" is a folder`}},
		{"stray quote", csv("file,text\na.png,one\nb.png,t\"wo\n"), []string{"labels.csv", "line 3"}},
		{"Latin-1", csv("file,text\na.png,\xe9t\xe9\n"), []string{"labels.csv", "UTF-8"}},
		{"unknown key", yaml("case: fold\nlenth: {min: 1, max: 2}\n"), []string{`corpus "samples/corpus.yaml" line 2`, "lenth", `"length"`}},
		{"wrong case", yaml("source: x\ncase: upper\n"), []string{"line 2", `"upper"`, "keep or fold"}},
		{"wrong answer", yaml("answer: sum\n"), []string{"line 1", `"sum"`, "arithmetic"}},
		{"length backwards", yaml("length:\n  min: 5\n  max: 4\n"), []string{"line 2", "max 4", "5"}},
		{"negative length", yaml("length: {min: -1, max: 4}\n"), []string{"line 1", "-1"}},
		{"length of nothing", yaml("length: {}\n"), []string{"line 1", "max 0"}},
		{"wrong type", yaml("length: 4\n"), []string{"line 1"}},
		{"empty corpus.yaml", yaml(""), []string{"corpus.yaml", "empty"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := LoadCorpus(tt.fsys, "samples")
			if err == nil {
				t.Fatalf("no error, and %d images", len(c.Images))
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q does not contain %q", err, part)
				}
			}
		})
	}
}

func TestLoadCorpusOfMissingFolder(t *testing.T) {
	if _, err := LoadCorpus(os.DirFS(filepath.Join(t.TempDir(), "none")), "none"); err == nil {
		t.Error("no error")
	}
}

func FuzzLoadCorpus(f *testing.F) {
	f.Add("file,text\na.png,one\n", "case: fold\n")
	f.Add("text,file\n\"o\nne\",a.png\n", "length: {min: 1, max: 3}\nanswer: arithmetic\n")
	f.Add("\ufefffile,text\r\n", "charset: \"\\u0000\"\n")
	f.Fuzz(func(t *testing.T, labels, meta string) {
		c, err := LoadCorpus(folder(map[string]string{"labels.csv": labels, "corpus.yaml": meta}, "a.png"), "samples")
		if err != nil {
			return
		}
		// There is one image, so there can be but one label.
		if len(c.Images) != 1 || c.Images[0].File != "a.png" || c.Images[0].Text == "" {
			t.Errorf("got %+v of one image", c.Images)
		}
		if c.Meta.Case == "" || c.Meta.Answer == "" || c.Meta.Length.Max < c.Meta.Length.Min {
			t.Errorf("got %+v", c.Meta)
		}
	})
}
