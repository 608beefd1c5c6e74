package browserjar

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pierrec/lz4/v4"

	"github.com/formbot/formbot/session/cookies"
)

// maxSessionStore bounds Firefox's session file, which has all tabs in it.
const maxSessionStore = 512 << 20

// storeCookie is a session cookie in Firefox's session file.
type storeCookie struct {
	Host       string          `json:"host"`
	Name       string          `json:"name"`
	Value      string          `json:"value"`
	Path       string          `json:"path"`
	Secure     bool            `json:"secure"`
	HTTPOnly   bool            `json:"httponly"`
	SameSite   *int            `json:"sameSite"`
	Attributes storeAttributes `json:"originAttributes"`
}

type storeAttributes struct {
	UserContext     int    `json:"userContextId"`
	PrivateBrowsing int    `json:"privateBrowsingId"`
	FirstParty      string `json:"firstPartyDomain"`
	Partition       string `json:"partitionKey"`
}

// readSessionStore reads the session cookies, which the database does not have:
// of the running Firefox, or of the last time that it was closed.
func (r *Result) readSessionStore(dir, container string) error {
	for _, name := range []string{"sessionstore-backups/recovery.jsonlz4", "sessionstore.jsonlz4"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = r.addStore(data, container)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	return nil // a profile that was never opened, or keeps no sessions
}

func (r *Result) addStore(data []byte, container string) error {
	text, err := unpackMozLz4(data)
	if err != nil {
		return err
	}
	var store struct {
		Cookies []storeCookie `json:"cookies"`
	}
	if json.Unmarshal(text, &store) != nil { // its error quotes the text
		return errors.New("its JSON is damaged")
	}
	for _, s := range store.Cookies {
		if !r.isIn(container, s.Attributes.query()) {
			continue
		}
		c := cookies.Cookie{Name: s.Name, Value: s.Value, Path: s.Path, Secure: s.Secure, HTTPOnly: s.HTTPOnly}
		c.Domain, c.HostOnly = domainOf(s.Host)
		if s.SameSite != nil {
			c.SameSite = mozSameSite(*s.SameSite)
		}
		r.Cookies = append(r.Cookies, c)
	}
	return nil
}

// query writes the attributes as the database has them.
func (a storeAttributes) query() string {
	q := url.Values{}
	if a.UserContext != 0 {
		q.Set("userContextId", strconv.Itoa(a.UserContext))
	}
	if a.PrivateBrowsing != 0 {
		q.Set("privateBrowsingId", strconv.Itoa(a.PrivateBrowsing))
	}
	q.Set("firstPartyDomain", a.FirstParty)
	q.Set("partitionKey", a.Partition)
	return q.Encode()
}

// unpackMozLz4 unpacks Mozilla's jsonlz4: "mozLz40", a zero, the length as 32 bits
// with the lowest byte first, and one LZ4 block.
func unpackMozLz4(data []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(data, []byte("mozLz40\x00"))
	if !ok || len(rest) < 4 {
		return nil, errors.New("it is no jsonlz4 file")
	}
	size := binary.LittleEndian.Uint32(rest)
	// No LZ4 block is larger than 255 times its packed size.
	if size > maxSessionStore || int64(size) > 255*int64(len(rest)) {
		return nil, fmt.Errorf("it claims to hold %d bytes", size)
	}
	out := make([]byte, size)
	n, err := lz4.UncompressBlock(rest[4:], out)
	if err != nil || n != int(size) {
		return nil, errors.New("it is cut short or damaged")
	}
	return out, nil
}
