package wire

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// packed returns the record in uncompressed wire form.
func packed(rr RR) []byte {
	out := rr.Name.Wire()
	out = binary.BigEndian.AppendUint16(out, uint16(rr.Type))
	out = binary.BigEndian.AppendUint16(out, rr.Class)
	out = binary.BigEndian.AppendUint32(out, rr.TTL)
	out = binary.BigEndian.AppendUint16(out, uint16(len(rr.RData)))
	return append(out, rr.RData...)
}

// generic is the form for data that does not parse (RFC 3597 5).
func generic(rdata []byte) string { return fmt.Sprintf(`\# %d %x`, len(rdata), rdata) }

func itoa(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
