//go:build linux

package browserjar

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/formbot/formbot/session/cookies"
)

// TestFirefox reads the profile of a Firefox while it runs.
func TestFirefox(t *testing.T) {
	path := browserPath(t, "firefox-esr", "firefox-esr", "firefox")
	s, home := newSite(t), t.TempDir()
	root := filepath.Join(home, ".mozilla", "firefox")
	profile := filepath.Join(root, "abc.test")
	write(t, filepath.Join(root, "profiles.ini"), "[Profile0]\nName=other\nIsRelative=1\nPath=other\n\n[Profile1]\nName=test\nIsRelative=1\nPath=abc.test\n\n[Install4F96D1932A9F858E]\nDefault=abc.test\nLocked=1\n")
	// The session file is brought up to date every 15 s, else; the port is any.
	write(t, filepath.Join(profile, "user.js"), `user_pref("browser.sessionstore.interval", 500);
user_pref("marionette.port", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
`)
	launch(t, home, path, "--headless", "--no-remote", "--marionette", "-remote-allow-system-access", "--profile", profile, s.URL+"/")
	ctx := t.Context()
	eventually(ctx, t, "the page after the one that sets cookies", func() bool { _, ok := s.got("/dir/next"); return ok })
	m := dialMarionette(t, profile)
	m.openInContainer(t, s.URL+"/work", 2)
	eventually(ctx, t, "the page in a container", func() bool { _, ok := s.got("/work"); return ok })

	opts := Options{Home: home, Config: filepath.Join(home, ".config")}
	var got *Result
	eventually(ctx, t, "the cookies in the profile", func() bool {
		var err error
		if got, err = Firefox(ctx, opts); err != nil {
			t.Fatal(err)
		}
		_, session := find(got, "session")
		return session && count(got.Left, "another container") == 1 && count(got.Left, "partitioned") == 1 && len(got.Cookies) >= len(set)
	})
	if got.Profile != profile {
		t.Errorf("profile %s, want the installation's own, %s", got.Profile, profile)
	}
	header, _ := s.got("/dir/next")
	compare(t, got, s.URL+"/dir/next", header)
	if c, _ := find(got, "session"); !c.Expires.IsZero() || !c.HTTPOnly {
		t.Errorf("session: %+v", c)
	}

	opts.Container = "Work"
	work, err := Firefox(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := find(work, "atwork"); len(work.Cookies) != 1 || !ok || c.Value != "1" {
		t.Errorf("the container has %v", names(work))
	}
	opts.Container = "none such"
	if _, err := Firefox(ctx, opts); err == nil || !strings.Contains(err.Error(), "work") {
		t.Errorf("another container: %v, want the names that there are", err)
	}
}

// TestChromium reads the profile of a Chromium while it runs.
func TestChromium(t *testing.T) {
	path := browserPath(t, "chromium", "chromium", "chromium-browser")
	s, home := newSite(t), t.TempDir()
	root := filepath.Join(home, ".config", "chromium")
	// It writes cookies down every 30 s, or when there are more than 512 to write.
	launch(t, home, path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--password-store=basic",
		"--remote-debugging-port=0", "--user-data-dir="+root, s.URL+"/?many")
	ctx := t.Context()
	eventually(ctx, t, "the page after those that set cookies", func() bool { _, ok := s.got("/dir/next"); return ok })

	opts := Options{Home: home, Config: filepath.Join(home, ".config")}
	var got *Result
	eventually(ctx, t, "the cookies in the profile", func() bool {
		var err error
		if got, err = Chromium(ctx, PlainChromium, opts); err != nil {
			t.Log(err) // the database is made a moment after the browser starts
			return false
		}
		return len(got.Cookies) > len(set)
	})
	if want := filepath.Join(root, "Default"); got.Profile != want {
		t.Errorf("profile %s, want %s", got.Profile, want)
	}
	header, _ := s.got("/dir/next")
	compare(t, got, s.URL+"/dir/next", header)
	if n := count(got.Left, "partitioned"); n != 1 {
		t.Errorf("left out %v, want the frame's cookie alone", got.Left)
	}
}

// compare puts what was read into a jar: it is to send what the browser sent.
func compare(t *testing.T, got *Result, page, header string) {
	t.Helper()
	jar := cookies.New(cookies.Options{})
	for _, c := range got.Cookies {
		if err := jar.Add(c); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
	if sent := jar.Header(request(t, page)); sortHeader(sent) != sortHeader(header) || header == "" {
		t.Errorf("the jar sends\n%s\nthe browser sent\n%s", sent, header)
	}
	for name, want := range map[string]cookies.SameSite{
		"persist": cookies.SameSiteDefault, "lax": cookies.SameSiteLax, "strict": cookies.SameSiteStrict, "none": cookies.SameSiteNone,
	} {
		c, ok := find(got, name)
		if !ok || c.SameSite != want || c.Expires.IsZero() || c.Created.IsZero() || c.Secure != (name == "none") || c.HTTPOnly || !c.HostOnly {
			t.Errorf("%s: %+v, want SameSite %q", name, c, want)
		}
	}
}

// sortHeader makes two headers comparable: session cookies are read from another
// place, and come last.
func sortHeader(header string) string {
	parts := strings.Split(header, "; ")
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

func find(r *Result, name string) (cookies.Cookie, bool) {
	for _, c := range r.Cookies {
		if c.Name == name {
			return c, true
		}
	}
	return cookies.Cookie{}, false
}

func names(r *Result) (out []string) {
	for _, c := range r.Cookies {
		out = append(out, c.Name)
	}
	return out
}

func count(list []Left, reason string) int {
	for _, l := range list {
		if strings.Contains(l.Reason, reason) {
			return l.Count
		}
	}
	return 0
}
