package operator

// Kind is what kind of service a mail server name belongs to.
type Kind string

// The kinds of operator.
const (
	Unknown          Kind = ""
	ExchangeLegacy   Kind = "exchange-online-legacy"   // below mail.protection.outlook.com: unsigned, DANE is not possible
	ExchangeDNSSEC   Kind = "exchange-online"          // below mx.microsoft: signed; TLSA after Enable-SmtpDaneInbound
	ExchangeDead     Kind = "exchange-online-dead"     // names that Microsoft gave up
	ExchangeMistyped Kind = "exchange-online-mistyped" // below mx.microsoft.com, which Microsoft never hands out
	OutlookCom       Kind = "outlook-com"              // consumer Outlook and Hotmail
	Google           Kind = "google"
	Gateway          Kind = "gateway"  // a filter in front of another system
	Provider         Kind = "provider" // mailboxes for many domains
)

// Operator is who runs a mail server, as far as its name tells.
type Operator struct {
	Kind Kind
	Name string // as people know it: "Exchange Online", "Mimecast"; empty if unknown
	// Token and Subzone are the labels of an Exchange Online name, with the dots
	// between them: the one made of the customer's domain ("contoso-com"), and the
	// one of the zone that Microsoft chose for it ("o-v1", new names only). Empty
	// where the name does not have the shape of such names.
	Token, Subzone string
}

// Exchange tells whether the name is, or is meant to be, one of Exchange Online.
func (o Operator) Exchange() bool {
	switch o.Kind {
	case ExchangeLegacy, ExchangeDNSSEC, ExchangeDead, ExchangeMistyped:
		return true
	}
	return false
}

// Known tells whether the name is an operator's: then that operator publishes the
// TLSA records of the server, and its customers cannot.
func (o Operator) Known() bool { return o.Kind != Unknown }
