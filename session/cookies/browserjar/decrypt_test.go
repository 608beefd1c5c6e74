package browserjar

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
)

// encrypt is the inverse of decrypt, as os_crypt does it.
func encrypt(t *testing.T, prefix string, password []byte, plain string) []byte {
	t.Helper()
	block, err := aes.NewCipher(osCryptKey(password))
	if err != nil {
		t.Fatal(err)
	}
	n := aes.BlockSize - len(plain)%aes.BlockSize
	data := append([]byte(plain), bytes.Repeat([]byte{byte(n)}, n)...)
	cipher.NewCBCEncrypter(block, bytes.Repeat([]byte{' '}, aes.BlockSize)).CryptBlocks(data, data)
	return append([]byte(prefix), data...)
}

func hashed(host, value string) string {
	sum := sha256.Sum256([]byte(host))
	return string(sum[:]) + value
}

func TestDecrypt(t *testing.T) {
	const host = ".example.com"
	locked := errors.New("the keyring is locked")
	tests := []struct {
		name      string
		encrypted []byte
		version   int
		fetchErr  error
		want, err string
	}{
		{"v10", encrypt(t, "v10", []byte("peanuts"), "value"), 23, nil, "value", ""},
		{"v10 with the host's hash", encrypt(t, "v10", []byte("peanuts"), hashed(host, "value")), 24, nil, "value", ""},
		{"v11", encrypt(t, "v11", []byte("from the keyring"), "value"), 20, nil, "value", ""},
		{"v11 with the host's hash", encrypt(t, "v11", []byte("from the keyring"), hashed(host, "")), 24, nil, "", ""},
		{"without a password", encrypt(t, "v11", nil, hashed(host, "value")), 24, nil, "value", ""},
		{"a keyring that is locked", encrypt(t, "v11", []byte("x"), "hunter2"), 24, locked, "", "in the desktop's keyring, which can't be had: the keyring is locked"},
		{"another key", encrypt(t, "v11", []byte("another"), "hunter2"), 20, nil, "", "damaged, or of another key"},
		{"another host's", encrypt(t, "v10", []byte("peanuts"), hashed("evil.example", "hunter2")), 24, nil, "", "for another host"},
		{"no hash where one should be", encrypt(t, "v10", []byte("peanuts"), "hunter2"), 24, nil, "", "damaged"},
		{"another way", []byte("v12hunter2hunter2"), 24, nil, "", `does not know ("v12")`},
		{"cut short", []byte("v10abc"), 24, nil, "", "damaged"},
		{"nothing", []byte("v1"), 24, nil, "", "damaged"},
	}
	for _, tt := range tests {
		asked := 0
		k := &keyring{application: "chromium", fetch: func(_ context.Context, application string) ([]byte, error) {
			asked++
			if application != "chromium" {
				t.Errorf("asked for %q", application)
			}
			return []byte("from the keyring"), tt.fetchErr
		}}
		for range 2 { // the keyring is asked once
			got, err := k.decrypt(t.Context(), tt.encrypted, host, tt.version)
			if tt.err == "" && (err != nil || string(got) != tt.want) {
				t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
			}
			if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "hunter2hunter2")) {
				t.Errorf("%s: %q, %v; want an error with %q", tt.name, got, err, tt.err)
			}
		}
		if asked > 1 || asked == 0 && strings.HasPrefix(string(tt.encrypted), "v11") {
			t.Errorf("%s: the keyring was asked %d times", tt.name, asked)
		}
	}
}

// FuzzDecrypt: no stored value makes it panic.
func FuzzDecrypt(f *testing.F) {
	f.Add([]byte("v10"), 24)
	f.Add([]byte("v10abcdefghijklmnop"), 23)
	f.Add([]byte("v110123456789abcdef"), 24)
	f.Fuzz(func(t *testing.T, data []byte, version int) {
		k := &keyring{fetch: func(context.Context, string) ([]byte, error) { return []byte("x"), nil }}
		got, err := k.decrypt(t.Context(), data, "example.com", version)
		if err == nil && len(got) > len(data) {
			t.Fatalf("%d bytes of %d", len(got), len(data))
		}
	})
}
