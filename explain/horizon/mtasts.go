package horizon

import (
	"danewalk/explain"
	"danewalk/explain/finding"
)

// policies makes the events of MTA-STS: how long senders remember the policy that
// they could read during the check, and the end of the policy host's certificate.
func policies(d *explain.Diagnosis) []Event {
	if d.Report.Policies == nil {
		return nil
	}
	s := d.Report.Policies.STS
	if s.Policy == nil || !s.Policy.Valid || s.Policy.Mode == "none" {
		return nil
	}
	from := d.Started // when it was fetched, whatever moment is judged for
	if from.IsZero() {
		from = d.At
	}
	remembered := Event{
		Kind: STSPolicy, At: from.Add(s.Policy.MaxAge), Where: []string{d.Domain}, Automatic: true, Owner: finding.OwnerNobody, OwnerOf: d.Domain,
		Severity: finding.Info, Args: finding.Args{"mode": s.Policy.Mode},
	}
	if s.FetchID > 0 {
		remembered.Evidence = append(remembered.Evidence, s.FetchID)
	}
	out := []Event{remembered}
	if leaf := s.Trust.Leaf; leaf != nil {
		e := Event{
			Kind: STSHost, At: leaf.NotAfter, Where: []string{s.Host.Show()}, Owner: finding.OwnerMail, OwnerOf: d.Domain, Severity: finding.Info,
			Args: finding.Args{"active": finding.Flag(s.Active())}, Evidence: append(remembered.Evidence[:0:0], remembered.Evidence...),
		}
		if s.Active() {
			e.Severity = finding.Lost
		}
		renewal(&e, leaf, d.At)
		out = append(out, e)
	}
	return out
}
