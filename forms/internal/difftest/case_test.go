package difftest

import (
	"bytes"
	"fmt"
	"mime"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// A testCase is a page, and what is done on it.
type testCase struct {
	name string
	html string // the page; what its charset lacks is sent as &#…;
	// charset is the label that the page is sent with. Zero: utf-8.
	charset string
	// at is the page's path, query and fragment, behind a folder of its own.
	// Zero: /dir/page?old=1.
	at string
	// form is the index of the form that is submitted; beyond the last one it
	// goes on from the first.
	form int
	// press is the id of the button that is pressed. Zero: the default
	// button, and none where the form has no submit button.
	press string
	// nth is the button that is pressed when it is not 0: the form's first
	// submit button is 1, and so round.
	nth int
	// enter is the id of the field in which Enter is pressed; the browser then
	// decides whether that submits.
	enter string
	// click is where an image button is clicked; nil: pressed, not clicked.
	click *[2]int
	// set gives fields new values, as a script would.
	set map[string]string
	// files are what the file inputs upload, by name.
	files map[string][]upload
	// pool is what the form's file inputs upload in turn: one file each, and two
	// where several are taken.
	pool []upload
	// alone shows the page in a tab of its own instead of in a frame.
	alone bool
	// validate leaves validation on, which is off otherwise.
	validate bool
	// nothing is a part of the reason why nothing is sent; "?": formbot says
	// whether something is.
	nothing string
	// deviates says how Chromium departs from the specification here. The case
	// then wants formbot to send want, and Chromium to send something else. What
	// want leaves out is a urlencoded POST to /go.
	deviates string
	want     request
	silent   bool // Chromium's deviation is that it sends nothing
}

// An upload is one file of a file input.
type upload struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME type; "": none is known
	Data string `json:"data"`
}

func (c testCase) charsetLabel() string {
	if c.charset == "" {
		return "utf-8"
	}
	return c.charset
}

// page is the case's page as the server sends it.
func (c testCase) page() (servedPage, error) {
	p := servedPage{contentType: "text/html; charset=" + c.charsetLabel(), body: []byte(c.html)}
	enc, name := charset.Lookup(c.charsetLabel())
	switch {
	case enc == nil:
		return p, fmt.Errorf("unknown charset %q", c.charset)
	case name == "utf-8":
		return p, nil
	}
	var err error
	if p.body, err = encoding.HTMLEscapeUnsupported(enc.NewEncoder()).Bytes(p.body); err != nil {
		return p, fmt.Errorf("encode the page: %w", err)
	}
	return p, nil
}

// text is the page as a reader of the charset has it: what the charset lacks has
// become a reference, which in a script or its like is none.
func (p servedPage) text(label string) (string, error) {
	enc, _ := charset.Lookup(label)
	if enc == nil {
		return "", fmt.Errorf("unknown charset %q", label)
	}
	text, err := enc.NewDecoder().Bytes(p.body)
	return string(text), err
}

// address is the page's URL in the tab whose host it is. Each case has a folder
// of its own, so that no two pages differ by their fragment alone, which would
// load nothing.
func (c testCase) address(host string, folder string) string {
	at := c.at
	if at == "" {
		at = "/dir/page?old=1"
	}
	return "http://" + host + "/" + folder + at
}

// canonical is the request with the multipart boundary replaced, so that two
// can be compared.
func (r *request) canonical() *request {
	if r == nil {
		return nil
	}
	kind, params, err := mime.ParseMediaType(r.ContentType)
	if err != nil || kind != "multipart/form-data" {
		return r
	}
	c := *r
	c.ContentType = strings.ReplaceAll(r.ContentType, params["boundary"], "BOUNDARY")
	c.Body = strings.ReplaceAll(r.Body, "--"+params["boundary"], "--BOUNDARY")
	return &c
}

// String shows the request as it was sent, less what is not compared.
func (r *request) String() string {
	if r == nil {
		return "nothing"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s (host %s)\n", r.Method, r.Target, r.Host)
	if r.ContentType != "" {
		fmt.Fprintf(&b, "Content-Type: %s\n", r.ContentType)
	}
	fmt.Fprintf(&b, "\n%q\n", r.Body)
	return b.String()
}
