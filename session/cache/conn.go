package cache

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// conn is a connection with its statements prepared. It speaks to the driver
// itself: database/sql would double what a hit costs. One goroutine at a time.
type conn struct {
	driver.Conn
	stmts map[string]driver.Stmt
	row   []driver.Value
}

// openConn opens a connection and prepares the statements.
func openConn(ctx context.Context, d driver.Driver, dsn string, queries ...string) (*conn, error) {
	raw, err := d.Open(dsn)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, stmts: make(map[string]driver.Stmt, len(queries))}
	preparer, ok := raw.(driver.ConnPrepareContext)
	if !ok {
		return nil, errors.Join(fmt.Errorf("driver %T prepares no statements", raw), raw.Close())
	}
	for _, q := range queries {
		if c.stmts[q], err = preparer.PrepareContext(ctx, q); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

// exec runs a prepared statement that returns no rows.
func (c *conn) exec(ctx context.Context, query string, args ...driver.Value) (driver.Result, error) {
	stmt, ok := c.stmts[query].(driver.StmtExecContext)
	if !ok {
		return nil, fmt.Errorf("statement is not prepared: %s", query)
	}
	return stmt.ExecContext(ctx, named(args))
}

// query runs a prepared statement and calls each with every row, whose values
// are its own to keep.
func (c *conn) query(ctx context.Context, query string, each func(row []driver.Value) error, args ...driver.Value) (err error) {
	stmt, ok := c.stmts[query].(driver.StmtQueryContext)
	if !ok {
		return fmt.Errorf("statement is not prepared: %s", query)
	}
	rows, err := stmt.QueryContext(ctx, named(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if n := len(rows.Columns()); len(c.row) != n {
		c.row = make([]driver.Value, n)
	}
	for {
		if err := rows.Next(c.row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := each(c.row); err != nil {
			return err
		}
	}
}

// number runs a statement that gives one number.
func (c *conn) number(ctx context.Context, query string) (n int64, err error) {
	err = c.query(ctx, query, func(row []driver.Value) error {
		n, _ = row[0].(int64)
		return nil
	})
	return n, err
}

// close ends the statements and the connection.
func (c *conn) close() error {
	var errs []error
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.Conn.Close())...)
}

func named(args []driver.Value) []driver.NamedValue {
	if len(args) == 0 {
		return nil
	}
	n := make([]driver.NamedValue, len(args))
	for i, v := range args {
		n[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return n
}

// pool lends connections for reading.
type pool struct {
	open  func(context.Context) (*conn, error)
	idle  chan *conn
	slots chan struct{} // one for each that is open

	closed chan struct{} // closed by close
}

func newPool(size int, open func(context.Context) (*conn, error)) *pool {
	return &pool{open: open, idle: make(chan *conn, size), slots: make(chan struct{}, size), closed: make(chan struct{})}
}

// with lends do a connection.
func (p *pool) with(ctx context.Context, do func(*conn) error) error {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer func() { p.idle <- c }()
	return do(c)
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case <-p.closed:
		return nil, errClosed
	default:
	}
	select {
	case c := <-p.idle:
		return c, nil
	default:
	}
	select {
	case <-p.closed:
		return nil, errClosed
	case c := <-p.idle:
		return c, nil
	case p.slots <- struct{}{}:
		// A context that can be cancelled costs the driver a goroutine a query.
		c, err := p.open(context.WithoutCancel(ctx))
		if err != nil {
			<-p.slots
		}
		return c, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// close waits for the connections that are lent and closes them all. To be called
// once.
func (p *pool) close() error {
	close(p.closed)
	var errs []error
	for range cap(p.slots) {
		select {
		case p.slots <- struct{}{}: // never opened
		case c := <-p.idle:
			errs = append(errs, c.close())
		}
	}
	return errors.Join(errs...)
}
