package browserjar_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	"github.com/formbot/formbot/session/cookies/browserjar"
)

func Example() {
	profile, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(profile)
	makeProfile(profile)

	got, err := browserjar.Firefox(context.Background(), browserjar.Options{Profile: profile})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range got.Cookies {
		fmt.Println(c.Name, c.Domain, c.HostOnly)
	}
	for _, l := range got.Left {
		fmt.Println(l.Count, "left out:", l.Reason)
	}
	// Output:
	// theme example.com false
	// 1 left out: it is of another container
}

// makeProfile writes the part of a profile that is read.
func makeProfile(dir string) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "cookies.sqlite"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, originAttributes TEXT, name TEXT, value TEXT, host TEXT, path TEXT,
			expiry INTEGER, lastAccessed INTEGER, creationTime INTEGER, isSecure INTEGER, isHttpOnly INTEGER, sameSite INTEGER);
		INSERT INTO moz_cookies VALUES (1, '', 'theme', 'dark', '.example.com', '/', 4102444800, 1, 1, 1, 0, 256),
			(2, '^userContextId=2', 'id', '42', 'example.com', '/', 4102444800, 1, 1, 1, 1, 256)`); err != nil {
		fmt.Println(err)
	}
}
