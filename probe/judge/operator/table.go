package operator

// row is one name that mail servers of an operator are at or below.
type row struct {
	suffix string
	kind   Kind
	name   string
	head   string // the first label of the server's name, where names of others lie beside; empty for any
}

// table is who runs what: state of November 2026. A name belongs here when the
// operator tells customers to enter it as MX. An entry that is missing costs a piece
// of advice; one that is wrong blames a stranger.
func table() []row {
	out := append(exchange(), gateways()...)
	return append(out, providers()...)
}

// exchange are the names of Microsoft's mail services. Sources: the cmdlet
// documentation of Enable-DnssecForVerifiedDomain and Enable-SmtpDaneInbound, the
// Microsoft 365 endpoint list (ID 10: *.mail.protection.outlook.com, *.mx.microsoft)
// and the message MC1048624, as of August 2026. mail.eo.outlook.com and
// mail.protection.outlook.de are named by the procedure as entries to delete.
func exchange() []row {
	const name = "Exchange Online"
	return []row{
		{suffix: "mx.microsoft", kind: ExchangeDNSSEC, name: name},
		{suffix: "mail.protection.outlook.com", kind: ExchangeLegacy, name: name},
		{suffix: "mail.eo.outlook.com", kind: ExchangeDead, name: name},
		{suffix: "mail.protection.outlook.de", kind: ExchangeDead, name: name},
		{suffix: "mail.messaging.microsoft.com", kind: ExchangeDead, name: name},
		{suffix: "frontbridge.com", kind: ExchangeDead, name: name},
		{suffix: "mx.microsoft.com", kind: ExchangeMistyped, name: name},
		{suffix: "olc.protection.outlook.com", kind: OutlookCom, name: "Outlook.com"},
		{suffix: "hotmail.com", kind: OutlookCom, name: "Outlook.com"},
	}
}

// gateways are filters that take the mail first and hand it on. Proofpoint, Mimecast,
// Barracuda and Cisco were compared with public collections of MX names in November
// 2026; the others are general knowledge, not compared with a source yet.
func gateways() []row {
	of := func(name string, suffixes ...string) (out []row) {
		for _, s := range suffixes {
			out = append(out, row{suffix: s, kind: Gateway, name: name})
		}
		return out
	}
	var out []row
	for _, rows := range [][]row{
		of("Proofpoint", "pphosted.com", "ppe-hosted.com", "gpphosted.com"),
		of("Mimecast", "mimecast.com", "mimecast.co.za", "mimecast-offshore.com"),
		of("Barracuda", "barracudanetworks.com"),
		of("Cisco Secure Email", "iphmx.com"),
		of("Trend Micro", "trendmicro.com", "trendmicro.eu", "trendmicro.co.jp"),
		of("Hornetsecurity", "hornetsecurity.com", "antispameurope.com"),
		of("Forcepoint", "mailcontrol.com"),
		of("Symantec Email Security.cloud", "messagelabs.com"),
		of("Sophos", "hydra.sophos.com", "reflexion.net"),
		of("MailChannels", "mailchannels.net"),
		of("SpamExperts", "antispamcloud.com", "spamexperts.com"),
		of("Fortinet", "fortimailcloud.com"),
		of("Trellix", "fireeyecloud.com"),
		of("AppRiver", "arsmtp.com"),
		of("Cloudflare", "mxrecord.io", "mx.cloudflare.net"),
		of("Retarus", "retarus.com"),
		of("eXpurgate", "expurgate.net", "expurgate.de"),
		of("Vade", "vadesecure.com"),
		of("NoSpamProxy", "cloud.nospamproxy.com"),
		of("SpamHero", "spamhero.com"),
	} {
		out = append(out, rows...)
	}
	return out
}

// providers keep mailboxes of many domains. Google, Yahoo and Amazon were compared with
// public collections of MX names in November 2026; the others are general knowledge,
// not compared with a source yet.
func providers() []row {
	return []row{
		{suffix: "l.google.com", kind: Google, name: "Google"},
		{suffix: "smtp.google.com", kind: Google, name: "Google"},
		{suffix: "googlemail.com", kind: Google, name: "Google"},
		{suffix: "yahoodns.net", kind: Provider, name: "Yahoo"},
		{suffix: "mail.icloud.com", kind: Provider, name: "Apple iCloud"},
		{suffix: "messagingengine.com", kind: Provider, name: "Fastmail"},
		{suffix: "protonmail.ch", kind: Provider, name: "Proton"},
		{suffix: "mx.zoho.com", kind: Provider, name: "Zoho"},
		{suffix: "mx.zoho.eu", kind: Provider, name: "Zoho"},
		{suffix: "mx.zoho.in", kind: Provider, name: "Zoho"},
		{suffix: "kundenserver.de", kind: Provider, name: "IONOS"},
		{suffix: "ionos.de", kind: Provider, name: "IONOS"},
		{suffix: "ionos.com", kind: Provider, name: "IONOS"},
		{suffix: "ionos.co.uk", kind: Provider, name: "IONOS"},
		{suffix: "rzone.de", kind: Provider, name: "STRATO"},
		{suffix: "mail.ovh.net", kind: Provider, name: "OVHcloud"},
		{suffix: "mail.gandi.net", kind: Provider, name: "Gandi"},
		{suffix: "emailsrvr.com", kind: Provider, name: "Rackspace"},
		{suffix: "secureserver.net", kind: Provider, name: "GoDaddy"},
		{suffix: "privateemail.com", kind: Provider, name: "Namecheap"},
		{suffix: "mx.yandex.net", kind: Provider, name: "Yandex"},
		{suffix: "mailbox.org", kind: Provider, name: "mailbox.org"},
		{suffix: "migadu.com", kind: Provider, name: "Migadu"},
		{suffix: "posteo.de", kind: Provider, name: "Posteo"},
		{suffix: "improvmx.com", kind: Provider, name: "ImprovMX"},
		{suffix: "forwardemail.net", kind: Provider, name: "Forward Email"},
		{suffix: "purelymail.com", kind: Provider, name: "Purelymail"},
		// Clouds of their own, with commands of their own: what is said about Exchange
		// Online elsewhere was not compared with them.
		{suffix: "mail.protection.office365.us", kind: Provider, name: "Microsoft 365 for US government"},
		{suffix: "mail.protection.partner.outlook.cn", kind: Provider, name: "Microsoft 365 in China"},
		{suffix: "amazonaws.com", kind: Provider, name: "Amazon", head: "inbound-smtp"}, // servers of customers lie beside
	}
}
