package session

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/session/har"
	"github.com/formbot/formbot/session/proxy"
)

// pki is an authority with a server's and a client's certificate, as files.
type pki struct {
	ca, serverCert, serverKey, clientCert, clientKey string
	caDER                                            []byte
}

func newPKI(t *testing.T) *pki {
	t.Helper()
	dir := t.TempDir()
	p := &pki{
		ca: filepath.Join(dir, "ca.pem"), serverCert: filepath.Join(dir, "server.pem"), serverKey: filepath.Join(dir, "server.key"),
		clientCert: filepath.Join(dir, "client.pem"), clientKey: filepath.Join(dir, "client.key"),
	}
	var caKey *ecdsa.PrivateKey
	var ca *x509.Certificate
	issue := func(serial int64, name, certFile, keyFile string) []byte {
		t.Helper()
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
			DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true, IsCA: ca == nil,
			KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		}
		if ca == nil {
			ca, caKey = template, key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, caKey)
		if err != nil {
			t.Fatal(err)
		}
		pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: pkcs8}} {
			if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return der
	}
	p.caDER = issue(1, "the authority", p.ca, filepath.Join(dir, "ca.key"))
	issue(2, "app.test", p.serverCert, p.serverKey)
	issue(3, "ada", p.clientCert, p.clientKey)
	return p
}

// program finds a program that a test needs, or skips it.
func program(t *testing.T, name, debian string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Skipf("no %s on this machine; install it (Debian: apt-get install %s)", name, debian)
	return ""
}

// launch starts a server that listens at addr, and ends it with the test.
func launch(t *testing.T, addr string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, &out)
		}
	})
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
			t.Fatalf("%s does not listen at %s: %v", name, addr, err)
		}
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// secureApache starts an Apache that speaks HTTP/2 over TLS, asks for a client's
// certificate, and tells in its page what it saw.
func secureApache(t *testing.T, p *pki) (addr string) {
	t.Helper()
	bin := program(t, "apache2", "apache2-bin")
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // its children run as another user
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "page.txt"), []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	addr = freeAddr(t)
	var conf strings.Builder
	for _, m := range []string{"mpm_event", "authn_core", "authz_core", "socache_shmcb", "ssl", "http2", "headers"} {
		fmt.Fprintf(&conf, "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n", m, m)
	}
	fmt.Fprintf(&conf, `ServerName app.test
Listen %[2]s
User www-data
Group www-data
PidFile %[1]s/pid
DefaultRuntimeDir %[1]s
Mutex file:%[1]s default
ErrorLog %[1]s/error.log
DocumentRoot %[1]s
Protocols h2 http/1.1
SSLEngine on
SSLCertificateFile %[3]s
SSLCertificateKeyFile %[4]s
SSLCACertificateFile %[5]s
SSLVerifyClient require
Header set X-Protocol "%%{SERVER_PROTOCOL}s %%{SSL_CLIENT_S_DN_CN}s"
<Directory %[1]s>
  Require all granted
</Directory>
`, dir, addr, p.serverCert, p.serverKey, p.ca)
	config := filepath.Join(dir, "httpd.conf")
	if err := os.WriteFile(config, []byte(conf.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	launch(t, addr, nil, bin, "-X", "-f", config)
	return addr
}

// TestHTTP2WithCertificates: a real server, our own authority, a client's
// certificate, and HTTP/2 all the same.
func TestHTTP2WithCertificates(t *testing.T) {
	p := newPKI(t)
	addr := secureApache(t, p)
	config, err := LoadTLS(TLSFiles{CAs: []string{p.ca}, Cert: p.clientCert, Key: p.clientKey})
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{TLS: config})
	page, err := s.Get(t.Context(), "https://"+addr+"/page.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := page.Header.Get("X-Protocol"), "HTTP/2.0 ada"; got != want || page.Text() != "hello" {
		t.Errorf("the server saw %q, want %q; page %q", got, want, page.Text())
	}
	_, err = open(t, Options{}).Get(t.Context(), "https://"+addr+"/")
	wantKind(t, err, KindTLS, "signed by nobody but itself")
	config.Certificates = nil
	_, err = open(t, Options{TLS: config, Retry: RetryOptions{Off: true}}).Get(t.Context(), "https://"+addr+"/")
	wantKind(t, err, KindTLS, "the server wants a client certificate")
}

// greeter speaks first, as mail servers do, and hangs up.
func greeter(t *testing.T) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("220 mail.example ESMTP\r\n"))
			_, _ = conn.Read(make([]byte, 64))
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return l.Addr().String()
}

