package cache

import (
	"database/sql/driver"
	"fmt"
	"testing"
)

// LimitPages bounds the file's pages, as a full disk would, with room for so
// many more.
func LimitPages(t *testing.T, c *Cache, room int) {
	t.Helper()
	w := c.store.w
	w.busy <- struct{}{}
	defer func() { <-w.busy }()
	n, err := w.conn.number(t.Context(), sqlPageCount)
	if err != nil {
		t.Fatal(err)
	}
	stmt, err := w.conn.Prepare(fmt.Sprintf("PRAGMA max_page_count = %d", int(n)+room))
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	rows, err := stmt.(driver.StmtQueryContext).QueryContext(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
}
