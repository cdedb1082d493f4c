package operator

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"danewalk/probe/wire"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		host string
		want Operator
	}{
		{"contoso-com.mail.protection.outlook.com", Operator{Kind: ExchangeLegacy, Name: "Exchange Online", Token: "contoso-com"}},
		{"Contoso-COM02b.Mail.Protection.Outlook.com", Operator{Kind: ExchangeLegacy, Name: "Exchange Online", Token: "contoso-com02b"}},
		{"a.contoso-com.mail.protection.outlook.com", Operator{Kind: ExchangeLegacy, Name: "Exchange Online"}},
		{"contoso-com.o-v1.mx.microsoft", Operator{Kind: ExchangeDNSSEC, Name: "Exchange Online", Token: "contoso-com", Subzone: "o-v1"}},
		{"contoso-com.mx.microsoft", Operator{Kind: ExchangeDNSSEC, Name: "Exchange Online"}},
		{"contoso-com.o-v1.mx.microsoft.com", Operator{Kind: ExchangeMistyped, Name: "Exchange Online"}},
		{"contoso-com.mail.eo.outlook.com", Operator{Kind: ExchangeDead, Name: "Exchange Online"}},
		{"contoso-de.mail.protection.outlook.de", Operator{Kind: ExchangeDead, Name: "Exchange Online"}},
		{"mail.global.frontbridge.com", Operator{Kind: ExchangeDead, Name: "Exchange Online"}},
		{"outlook-com.olc.protection.outlook.com", Operator{Kind: OutlookCom, Name: "Outlook.com"}},
		{"mx1.hotmail.com", Operator{Kind: OutlookCom, Name: "Outlook.com"}},
		{"aspmx.l.google.com", Operator{Kind: Google, Name: "Google"}},
		{"alt4.aspmx.l.google.com", Operator{Kind: Google, Name: "Google"}},
		{"smtp.google.com", Operator{Kind: Google, Name: "Google"}},
		{"aspmx2.googlemail.com", Operator{Kind: Google, Name: "Google"}},
		{"mxa-0018e301.gslb.pphosted.com", Operator{Kind: Gateway, Name: "Proofpoint"}},
		{"mx1-eu1.ppe-hosted.com", Operator{Kind: Gateway, Name: "Proofpoint"}},
		{"eu-smtp-inbound-1.mimecast.com", Operator{Kind: Gateway, Name: "Mimecast"}},
		{"d1.ess.de.barracudanetworks.com", Operator{Kind: Gateway, Name: "Barracuda"}},
		{"mx1.hc1.eu.iphmx.com", Operator{Kind: Gateway, Name: "Cisco Secure Email"}},
		{"example.in.tmes.trendmicro.eu", Operator{Kind: Gateway, Name: "Trend Micro"}},
		{"mx01.hornetsecurity.com", Operator{Kind: Gateway, Name: "Hornetsecurity"}},
		{"cust1-s.out.mailcontrol.com", Operator{Kind: Gateway, Name: "Forcepoint"}},
		{"cluster5.eu.messagelabs.com", Operator{Kind: Gateway, Name: "Symantec Email Security.cloud"}},
		{"mx-01-eu-central-1.prod.hydra.sophos.com", Operator{Kind: Gateway, Name: "Sophos"}},
		{"inbound-smtp.eu-west-1.amazonaws.com", Operator{Kind: Provider, Name: "Amazon"}},

		{"agency-gov.mail.protection.office365.us", Operator{Kind: Provider, Name: "Microsoft 365 for US government"}},
		{"contoso-cn.mail.protection.partner.outlook.cn", Operator{Kind: Provider, Name: "Microsoft 365 in China"}},
		{"mx.eu.retarus.com", Operator{Kind: Gateway, Name: "Retarus"}},

		{"ec2-192-0-2-1.compute-1.amazonaws.com", Operator{}},
		{"mail.contoso.com", Operator{}},
		{"mx.microsoft.com.example.org", Operator{}},
		{"evil-mx.microsoft", Operator{}},
		{"fakemail.protection.outlook.com", Operator{}},
		{"microsoft", Operator{}},
		{".", Operator{}},
	} {
		if got := Classify(wire.MustName(c.host)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.host, got, c.want)
		}
	}
	if got := Classify(wire.Name{}); got.Known() || got.Exchange() {
		t.Errorf("no name at all: %+v", got)
	}
}

// A label with anything in it that a terminal could take for a command is not
// handed on to texts.
func TestTokensArePlain(t *testing.T) {
	for _, label := range []string{"\x1b[2j", "a b", "_dmarc", "\xff"} {
		host, err := wire.MustName("mail.protection.outlook.com").Prepend(label)
		if err != nil {
			t.Fatal(err)
		}
		if got := Classify(host); got.Kind != ExchangeLegacy || got.Token != "" {
			t.Errorf("%q: %+v", label, got)
		}
	}
}

func TestTableIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range table() {
		n, err := wire.ParseName(r.suffix)
		if err != nil || n.Show() != r.suffix || n.Labels() < 2 {
			t.Errorf("%q is not a name of two labels or more in lower case: %v", r.suffix, err)
		}
		if seen[r.suffix] {
			t.Errorf("%s is there twice", r.suffix)
		}
		seen[r.suffix] = true
		if r.kind == Unknown || r.name == "" {
			t.Errorf("%s has no kind or no name", r.suffix)
		}
	}
}

// What is below a name of an operator is that operator's; what only ends in the
// same letters is not.
func TestSuffixesEndAtLabels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(table()).Draw(t, "row")
		label := rapid.StringMatching(`[a-z]([a-z0-9-]{0,10}[a-z0-9])?`).Draw(t, "label")
		head := label
		if r.head != "" {
			head = r.head
		}
		if got := Classify(wire.MustName(head + "." + r.suffix)); got.Name == "" {
			t.Fatalf("%s.%s is nobody's", head, r.suffix)
		}
		glued := wire.MustName(label + r.suffix)
		if slices.ContainsFunc(table(), func(o row) bool { return glued.Under(wire.MustName(o.suffix)) }) {
			return // it is another entry: "g" before pphosted.com
		}
		if got := Classify(glued); got.Known() {
			t.Fatalf("%s passes for %s", glued, got.Name)
		}
	})
}
