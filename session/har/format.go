package har

import "time"

// The objects of HAR 1.2, as far as they are written. A field that the format
// requires is never left out; one that begins with an underscore is Chromium's.

type entry struct {
	Started    time.Time `json:"startedDateTime"`
	Time       float64   `json:"time"` // ms, as all times
	Request    request   `json:"request"`
	Response   response  `json:"response"`
	Cache      struct{}  `json:"cache"`
	Timings    timings   `json:"timings"`
	ServerIP   string    `json:"serverIPAddress,omitempty"`
	Connection string    `json:"connection,omitempty"`
	Comment    string    `json:"comment,omitempty"`
}

type request struct {
	Method      string      `json:"method"`
	URL         string      `json:"url"`
	HTTPVersion string      `json:"httpVersion"`
	Cookies     []cookie    `json:"cookies"`
	Headers     []nameValue `json:"headers"`
	Query       []nameValue `json:"queryString"`
	PostData    *postData   `json:"postData,omitempty"`
	HeadersSize int         `json:"headersSize"` // -1 where not known
	BodySize    int64       `json:"bodySize"`
}

type response struct {
	Status       int         `json:"status"` // 0 for no answer
	StatusText   string      `json:"statusText"`
	HTTPVersion  string      `json:"httpVersion"`
	Cookies      []cookie    `json:"cookies"`
	Headers      []nameValue `json:"headers"`
	Content      content     `json:"content"`
	RedirectURL  string      `json:"redirectURL"`
	HeadersSize  int         `json:"headersSize"`
	BodySize     int64       `json:"bodySize"`
	TransferSize int64       `json:"_transferSize"`
	Error        string      `json:"_error,omitempty"`
}

type nameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type cookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Path     string `json:"path,omitempty"`
	Domain   string `json:"domain,omitempty"`
	Expires  string `json:"expires,omitempty"` // RFC 3339
	HTTPOnly bool   `json:"httpOnly,omitempty"`
	Secure   bool   `json:"secure,omitempty"`
	SameSite string `json:"sameSite,omitempty"`
}

type postData struct {
	MIMEType string  `json:"mimeType"`
	Params   []param `json:"params,omitempty"`
	Text     string  `json:"text"`
	Comment  string  `json:"comment,omitempty"`
}

type param struct {
	Name        string `json:"name"`
	Value       string `json:"value,omitempty"`
	FileName    string `json:"fileName,omitempty"`
	ContentType string `json:"contentType,omitempty"`
}

type content struct {
	Size        int64  `json:"size"`
	Compression int64  `json:"compression,omitempty"`
	MIMEType    string `json:"mimeType"`
	Text        string `json:"text,omitempty"`
	Encoding    string `json:"encoding,omitempty"`
	Comment     string `json:"comment,omitempty"`
}

type timings struct {
	Blocked float64 `json:"blocked"`
	DNS     float64 `json:"dns"`     // -1: there was none
	Connect float64 `json:"connect"` // SSL within it
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
	SSL     float64 `json:"ssl"`
}
