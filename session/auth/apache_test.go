package auth

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// apache starts a real Apache on loopback with two folders: /basic/ and /digest/,
// for the user ada with the password "lovelace:1 é". It returns its address and
// its log of requests.
func apache(t *testing.T) (base string, accessLog func() string) {
	t.Helper()
	bin, err := exec.LookPath("apache2")
	if err != nil {
		if bin, err = exec.LookPath("/usr/sbin/apache2"); err != nil {
			t.Skip("no Apache on this machine; install it (Debian: apt-get install apache2-bin)")
		}
	}
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // its children run as another user
		t.Fatal(err)
	}
	for _, name := range []string{"", "www", "www/basic", "www/digest", "www/digest/deep"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name, "index.html"), "hello from /"+strings.TrimPrefix(name, "www"))
	}
	const password = "lovelace:1 é"
	a1 := md5.Sum([]byte("ada:the realm:" + password))
	write(t, filepath.Join(dir, "digest.txt"), "ada:the realm:"+hex.EncodeToString(a1[:])+"\n")
	hash := sha1.Sum([]byte(password))
	write(t, filepath.Join(dir, "basic.txt"), "ada:{SHA}"+base64.StdEncoding.EncodeToString(hash[:])+"\n")
	addr := freePort(t)
	write(t, filepath.Join(dir, "httpd.conf"), apacheConf(dir, addr))
	cmd := exec.Command(bin, "-X", "-f", filepath.Join(dir, "httpd.conf"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	await(t, addr)
	return "http://" + addr, func() string {
		data, err := os.ReadFile(filepath.Join(dir, "access.log"))
		if err != nil {
			t.Error(err)
		}
		return string(data)
	}
}

func apacheConf(dir, addr string) string {
	var b strings.Builder
	for _, m := range []string{"mpm_event", "authn_core", "authz_core", "authz_user", "authn_file", "auth_basic", "auth_digest", "dir", "mime"} {
		fmt.Fprintf(&b, "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n", m, m)
	}
	fmt.Fprintf(&b, `ServerName localhost
Listen %[2]s
User www-data
Group www-data
PidFile %[1]s/pid
DefaultRuntimeDir %[1]s
Mutex file:%[1]s default
ErrorLog %[1]s/error.log
LogFormat "%%>s %%m %%U %%{Authorization}i" short
CustomLog %[1]s/access.log short
TypesConfig /dev/null
DirectoryIndex index.html
DocumentRoot %[1]s/www
<Directory %[1]s/www>
  Require all granted
</Directory>
<Location /basic/>
  AuthType Basic
  AuthName "the realm"
  AuthUserFile %[1]s/basic.txt
  Require valid-user
</Location>
<Location /digest/>
  AuthType Digest
  AuthName "the realm"
  AuthUserFile %[1]s/digest.txt
  AuthDigestDomain /digest/
  AuthDigestNonceLifetime 1
  Require valid-user
</Location>
`, dir, addr)
	return b.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// await waits until somebody listens.
func await(t *testing.T, addr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("nothing listens at %s: %v", addr, err)
		}
	}
}

func TestApache(t *testing.T) {
	base, accessLog := apache(t)
	login := Login{Origin: base, User: "ada", Password: "lovelace:1 é"}
	wire := &counting{base: &http.Transport{}}
	tr, err := New(wire, Options{Logins: []Login{login}})
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: tr}
	defer client.CloseIdleConnections()
	for _, tt := range []struct {
		path     string
		requests int // on the wire
	}{
		{"/", 1}, {"/basic/", 2}, {"/basic/", 1}, {"/digest/", 2}, {"/digest/", 1}, {"/digest/deep/", 1}, {"/", 1},
	} {
		before := wire.n
		status, body := get(t, client, base+tt.path)
		if n := wire.n - before; status != 200 || !strings.HasPrefix(body, "hello from /") || n != tt.requests {
			t.Errorf("%s: %d %q after %d requests, want %d", tt.path, status, body, n, tt.requests)
		}
	}
	// The nonce grows old, and the server says stale=true.
	<-time.After(2100 * time.Millisecond)
	before := wire.n
	if status, _ := get(t, client, base+"/digest/"); status != 200 || wire.n-before != 2 {
		t.Errorf("with a stale nonce: %d after %d requests", status, wire.n-before)
	}
	log := accessLog()
	for _, want := range []string{"200 GET /basic/index.html Basic ", `username=\"ada\"`, "401 GET /digest/ Digest "} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in the log:\n%s", want, log)
		}
	}
	login.Password = "wrong"
	if err := tr.Add(login); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/basic/", "/digest/"} {
		before := wire.n
		if status, _ := get(t, client, base+path); status != 401 || wire.n-before != 2 {
			t.Errorf("%s with a wrong password: %d after %d requests", path, status, wire.n-before)
		}
	}
}

// counting counts what goes over the wire.
type counting struct {
	base http.RoundTripper
	n    int
}

func (c *counting) RoundTrip(req *http.Request) (*http.Response, error) {
	c.n++
	return c.base.RoundTrip(req)
}

func (c *counting) CloseIdleConnections() { c.base.(*http.Transport).CloseIdleConnections() }

func get(t *testing.T, c *http.Client, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
