package browserjar

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/godbus/dbus/v5"
)

// The desktop's keyring, as GNOME's and KDE's speak it
// (https://specifications.freedesktop.org/secret-service/latest/).
const (
	secretsName   = "org.freedesktop.secrets"
	secretsPath   = "/org/freedesktop/secrets"
	secretsMethod = "org.freedesktop.Secret.Service."
	itemMethod    = "org.freedesktop.Secret.Item."
	// The schema that Chromium keeps its password under (os_crypt/sync/libsecret_util_linux.cc).
	osCryptSchema = "chrome_libsecret_os_crypt_password_v2"
)

// secret is the struct Secret of the specification.
type secret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// SecretService fetches the password of a Chromium or Chrome ("chromium",
// "chrome") from the desktop's keyring. It opens what is open: it asks nobody to
// unlock a keyring.
func SecretService(ctx context.Context, application string) ([]byte, error) {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" && os.Getenv("XDG_RUNTIME_DIR") == "" {
		return nil, errors.New("there is no desktop session (no D-Bus); run formbot within it")
	}
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("no D-Bus session: %w", err)
	}
	defer conn.Close()
	service := conn.Object(secretsName, secretsPath)
	var unlocked, locked []dbus.ObjectPath
	for _, attributes := range []map[string]string{
		{"xdg:schema": osCryptSchema, "application": application},
		{"application": application}, // some keyrings don't keep the schema
	} {
		if err := service.CallWithContext(ctx, secretsMethod+"SearchItems", 0, attributes).Store(&unlocked, &locked); err != nil {
			return nil, fmt.Errorf("no Secret Service answers (GNOME Keyring, KWallet): %w", err)
		}
		if len(unlocked)+len(locked) > 0 {
			break
		}
	}
	switch {
	case len(unlocked) == 0 && len(locked) > 0:
		return nil, errors.New("the keyring is locked; unlock it, by logging in to the desktop or in its settings")
	case len(unlocked) == 0:
		return nil, fmt.Errorf("the keyring has no password of %s", application)
	}
	var session dbus.ObjectPath
	var output dbus.Variant
	if err := service.CallWithContext(ctx, secretsMethod+"OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&output, &session); err != nil {
		return nil, fmt.Errorf("open a session with the keyring: %w", err)
	}
	var got secret
	if err := conn.Object(secretsName, unlocked[0]).CallWithContext(ctx, itemMethod+"GetSecret", 0, session).Store(&got); err != nil {
		return nil, fmt.Errorf("fetch the password from the keyring: %w", err)
	}
	return got.Value, nil
}
