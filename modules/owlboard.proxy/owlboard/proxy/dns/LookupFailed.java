package owlboard.proxy.dns;

import java.net.UnknownHostException;
import owlboard.proxy.count.Lookups.Outcome;

/** Why there is no answer, and as what that is counted. */
final class LookupFailed extends UnknownHostException {
    private static final long serialVersionUID = 1;

    final Outcome outcome;

    LookupFailed(Outcome outcome, String why) {
        super(why);
        this.outcome = outcome;
    }
}
