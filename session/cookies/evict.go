package cookies

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// The limits of a jar. RFC 6265bis, section 6.1, asks for at least 50 per domain
// and 3000 in all; the first is Chromium's figure, as sites rely on it.
const (
	maxPerDomain = 180
	maxTotal     = 3000
)

// evictSite removes a site's expired cookies, and of each of its domains the
// excess: the insecure ones first, and of those the ones that were not used for
// longest (section 5.7). The caller holds mu.
func (j *Jar) evictSite(key string, now time.Time) {
	perDomain := map[string][]*held{}
	for id, c := range j.sites[key] {
		if c.expired(now) {
			j.remove(id, c.Updated)
			continue
		}
		perDomain[c.Domain] = append(perDomain[c.Domain], c)
	}
	for _, list := range perDomain {
		excess := len(list) - maxPerDomain
		if excess <= 0 {
			continue
		}
		slices.SortFunc(list, func(a, b *held) int {
			return cmp.Or(boolOrder(a.Secure, b.Secure), byLastUse(a, b))
		})
		for _, c := range list[:excess] {
			j.remove(c.id(), c.Updated)
		}
	}
}

// evictExcess keeps the jar within its limit: what is expired goes first, then
// whatever was not used for longest. The caller holds mu.
func (j *Jar) evictExcess(now time.Time) {
	if j.count() <= maxTotal {
		return
	}
	j.evictAll(now)
}

// evictAll keeps the jar and each domain in it within their limits. The caller
// holds mu.
func (j *Jar) evictAll(now time.Time) {
	for key := range j.sites {
		j.evictSite(key, now)
	}
	excess := j.count() - maxTotal
	if excess <= 0 {
		return
	}
	var all []*held
	for _, cookies := range j.sites {
		all = slices.AppendSeq(all, maps.Values(cookies))
	}
	slices.SortFunc(all, byLastUse)
	for _, c := range all[:excess] {
		j.remove(c.id(), c.Updated)
	}
}

// count is the number of cookies held, expired ones included.
func (j *Jar) count() int {
	n := 0
	for _, cookies := range j.sites {
		n += len(cookies)
	}
	return n
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