// TestProxies goes through real proxies to a host that only they know: what
// app.test is stands in a file of theirs (NSS_WRAPPER_HOSTS). This machine itself
// is never reached through a proxy, and so can't be the target's name.
func TestProxies(t *testing.T) {
	tinyproxy, microsocks := program(t, "tinyproxy", "tinyproxy-bin"), program(t, "microsocks", "microsocks")
	libs, err := filepath.Glob("/usr/lib*/*/libnss_wrapper.so*")
	if more, _ := filepath.Glob("/usr/lib*/libnss_wrapper.so*"); err == nil {
		libs = append(libs, more...)
	}
	if len(libs) == 0 {
		t.Skip("no nss_wrapper on this machine; install it (Debian: apt-get install libnss-wrapper)")
	}
	dir := t.TempDir()
	hosts := filepath.Join(dir, "hosts")
	if err := os.WriteFile(hosts, []byte("127.0.0.1 app.test\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	env := []string{"LD_PRELOAD=" + libs[0], "NSS_WRAPPER_HOSTS=" + hosts}
	web, socks := freeAddr(t), freeAddr(t)
	_, webPort, _ := net.SplitHostPort(web)
	conf := filepath.Join(dir, "tinyproxy.conf")
	if err := os.WriteFile(conf, []byte("Port "+webPort+"\nListen 127.0.0.1\nTimeout 20\nBasicAuth ada hunter2\nViaProxyName \"tiny\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	launch(t, web, env, tinyproxy, "-d", "-c", conf)
	_, socksPort, _ := net.SplitHostPort(socks)
	launch(t, socks, env, microsocks, "-i", "127.0.0.1", "-p", socksPort, "-u", "ada", "-P", "hunter2")

	p := newPKI(t)
	tlsAddr := secureApache(t, p)
	_, tlsPort, _ := net.SplitHostPort(tlsAddr)
	var via string
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) {
		via = r.Header.Get("Via")
		_, _ = fmt.Fprintf(w, "%s via proxy", r.Host)
	})
	plainURL := "http://app.test" + plain[strings.LastIndex(plain, ":"):] + "/"
	tlsURL := "https://app.test:" + tlsPort + "/page.txt"
	config, err := LoadTLS(TLSFiles{CAs: []string{p.ca}, Cert: p.clientCert, Key: p.clientKey})
	if err != nil {
		t.Fatal(err)
	}
	get := func(target string, rules ...string) (*Page, error) {
		t.Helper()
		table, err := proxy.New(proxy.Options{Rules: rules})
		if err != nil {
			t.Fatal(err)
		}
		via = ""
		path := filepath.Join(t.TempDir(), "proxy.har")
		rec, err := NewRecorder(path, Options{}, har.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, Options{Scope: declare(t, "app.test"), Proxy: table, TLS: config, Retry: RetryOptions{Off: true}, Record: rec})
		page, gerr := s.Get(t.Context(), target)
		if err := rec.Close(); err != nil {
			t.Error(err)
		}
		if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "hunter2") || strings.Contains(string(text), "YWRhOmh1bnRlcjI") {
			t.Errorf("the record tells the proxy's password (%v):\n%s", err, text)
		}
		return page, gerr
	}

	for _, rule := range []string{"http://ada:hunter2@" + web, "socks5://ada:hunter2@" + socks, "app.test=socks5h://ada:hunter2@" + socks} {
		for _, target := range []string{plainURL, tlsURL} {
			page, err := get(target, rule)
			if err != nil {
				t.Errorf("%s by %s: %v", target, rule, err)
				continue
			}
			if target == tlsURL && page.Header.Get("X-Protocol") != "HTTP/2.0 ada" {
				t.Errorf("%s by %s: the server saw %q", target, rule, page.Header.Get("X-Protocol"))
			}
			if target == plainURL && (!strings.HasSuffix(page.Text(), "via proxy") || strings.HasPrefix(rule, "http") != strings.Contains(via, "tiny")) {
				t.Errorf("%s by %s: %q, Via %q", target, rule, page.Text(), via)
			}
		}
	}
	for _, tt := range []struct {
		target, rule string
		kind         Kind
		want         string
	}{
		{plainURL, "direct", KindDNS, "app.test"},
		{plainURL, "other.test=http://ada:hunter2@" + web, KindDNS, "app.test"},
		{plainURL, "http://" + web, KindProxy, "user and a password"},
		{tlsURL, "http://ada:wrong@" + web, KindProxy, "the proxy answered 401"}, // not 407, as it should be
		{tlsURL, "http://" + web, KindProxy, "user and a password"},
		{plainURL, "socks5://ada:wrong@" + socks, KindProxy, "user and a password"},
		{plainURL, "socks5://" + socks, KindProxy, "user and a password"},
		{"http://app.test:1/", "socks5://ada:hunter2@" + socks, KindProxy, "refused"},
		{"https://app.test:1/", "http://ada:hunter2@" + web, KindProxy, "the proxy answered 500"},
		{plainURL, "http://127.0.0.1:1", KindConnect, "proxy"},
		{plainURL, "socks5://" + greeter(t), KindProxy, "no SOCKS5 proxy"},
	} {
		_, err := get(tt.target, tt.rule)
		wantKind(t, err, tt.kind, tt.want)
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s by %s tells the password: %v", tt.target, tt.rule, err)
		}
	}
	// This machine is asked directly, whatever the rules are.
	if page, err := get(plain, "http://ada:hunter2@"+web); err != nil || via != "" || !strings.HasSuffix(page.Text(), "via proxy") {
		t.Errorf("loopback: %v, Via %q", err, via)
	}
}
