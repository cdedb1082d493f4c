package tlsrpt_test

// expected are the files of testdata, and each report in them: who reported, about
// which domain, from which day, each policy as type:domain:good:failed with its
// failures, and the notes. An error comes last.
func expected() map[string][]string {
	return map[string][]string{
		`bad-bomb.json.gz`: {
			`error bad-bomb.json.gz: unpacked it is larger than 10 MiB`,
		},
		`bad-cut.json`: {
			`error bad-cut.json: its JSON is broken: unexpected EOF`,
		},
		`bad-empty.json`: {
			`error bad-empty.json: it is empty`,
		},
		`bad-mail.eml`: {
			`error bad-mail.eml: the mail has no report attached`,
		},
		`bad-nonsense.bin`: {
			`error bad-nonsense.bin: this is no TLS report`,
		},
		`bad-other.json`: {
			`error bad-other.json: this is JSON, but no TLS report`,
		},
		`bad-prose.txt`: {
			`error bad-prose.txt: this is no TLS report`,
		},
		`bom-trailing.json`: {
			`Bom_Ltd. - 2025-11-20 tlsa:mx2.example.nl:1:0 [byte-order-mark trailing-octets]`,
		},
		`counts-as-text.json`: {
			`Counts_Ltd. - 2025-11-20 tlsa:mx1.example.nl:8:2{certificate-expired mx1.example.nl - 2} [number-as-text]`,
		},
		`draft-fields.json`: {
			`Draft_Ltd. - 2025-11-20 tlsa:mx1.example.nl:1:1{certificate-not-trusted mx1.example.nl - 1} [address-unclear list old-field]`,
		},
		`google.json`: {
			`Google_Inc. example.nl 2025-11-20 sts:example.nl:40:2{validation-failure mx9.example.nl - 2} no-policy-found:-:3:0 [empty-value no-policy-domain]`,
		},
		`gzip-cut.json.gz`: {
			`Cut_Ltd. example.nl 2025-11-20 sts:example.nl:1:0 [compression-cut-short]`,
		},
		`gzip-trailing.json.gz`: {
			`Tail_Ltd. example.nl 2025-11-20 sts:example.nl:1:0 [trailing-octets]`,
		},
		`hostile-text.json`: {
			`\x1b[2JEvil\u{202e}_Ltd. - 2025-11-20 tlsa:mx2.example.nl:1:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
		},
		`list-of-reports.json`: {
			`List_Ltd. - 2025-11-17 tlsa:mx2.example.nl:1:0 [several-documents]`,
			`List_Ltd. - 2025-11-18 tlsa:mx2.example.nl:1:1{dnssec-invalid mx2.example.nl 2001:db8:2::25 1} [several-documents]`,
		},
		`mail-forwarded.eml`: {
			`Forwarded_Ltd. example.nl 2025-11-20 tlsa:mx2.example.nl:1:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
		},
		`mail-gzip.eml`: {
			`Sender_Inc. example.nl 2025-11-22 tlsa:mx2.example.nl:4:6{tlsa-invalid mx2.example.nl 2001:db8:2::25 6} []`,
		},
		`mail-json-qp.eml`: {
			`Quoted_é=Ltd. example.nl 2025-11-20 tlsa:mx1.example.nl:2:1{tlsa-invalid mx1.example.nl 192.0.2.25 1} []`,
		},
		`mail-one-broken.eml`: {
			`Half_Ltd. example.nl 2025-11-20 tlsa:mx2.example.nl:1:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
			`error mail-one-broken.eml/b.json.gz: its gzip header is broken`,
		},
		`mail-ru.json`: {
			`Mail.ru example.nl 2025-11-20 sts:example.nl:0:1{sts-policy-fetch-error - - 1} [empty-value list null]`,
		},
		`mail-several.eml`: {
			`Several_Ltd. example.nl 2025-11-20 tlsa:mx2.example.nl:1:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
			`Several_Ltd. example.nl 2025-11-21 tlsa:mx2.example.nl:1:0 []`,
		},
		`microsoft.com!example.nl!1763510400!1763596799!133944884956529436+.json.gz`: {
			`Microsoft_Corporation example.nl 2025-11-19 tlsa:mx1.example.nl:7:1{tlsa-invalid - - 1} [no-time-zone]`,
		},
		`microsoft.json`: {
			`Microsoft_Corporation example.nl 2025-11-20 sts:example.nl:0:3{sts-policy-fetch-error - - 3} []`,
		},
		`no-dates.json`: {
			`Undated_Ltd. example.nl - sts:example.nl:2:1{sts-webpki-invalid - - 1} [wrong-kind]`,
		},
		`no-policy.json`: {
			`Mailbox_Ltd. - 2025-11-20 no-policy-found:-:9:1{starttls-not-supported mx1.example.nl 192.0.2.25 1} [no-policy-domain null]`,
		},
		`policy-string-empty.json`: {
			`Empty_Ltd. example.nl 2025-11-20 no-policy-found:example.nl:4:0 [empty-value]`,
		},
		`policy-string-text.json`: {
			`Text_Ltd. example.nl 2025-11-20 sts:example.nl:4:0 [list]`,
		},
		`reports.mbox`: {
			`Box_Ltd. example.nl 2025-11-11 tlsa:mx2.example.nl:1:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
			`Box_Ltd. example.nl 2025-11-12 tlsa:mx2.example.nl:2:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
			`Box_Ltd. example.nl 2025-11-13 tlsa:mx2.example.nl:3:1{tlsa-invalid mx2.example.nl 2001:db8:2::25 1} []`,
		},
		`reports.zip`: {
			`Zip_Ltd. example.nl 2025-11-18 tlsa:mx1.example.nl:3:1{tlsa-invalid mx1.example.nl 192.0.2.25 1} []`,
			`Zip_Ltd. example.nl 2025-11-19 tlsa:mx1.example.nl:3:1{tlsa-invalid mx1.example.nl 192.0.2.25 1} []`,
		},
		`rows-missing.json`: {
			`Short_Ltd. - 2025-11-20 tlsa:mx1.example.nl:5:4{dane-required - - 1} [counts-differ]`,
		},
		`sender.example!example.nl!1763596800!1763683199!001.json`: {
			`Sender_Inc. example.nl 2025-11-20 tlsa:mx2.example.nl:10:2{tlsa-invalid mx2.example.nl 2001:db8:2::25 2} sts:example.nl:5:0 []`,
		},
		`sender.example!example.nl!1763683200!1763769599!002.json.gz`: {
			`Sender_Inc. example.nl 2025-11-21 tlsa:mx2.example.nl:12:0 []`,
		},
		`unknown-type.json`: {
			`Novel_Ltd. example.nl 2025-11-20 tlsa:mx2.example.nl:1:2{other mx2.example.nl 2001:db8:2::25 2} no-policy-found:example.nl:1:0 [unknown-type]`,
		},
		`utf16.json`: {
			`Wide_Ltd. example.nl 2025-11-20 sts:example.nl:1:0 [byte-order-mark]`,
		},
	}
}
