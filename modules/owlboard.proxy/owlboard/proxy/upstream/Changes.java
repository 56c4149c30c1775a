package owlboard.proxy.upstream;

import owlboard.proxy.count.Findings;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.ErrorLog.Severity;

/** What becomes of the peers of a group, and to whom it is told. */
record Changes(String group, Lasting lasting, Events events, Findings findings, ErrorLog log) {
    /** Under the lock: what is to be told without it; null when its state is as it was. {@code single}: it has no other beside it. */
    Event of(Peer peer, String why, boolean single) {
        return peer.change(group, why, Peer.seconds(System.nanoTime()), single);
    }

    /** {@code what} is wrong with {@code who}; told once. */
    void tell(String id, String who, String what) {
        var finding = findings.add(id, who, who + " " + what);
        if (finding != null) log.log(Severity.WARN, finding.line());
    }

    /** {@code who} has no such fault any more. */
    void settle(String id, String who) {
        findings.settle(id, who);
    }

    /** {@code event} may be null. */
    void tell(Event event) {
        if (event == null) return;
        events.add(event);
        log.log(Severity.NOTICE, event.toString());
    }
}
