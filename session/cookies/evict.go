package cookies

import (
	"cmp"
	"slices"
	"time"
)

// The limits of a jar. RFC 6265bis, section 6.1, asks for at least 50 per domain
// and 3000 in all; the first is Chromium's figure, as sites rely on it.
const (
	maxPerDomain = 180
	maxTotal     = 3000
)

// evict removes what is expired, then the excess, in the order of section 5.7:
// of a domain with too many the insecure ones first, and always the one that was
// not used for longest. The caller holds mu.
func (j *Jar) evict(now time.Time) {
	var all []*held
	perDomain := map[string][]*held{}
	for key, cookies := range j.sites {
		for id, c := range cookies {
			if c.expired(now) {
				delete(cookies, id)
				continue
			}
			all = append(all, c)
			perDomain[c.Domain] = append(perDomain[c.Domain], c)
		}
		if len(cookies) == 0 {
			delete(j.sites, key)
		}
	}
	removed := map[*held]bool{}
	for _, list := range perDomain {
		if excess := len(list) - maxPerDomain; excess > 0 {
			slices.SortFunc(list, func(a, b *held) int {
				return cmp.Or(boolOrder(a.Secure, b.Secure), byLastUse(a, b))
			})
			for _, c := range list[:excess] {
				removed[c] = true
			}
		}
	}
	all = slices.DeleteFunc(all, func(c *held) bool { return removed[c] })
	if excess := len(all) - maxTotal; excess > 0 {
		slices.SortFunc(all, byLastUse)
		for _, c := range all[:excess] {
			removed[c] = true
		}
	}
	for c := range removed {
		delete(j.sites[site(c.Domain)], c.id())
	}
}

// byLastUse puts first what was not used for longest.
func byLastUse(a, b *held) int {
	return cmp.Or(a.LastAccess.Compare(b.LastAccess), cmp.Compare(a.serial, b.serial))
}

// boolOrder puts false first.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
