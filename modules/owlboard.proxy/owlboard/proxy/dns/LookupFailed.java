package owlboard.proxy.dns;

import java.net.UnknownHostException;
import owlboard.proxy.count.Lookups.Outcome;

/** Why there is no answer, and as what that is counted. */
public final class LookupFailed extends UnknownHostException {
    private static final long serialVersionUID = 1;

    final Outcome outcome;

    LookupFailed(Outcome outcome, String why) {
        super(why);
        this.outcome = outcome;
    }

    /** As nginx says it, with its number. */
    public static String words(UnknownHostException failure) {
        return switch (failure instanceof LookupFailed known ? known.outcome : Outcome.UNKNOWN) {
            case FORMERR -> "1: Format error";
            case SERVFAIL -> "2: Server failure";
            case NXDOMAIN -> "3: Host not found";
            case NOTIMP -> "4: Unimplemented";
            case REFUSED -> "5: Operation refused";
            case TIMEDOUT -> "110: Operation timed out";
            case NOERROR, UNKNOWN -> "unknown error";
        };
    }
}
