package browserjar

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // what os_crypt derives its keys with
	"crypto/sha256"
	"errors"
	"fmt"
)

// keyring has the keys that a Chromium encrypts cookies with on Linux
// (components/os_crypt/sync/os_crypt_linux.cc): AES-128 in CBC mode, the key made
// of a password by PBKDF2, the initialisation vector 16 spaces. The prefix says
// whose password: "v10" that all know, "v11" the one in the desktop's keyring.
type keyring struct {
	application string
	fetch       func(ctx context.Context, application string) ([]byte, error)

	asked bool
	key   []byte
	err   error
}

// hashedSince is the version of the database since which a SHA-256 of the host
// stands before the value, so that nobody moves a value to another host.
const hashedSince = 24

var (
	errDamaged = errors.New("it cannot be decrypted: it is damaged, or of another key than this profile's")
	errMoved   = errors.New("it was encrypted for another host than it stands with")
)

// decrypt gives a cookie's value. Its errors are reasons to leave the cookie out.
func (k *keyring) decrypt(ctx context.Context, encrypted []byte, host string, version int) ([]byte, error) {
	if len(encrypted) < 3 {
		return nil, errDamaged
	}
	prefix, rest := string(encrypted[:3]), encrypted[3:]
	var key []byte
	switch prefix {
	case "v10":
		key = osCryptKey([]byte("peanuts"))
	case "v11":
		var err error
		if key, err = k.fromKeyring(ctx); err != nil {
			return nil, fmt.Errorf("it is encrypted with a key in the desktop's keyring, which can't be had: %w", err)
		}
	default:
		return nil, fmt.Errorf("it is encrypted in a way that formbot does not know (%q)", prefix)
	}
	// Some were encrypted without a password when a keyring had failed, and
	// Chromium tries that too.
	for _, key := range [][]byte{key, osCryptKey(nil)} {
		value, ok := decryptCBC(key, rest)
		if !ok {
			continue
		}
		if version < hashedSince {
			return value, nil
		}
		sum := sha256.Sum256([]byte(host))
		if plain, ok := bytes.CutPrefix(value, sum[:]); ok {
			return plain, nil
		}
		if len(value) >= len(sum) {
			return nil, errMoved
		}
	}
	return nil, errDamaged
}

// fromKeyring asks the keyring, once.
func (k *keyring) fromKeyring(ctx context.Context) ([]byte, error) {
	if !k.asked {
		k.asked = true
		fetch := k.fetch
		if fetch == nil {
			fetch = SecretService
		}
		var password []byte
		if password, k.err = fetch(ctx, k.application); k.err == nil {
			k.key = osCryptKey(password)
		}
	}
	return k.key, k.err
}

// osCryptKey makes a key of a password.
func osCryptKey(password []byte) []byte {
	key, err := pbkdf2.Key(sha1.New, string(password), []byte("saltysalt"), 1, 16)
	if err != nil {
		return nil // no such key fits AES, and nothing is decrypted
	}
	return key
}

func decryptCBC(key, data []byte) ([]byte, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, false
	}
	out := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, bytes.Repeat([]byte{' '}, aes.BlockSize)).CryptBlocks(out, data)
	// PKCS #7: as many octets as are missing, each with that number.
	n := int(out[len(out)-1])
	if n == 0 || n > aes.BlockSize || !bytes.Equal(out[len(out)-n:], bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, false
	}
	return out[:len(out)-n], true
}
