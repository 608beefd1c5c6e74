package flow

import (
	"errors"
	"net/url"
	"reflect"
)

// redactedError is an error without the secrets of its text. The cause can be
// asked for its identity and its type, but it is not unwrapped, and what As gives is
// a copy without the secrets: nobody gets at the original.
type redactedError struct {
	cause error
	red   *redactor
}

// error returns err without the secrets, or err itself where there are none.
func (r *redactor) error(err error) error {
	if err == nil || r.pattern == nil {
		return err
	}
	return &redactedError{cause: err, red: r}
}

// Error implements error.
func (e *redactedError) Error() string { return e.red.text(e.cause.Error()) }

// Is reports whether the cause is the target.
func (e *redactedError) Is(target error) bool { return errors.Is(e.cause, target) }

// As finds the target's type in the cause, and gives a copy of what it finds.
func (e *redactedError) As(target any) bool {
	if _, own := target.(**redactedError); own || !errors.As(e.cause, target) {
		return false
	}
	found := reflect.ValueOf(target).Elem()
	if clean, ok := e.red.value(found, 0); ok {
		found.Set(clean)
	}
	return true
}

// maxDepth bounds how deep a value is looked into.
const maxDepth = 8

// value returns a copy of v with the secrets taken out of its texts; ok is
// false where v has none that can be set.
func (r *redactor) value(v reflect.Value, depth int) (clean reflect.Value, ok bool) {
	if depth > maxDepth {
		return v, false
	}
	if err, isErr := v.Interface().(error); isErr && depth > 0 {
		wrapped := reflect.ValueOf(r.error(err))
		if v.Kind() == reflect.Interface && wrapped.Type().AssignableTo(v.Type()) {
			return wrapped, true
		}
	}
	switch v.Kind() {
	case reflect.String:
		out := reflect.New(v.Type()).Elem()
		out.SetString(r.text(v.String()))
		return out, true
	case reflect.Pointer:
		if v.IsNil() {
			return v, false
		}
		if u, isURL := v.Interface().(*url.URL); isURL {
			return reflect.ValueOf(r.url(u)), true
		}
		inner, changed := r.value(v.Elem(), depth+1)
		if !changed {
			return v, false
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(inner)
		return out, true
	case reflect.Interface:
		if v.IsNil() {
			return v, false
		}
		return r.value(v.Elem(), depth+1)
	case reflect.Slice:
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(v.Index(i))
			if c, changed := r.value(v.Index(i), depth+1); changed && c.Type().AssignableTo(v.Type().Elem()) {
				out.Index(i).Set(c)
			}
		}
		return out, true
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			if c, changed := r.value(v.Field(i), depth+1); changed && c.Type().AssignableTo(v.Field(i).Type()) {
				out.Field(i).Set(c)
			}
		}
		return out, true
	}
	return v, false
}

// url returns a copy of u without the secrets.
func (r *redactor) url(u *url.URL) *url.URL {
	clean, err := url.Parse(r.text(u.String()))
	if err != nil {
		return &url.URL{Scheme: u.Scheme, Host: u.Host}
	}
	return clean
}
