// Package lab is a world in the program: a signed root, top-level domains,
// mail domains, name servers, mail servers with certificates, and faults in
// them. It speaks real DNS, SMTP and TLS over connections in memory, so a
// lesson or a test needs no network, no rights and no waiting.
//
// A world is a text of a page at most, a ".lab" file. World.Start makes it run:
// Running.Dial takes the place of net.Dialer, Running.Hints are its root
// servers, Running.Anchors its trust anchor, Running.Now its clock. Keys, key
// tags and digests depend on the seed alone; sleeping is done with package time
// only, so under testing/synctest every delay is virtual.
//
// # The standard world
//
// Every world starts as this one, which is healthy, and changes it.
//
//	zone         algorithm  denial            name servers                      keys
//	.            13         NSEC              a.root  b.root                    KSK + ZSK
//	org          13         NSEC              a.nic.org  b.nic.org              KSK + ZSK
//	net          8          NSEC3 opt-out     a.nic.net  b.nic.net              KSK + ZSK
//	nl           15         NSEC3             a.nic.nl  b.nic.nl                KSK + ZSK
//	zz           unsigned                     a.nic.zz  b.nic.zz
//	example.org  13         NSEC              ns1.example.org  ns3.example.net  one key for both
//	example.net  13         NSEC              ns1.example.net  ns2.example.net  KSK + ZSK
//	example.nl   15         NSEC3             ns1.example.nl   ns4.example.net  one key for both
//	example.zz   unsigned                     ns1.example.zz   ns2.example.zz
//	plain.org    unsigned (no DS, proven)     ns1.plain.org    ns2.plain.org
//	legacy.net   unsigned (opt-out gap)       ns1.legacy.net   ns2.legacy.net
//
// Name servers have glue in the parent unless their name is in another zone
// (ns3 and ns4.example.net). Zone number Z gives the addresses: server N of the
// table is 198.18.Z.N and 2001:2:0:Z::N; Z is 0 for the root, 1 org, 2 net, 3
// nl, 4 zz, 10 example.org, 11 example.net, 12 example.nl, 13 example.zz, 14
// plain.org, 15 legacy.net. So ns1.example.org is 198.18.10.1, and
// ns3.example.net (server 2 of example.org) is 198.18.10.2.
//
//	domain       MX                                        mail servers of the zone
//	example.org  10 mx1.example.net, 20 mx2.example.net
//	example.net  10 mx1.example.net, 20 mx2.example.net    mx1 198.18.11.25 and 2001:2:0:11::25, mx2 .26 and ::26
//	example.nl   10 mx1.example.nl                         mx1 198.18.12.25 and 2001:2:0:12::25
//	example.zz   10 mx1.example.zz                         mx1 198.18.13.25 and 2001:2:0:13::25
//	plain.org    10 mx1.example.net                        mx1 198.18.14.25 and 2001:2:0:14::25
//	legacy.net   10 mx1.legacy.net                         mx1 198.18.15.25 and 2001:2:0:15::25
//
// mx1 and mx2.example.net and mx1.example.nl have TLSA 3 1 1 of their own key.
// Hosts of unsigned zones have none. Every mail domain also has addresses of
// its own (198.18.Z.80, 2001:2:0:Z::80) where a mail server answers: they count
// when there is no MX. Certificates come from "Lab Root CA" by way of "Lab
// Issuing CA", which the server sends too. Every mail domain D has policies: an
// MTA-STS record and, on a web server mta-sts.D (198.18.Z.43, 2001:2:0:Z::43)
// with such a certificate, a policy "enforce" that lists the mail servers which
// the MX set has now; TLS reporting to another domain and over HTTPS; DMARC
// p=reject; SPF "v=spf1 mx -all". Own zones ("newzone") have none of this unless
// "policies D" gives it to them. example.org also has
// www.example.org (CNAME), *.wild.example.org (A, TXT), deep.ent.example.org
// (A, below an empty non-terminal), and tree.example.org (DNAME to
// example.net). TTLs are 3600 s, negative answers 600 s. Signatures are valid
// from 3 days before to 11 days after the moment of the world.
//
// A resolver is in every world too, at 198.18.254.53 and 2001:2:0:254::53. It
// asks the name servers of the world from the root down, takes the next one
// when a server is silent, lame or answers with an error, and says SERVFAIL when
// none is left. It follows aliases. So a fault of all servers shows through it,
// and a fault of one server mostly does not. With CD=1 it passes on what it found;
// with CD=0 it validates, with a clock that is right and algorithms 8, 10, 13, 14
// and 15: AD=1 for what is proven, SERVFAIL and an extended error for what is bogus.
//
// # The language
//
// One statement a line; # starts a comment at the beginning of a line or after
// a space; a line that begins with white space continues the statement above.
// Names are complete with or without the final dot: nothing is relative to
// anything; "@" as the owner inside a zone block is the apex.
//
//	title: Renewed certificate on the backup server
//	story: The certificate of mx2 was renewed last night with a new key.
//	    Nobody changed the TLSA record.
//	target: example.org            what to check: a domain, or NAME TYPE
//	at: 2026-11-21T12:00:00Z       the clock (optional; this is the default)
//	base: standard                 optional
//	fault certificate mx2.example.net renewed
//	expect verdict at-risk
//	expect break tlsa.mismatch mx2.example.net
//	expect finding tlsa.mismatch mx2.example.net
//	expect finding dane.some-hosts-fail example.org
//	expect info tls.self-signed
//
// The line "resolver: yes" says that the check asks the resolver of the world
// (see above) and not the authoritative servers; "resolver: beside" that it asks
// it beside the walk from the root, as the one that this computer is set to use.
//
// The line "control: HOST..." names mail servers that the check shall take for
// controls; "port: N" says that it is about another port than 25.
//
// A line "policy: NAME VALUE" says how the case is judged, as the option --NAME
// VALUE does: "policy: sha1 secure", "policy: algorithms 8,13", "policy: digests
// 2", "policy: negative-anchor example.org".
//
// "set" is another word for "fault", for what is not wrong. Both take the same
// verbs. They are done in the order of the file. Expectations: one verdict; at
// most one break (CODE and optional SUBJECT); every finding above info; infos
// that must be there. A SUBJECT is the rest of the line.
//
// Own records go into a zone block. Each continuation line is a record in zone
// file form (OWNER [TTL] TYPE DATA), or "remove NAME TYPE" (TYPE * for all):
//
//	zone example.org
//	    remove example.org MX
//	    @ MX 10 mail.example.org
//	    mail.example.org 300 A 198.18.10.25
//	    _25._tcp.mail.example.org TLSA 3 1 1 leaf
//	mailhost mail.example.org 198.18.10.25 2001:2:0:10::25
//
// "mailhost NAME ADDRESS..." puts a mail server with a certificate for NAME
// behind addresses; it adds no record. "newzone NAME [ALGORITHM]" makes a zone
// NAME below an existing zone, delegated to ns1.NAME with glue, signed with
// ALGORITHM (13 if missing, 0 for unsigned); fill it with a zone block.
//
// "policies DOMAIN" gives DOMAIN, a zone or a name in one, the four policies that
// a domain of the standard world has, with mta-sts.DOMAIN and its addresses in
// the DNS.
// "policyhost NAME ADDRESS..." puts a web server with a certificate for NAME and
// a healthy policy for the domain below its first label behind addresses; it adds
// no record.
//
// Any fault on a zone, its records or signatures may end in "at NS": then only
// that name server has it. Any fault on a server or mail host may end in "at
// ADDRESS": then only that address has it. What all servers of a zone have comes
// in front of what one of them has: a server's own copy is made when it is first
// mentioned.
//
//	fault rrsig-expired example.org at ns3.example.net
//	fault smtp mx1.example.net silent at 2001:2:0:11::25
//
// # Faults in records
//
//	remove NAME TYPE               TYPE * removes everything at NAME
//	replace NAME TYPE DATA ; DATA  one record per DATA; "replace example.org MX 10 mx.example.nl"
//	add NAME TYPE DATA ; DATA
//	ttl NAME TYPE SECONDS
//	large-text NAME OCTETS         one TXT record of that size; 64000 is what an answer over TCP can hold
//	null-mx DOMAIN                 the MX set becomes "0 ."
//	no-address HOST                neither A nor AAAA
//	address HOST ADDRESS...        these addresses in place of its own, in the DNS only
//	cname NAME TARGET              everything else at NAME goes; "cname NAME NAME2 NAME3" makes a chain
//	alias-loop NAME OTHER          two CNAMEs that point at each other
//	dname NAME TARGET              a DNAME at NAME; what was below it goes
//	dname-wrong NAME TARGET        a DNAME, but the synthesised CNAME leads to TARGET's sibling "wrong"
//	nxdomain ZONE                  not delegated any more: the parent denies the name
//	large ZONE                     five more keys: the DNSKEY answer exceeds 1232 octets
//	serial ZONE NUMBER             (example.org and all others have 2026112101)
//	stale NS ZONE [NAME TYPE DATA ; DATA]
//	                               NS has an old copy: lower serial, and that older RRset
//
// # Faults in TLSA records
//
//	tlsa HOST U S M SOURCE, U S M SOURCE...   the TLSA set at _25._tcp.HOST; "tlsa mx1.example.net none" removes it
//	tlsa-many HOST N               N records 3 1 1, one of them right
//
// SOURCE says what is digested (or, with matching type 0, published): leaf (the
// host's certificate or key, before any fault "certificate renewed"), next (the
// key that a renewed certificate has), rsa (the one of "certificate also-rsa"), ca (issuing CA), root, other (an
// unrelated key), empty (nothing), pem (the PEM text of the certificate), cert
// (the certificate, also under selector 1), key (the key, also under selector
// 0), or hexadecimal data. "leaf/20" keeps the first 20 octets. "leaf@HOST" is of
// another host; owners that are not _25._tcp.HOST need it. Sources can be
// used wherever TLSA data is written, also in zone blocks.
//
//	set tlsa mx1.example.net 3 1 1 leaf, 3 1 1 next     current and next key
//	set tlsa mx1.example.net 2 1 1 ca                   DANE-TA
//	fault tlsa mx1.example.net 1 1 1 leaf               usage that SMTP does not use
//	fault tlsa mx1.example.net 3 1 1 leaf/20            wrong length
//	fault tlsa mx1.example.net 3 1 1 leaf, 3 1 2 other   SHA-512 hides the good SHA-256
//	fault tlsa mx1.example.net 2 1 1 leaf               usage confused
//	fault add _25._tcp.example.org TLSA 3 1 1 leaf@mx1.example.net
//	fault cname _25._tcp.mx1.example.net _dane.example.nl
//
// # Faults in the chain of trust
//
//	unsigned ZONE                  neither signatures nor DS
//	no-ds ZONE                     signed, but the parent has no DS
//	ds-but-unsigned ZONE           DS at the parent, nothing signed
//	ds-mismatch ZONE               the DS is of a key that is gone
//	ds-stale ZONE                  one more DS, of a key that is gone
//	ds-digest ZONE TYPE...         DS with these digest types only (1 SHA-1, 2, 4; others get made-up data)
//	ds-algorithm ZONE NUMBER       DS names this key algorithm instead of the real one
//	dnskey-not-signed ZONE         the DNSKEY set is signed by a key that no DS points to
//	key-revoked ZONE               the key that the DS points to is revoked
//	key-no-zone-flag ZONE          ... has no zone flag
//	key-protocol ZONE NUMBER       ... has this protocol number instead of 3
//	algorithm ZONE NUMBER [BITS]   5 7 8 10 13 14 15 16; BITS 1024 or 2048 for RSA
//	algorithm-incomplete ZONE N    DS and key of algorithm N (13 or 15) too, but no signature by it
//	keys ZONE single|split|rollover|waiting|two-tags|retired
//	                               one key; KSK and ZSK; two KSKs, both in DS and signing; two that sign, the
//	                               DS of one; a spare published ZSK; an old KSK that is revoked (at the root,
//	                               our anchors still have it)
//	cds ZONE match|mismatch|delete CDS and CDNSKEY records; mismatch asks for the key of "keys ZONE waiting"
//	colocate PARENT CHILD          the name servers of PARENT serve CHILD too, and CHILD has no others
//	parent-ns ZONE NS...           the parent lists these name servers
//	glue NS ADDRESS...             the parent has these addresses for NS; "glue NS none": none
//
// # Faults in signatures
//
// TARGET is ZONE for every set of it, or NAME TYPE for one RRset.
//
//	rrsig-expired TARGET [AGE]     expired AGE ago (2d if missing; units s m h d)
//	rrsig-not-yet-valid TARGET [T] valid from T on (2d if missing)
//	rrsig-expiring TARGET T        expires in T
//	rrsig-since TARGET AGE         valid from AGE ago
//	rrsig-lifetime TARGET T        valid from 1 h before for T in all
//	rrsig-missing TARGET
//	rrsig-invalid TARGET           one octet of the signature changed
//	rrsig-wrong-signer TARGET [NAME] the signer's name is NAME (the parent if missing)
//	rrsig-unknown-key TARGET       signed by a key that is not published
//	rrsig-flood TARGET N           N false signatures in front of the good one
//
// # Faults in denial of existence
//
//	nsec ZONE
//	nsec3 ZONE [iterations N] [salt HEX] [opt-out] [hash N] [flags N]
//	compact-denial ZONE            RFC 9824
//	denial-missing NAME            negative answers at and below NAME have no NSEC or NSEC3
//	denial-wrong NAME              ... have a proof about another name
//	bitmap-wrong NAME TYPE         the proof lists TYPE if it is not there, and omits it if it is
//	ent-nxdomain NAME              the empty non-terminal NAME is answered NXDOMAIN
//	wildcard-proof-missing NAME    wildcard answers at and below NAME come without proof
//
// # Faults in name servers
//
// A question matches NAME TYPE if it asks for exactly that name or, when NAME is
// a zone, for any name of the zone. TYPE * is any type.
//
//	answer NAME TYPE HOW [N]       N: only to the first N such questions to a server, then as it should
//	    drop servfail refused notimp formerr nxdomain   (the response code, or nothing)
//	    empty          NOERROR with nothing in it
//	    unsigned       without RRSIG, NSEC and NSEC3
//	    not-aa         without the AA flag
//	    truncated      TC=1 over UDP
//	    garbage        octets that are no message
//	    short          the message ends early
//	    trailing       octets behind the message
//	    pointer-loop   a name that points at itself
//	    lying-counts   the header promises more records than there are
//	    wrong-id       another ID
//	    wrong-question answers another question
//	    spoofed        forged datagrams first, then the answer
//	    endless        over UDP a stream of wrong datagrams; over TCP a message that never ends
//	    ede            SERVFAIL with an extended error whose text holds escape sequences
//	server NS|ZONE HOW             one name server, or all of a zone; also "at ADDRESS"
//	    dead           nothing answers, UDP or TCP
//	    refused lame-servfail lame-upward lame-not-aa   to every question
//	    edns-formerr edns-drop                          questions with EDNS
//	    no-dnssec      ignores the DO bit
//	    no-tcp tcp-drop                                 port closed; or silent
//	    no-udp         UDP is silent, TCP works
//	    truncate       TC=1 for everything over UDP
//	    slow T         every answer T later
//
// # Faults in mail servers
//
//	smtp HOST HOW
//	    silent         SYN dropped             refused          port closed
//	    no-greeting    connects, says nothing  closes           hangs up at once
//	    greeting-554   greeting-421            greeting-blocked our address is on a list
//	    no-ehlo        only HELO
//	    ehlo-504       dislikes our name      ehlo-550 our address   ehlo-451 the hour
//	    no-starttls    starttls-stripped (XXXXXXXA)             starttls-454
//	    starttls-silent                        slow T           every reply T later
//	    dated          the greeting tells the time ("dated T": a clock that is T ahead)
//	    hostile-banner escape sequences, bidi characters
//	    endless-line   a line without end      endless-reply    a reply without end
//	    greylist-greeting greylist-ehlo greylist-starttls       450 or 451, with that word
//	    submission     also listens at 587, and with TLS from the first octet at 465, 993, 995
//	    busy N         421 to the first N sessions with an address
//	    limit N        "421 too many connections" to all after the first N
//	    starttls-from N                        STARTTLS is offered from session N on
//	    endless-banner lines without end       many-lines       10,000 lines in the reply to EHLO
//	    drip           the greeting, one octet a second         drip-ehlo        the reply to EHLO
//	    hostile-replies NUL, escape sequences and bidi characters in every reply
//	    http           speaks HTTP             injects          a reply in clear text behind the 220 to STARTTLS
//	    injects-late   ... a moment later, when TLS has begun
//	tls HOST HOW
//	    alert          handshake_failure       garbage          octets that are not TLS
//	    closes         hangs up                silent           no ServerHello
//	    1.0 1.1 1.2 1.3  this version only     old              TLS 1.0 and 1.1 too
//	    reject-sni     unrecognized_name       needs-sni        missing_extension without server name
//	    rsa-exchange   TLS 1.2, RSA key exchange (the certificate must be "rsa" or "also-rsa")
//	    cbc            TLS 1.2, suites with CBC (with 1.0, 1.1, old: these versions)
//	    large-dropped  a ClientHello of more than 1400 octets is lost
//	    large-closes   ... makes the server hang up
//	    client-cert    asks for a client certificate
//	    client-cert-demanded   refuses clients without one; under TLS 1.3 only after
//	                   the client holds the handshake for done (RFC 8446 4.4.2.4)
//	    drip           its octets, one a second stalls          stops in the middle of the handshake
//	    alert-flood    warnings without end    empty-records    records with nothing in them, without end
//	    wrong-length   records longer than any huge-message     a message that claims 16 MB
//	    hello-request  HelloRequest first (clients ignore it: RFC 5246 7.4.1.1)
//	    renegotiates   TLS 1.2; asks for another handshake inside the first
//	certificate HOST WHAT...       several may be combined
//	    renewed        new key (the one that SOURCE "next" means)
//	    expired not-yet-valid other-name[=NAME] cn-only self-signed
//	    no-intermediate with-root expired-ca other-ca
//	    rsa rsa-1024   RSA key                 also-rsa         RSA beside ECDSA (SOURCE "leaf" is the ECDSA one)
//	    negative-serial                        Go's TLS library cannot parse it
//	    expired-root                           sends the root too, which has expired
//	    any-use                                for any use, and not for TLS servers by name
//	    key-of[=HOST]                          the key of another host, or the one that SOURCE "other" means
//	    large          of 65 KiB               huge             of 150 KiB, more than OpenSSL takes
//	    giant          of 300 KiB, more than any library takes
//	    long-chain     200 certificates that lead nowhere between the host's and the others
//	    wildcard       for all names beside the host's
//	    u-label        the host's name in its own script, which is malformed (RFC 5280 7.2)
//	    u-label-cn     ... as the common name, and no other name
//	certificate-without-sni HOST WHAT...       what clients get that name no server: the words of the host's
//	                               certificate and these; "key-of" or "renewed" makes it another key
//
// # Faults in policies
//
// Records are changed as all others are: "replace _mta-sts.example.org TXT
// "v=STSv1; id=1"", "remove _smtp._tls.example.org TXT", "cname
// mta-sts.example.org www.example.nl". The verbs "certificate" and "tls" take
// policy hosts too: "certificate mta-sts.example.org expired".
//
//	sts DOMAIN LINE ; LINE         the policy file; "mx: @" is a line for each mail server; "none" no such file
//	web HOST HOW                   HOST is a policy host: mta-sts.DOMAIN
//	    silent         SYN dropped             refused          port closed
//	    closes         hangs up at once        tls-alert        handshake_failure
//	    status N       404, 500 ...            redirect URL     301
//	    slow T         answers T later         wrong-type       text/html
//	    huge           a body of a gigabyte    endless          a header without end
//	    trickle        one octet a second      gzip             compressed, though nobody asked for it
//	    empty          a body of no octets     http-error       what comes is not HTTP
//	    stale          an older policy, of a mail server gone.DOMAIN
//
//	set sts example.org version: STSv1 ; mode: testing ; mx: @ ; max_age: 86400
//	fault web mta-sts.example.org status 404
//
// # Faults on our own side
//
//	local port25-blocked           no answer from port 25 anywhere (local port25-rejected: refused at once)
//	local port443-blocked          no answer from port 443 anywhere
//	local port25-ipv6              no answer from port 25 over IPv6
//	local mail HOW                 a box near us makes every mail server do that: HOW as for "smtp"
//	local tls-intercepted          a box near us holds every TLS session itself, with certificates of its own
//	local no-dns                   port 53 is silent
//	local no-ipv6 | no-ipv4        no route
//	local tcp53-blocked            DNS over TCP is silent
//	local udp-large                UDP answers over 512 octets are lost
//	local port53-closed            no answer from port 53 outside our network; the resolver, inside, still has its own
//	local intercepted              somebody near us answers every question to the outside with "nothing exists"
//	local old-anchor               our trust anchor is of a key that the root does not have any more
//	local clock T                  our clock is T ahead ("-3d" is behind)
//
// What the resolver of the world does wrong. What it makes up itself it does not
// validate, and gives with CD=1 too.
//
//	local resolver-strips          knows neither EDNS nor DNSSEC: no OPT, RRSIG, NSEC, NSEC3
//	local resolver-not-validating  says nothing about validation, and gives what is bogus
//	local resolver-no-ad           validates, but never sets AD
//	local resolver-old-anchor      validates with a key that the root does not have any more
//	local resolver-servfail [NAME [CODE]]
//	                               SERVFAIL to everything, or at and below NAME, with the extended error CODE (RFC 8914)
//	local resolver-refuses NAME    REFUSED at and below NAME
//	local resolver-blocks NAME     ... NXDOMAIN, with the extended error "blocked"
//	local resolver-rewrites        an address (198.18.254.80) for every name that does not exist
//	local resolver-portal          one address (192.168.77.1) for every name, nothing else, no EDNS
//	local resolver-view ZONE ADDRESS
//	                               has a form of ZONE of its own, unsigned: ADDRESS for every name, mail.ZONE as MX
//	local resolver-stale NAME TYPE [DATA ; DATA]
//	                               has an old copy of that RRset, properly signed, kept for 5 minutes: these
//	                               records, or none; with the extended error "stale answer"
package lab
