package render

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// Hide puts stand-ins in place of whatever in a report looks like a name, an
// address or data of a key: the same one gets the same stand-in each time, so that
// the report can still be followed. It goes by how things look and not by a list
// of what was seen, so what nobody thought of is hidden too, and some things that
// tell nothing. What it cannot find are names without a dot, and what servers and
// certificates say in words of their own: a person must read it.
func Hide(b *text.Book, s string) string {
	h := hider{b: b, number: regexp.MustCompile(number), names: map[string]string{}, addresses: map[string]string{}, data: map[string]string{}}
	things := regexp.MustCompile(hidden)
	var out strings.Builder
	out.WriteString(b.Say("Names, addresses and keys have stand-ins here. Read it before you pass it on: what servers said in their own words stands as it came.") + "\n\n")
	out.WriteString(things.ReplaceAllStringFunc(s, h.standIn))
	return out.String()
}

// HiddenWidth is how wide a report is written that is to be hidden: so wide that no
// name is broken in two, of which neither half looks like one.
const HiddenWidth = 2000

// hidden finds what may have to be hidden: an address of IPv6; data in base64,
// hexadecimal, or of which the middle is left out; names that were cut; words with
// dots or at signs in them, in any script.
const hidden = `[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*` +
	`|[0-9A-Za-z+/]{24,}={0,2}|[0-9A-Fa-f]+\.{3}[0-9A-Fa-f]+|[0-9A-Fa-f]{12,}` +
	`|[\pL\pM\pN._@\\-]*[~…][\pL\pM\pN._@\\-]*` +
	`|[\pL\pM\pN_*@\\][\pL\pM\pN_*@\\-]*(?:\.[\pL\pM\pN_*@\\-]+)+\.?` +
	`|[^\s@<>"]+@[^\s@<>"]+`

// hider remembers what stands for what.
type hider struct {
	b                      *text.Book
	number                 *regexp.Regexp
	names, addresses, data map[string]string
}

// standIn is what is written in place of a thing.
func (h *hider) standIn(thing string) string {
	bare := strings.TrimRight(thing, ".:")
	end := thing[len(bare):]
	if a, err := netip.ParseAddr(bare); err == nil {
		return nth(h.addresses, a.String(), h.b.Say("[a stand-in] address-%s", "")) + end
	}
	_, code := rules.Find(finding.Code(bare))
	switch {
	case bare == "", code, h.number.MatchString(bare):
		return thing
	case !strings.ContainsAny(bare, ".@~…"), strings.Contains(bare, "..."), strings.Count(bare, ":") > 1:
		return nth(h.data, strings.ToLower(bare), h.b.Say("[a stand-in] data-%s", "")) + end
	}
	labels := strings.Split(bare, ".")
	for len(labels) > 1 && (strings.HasPrefix(labels[0], "_") || labels[0] == "*") { // those are the same for everybody
		labels = labels[1:]
	}
	rest := strings.Join(labels, ".")
	return bare[:len(bare)-len(rest)] + nth(h.names, strings.ToLower(rest), "name-") + ".example" + end
}

// nth gives a thing the next number unless it has one.
func nth(all map[string]string, key, before string) string {
	if _, ok := all[key]; !ok {
		all[key] = before + strconv.Itoa(len(all)+1)
	}
	return all[key]
}

// number is what only looks like a name: numbers, versions, dates, times of day and
// spans of time.
const number = `^[vV]?[0-9]+([.:-][0-9]+)*$|^([0-9]+(\.[0-9]+)?(h|m|s|ms|µs))+$|^[0-9]+(\.[0-9]+)?%$`
