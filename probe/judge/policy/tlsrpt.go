package policy

import (
	"strings"

	"danewalk/probe/wire"
)

// maxURIs is how many report addresses of a record are kept.
const maxURIs = 32

func reportVersion() version { return version{word: "v=TLSRPTv1", end: "; \t"} }

// report judges the TLS reporting record (RFC 8460 3).
func (r reader) report(domain wire.Name) Report {
	var out Report
	name, err := domain.Prepend("_smtp", "_tls")
	rec, found := r.look(name, err)
	if text, ok := rec.choose(found, reportVersion()); ok {
		out.RUA, rec.Problems = reportRecord(text)
	}
	out.TXT = rec
	zone := domain
	if rec.Lookup != nil && rec.Lookup.Zone != nil && domain.Under(rec.Lookup.Zone.Name) {
		zone = rec.Lookup.Zone.Name
	}
	out.SameFate = sameFate(out.RUA, zone)
	return out
}

// reportRecord reads a record that begins with the version.
func reportRecord(text string) (rua []string, ps problems) {
	ts, whole := tags(text)
	if !whole {
		ps.add("too-many-tags", "")
	}
	for _, t := range ts {
		if !t.OK || t.Value == "" {
			ps.add("bad-field", t.Name)
		}
	}
	list, ok := value(ts, "rua")
	if !ok {
		ps.add("no-rua", "")
		return nil, ps
	}
	for uri := range strings.SplitSeq(list, ",") { // RFC 8460 3: commas within an address are encoded
		uri = strings.Trim(uri, " \t")
		switch {
		case !goodURI(uri):
			ps.add("bad-rua", uri)
		case len(rua) < maxURIs:
			rua = append(rua, uri)
		}
	}
	return rua, ps
}

// goodURI: "mailto:" and an address, or "https://" and a host (RFC 8460 3).
func goodURI(uri string) bool {
	if rest, ok := cutScheme(uri, "https://"); ok {
		return rest != "" && !strings.HasPrefix(rest, "/") && !strings.ContainsAny(rest, " \t")
	}
	_, ok := mailDomain(uri)
	return ok
}

// mailDomain is the domain of a mailto URI.
func mailDomain(uri string) (domain wire.Name, ok bool) {
	rest, ok := cutScheme(uri, "mailto:")
	if !ok {
		return wire.Name{}, false
	}
	rest, _, _ = strings.Cut(rest, "?")
	local, after, ok := strings.Cut(rest, "@")
	if !ok || local == "" || after == "" || strings.ContainsAny(after, "@ \t,;!") {
		return wire.Name{}, false
	}
	domain, err := wire.ParseName(after)
	return domain, err == nil && !domain.IsRoot()
}

// cutScheme removes a scheme, whose case does not count (RFC 3986 3.1).
func cutScheme(uri, scheme string) (rest string, ok bool) {
	if len(uri) < len(scheme) || !strings.EqualFold(uri[:len(scheme)], scheme) {
		return "", false
	}
	return uri[len(scheme):], true
}

// sameFate tells whether every report goes by mail into the zone that it is about.
// Reports ignore failures of TLS on their way (RFC 8460 3), but not a zone that
// cannot be resolved, or servers that are down.
func sameFate(rua []string, zone wire.Name) bool {
	for _, uri := range rua {
		domain, mailed := mailDomain(uri)
		if !mailed || !domain.Under(zone) {
			return false
		}
	}
	return len(rua) > 0
}
