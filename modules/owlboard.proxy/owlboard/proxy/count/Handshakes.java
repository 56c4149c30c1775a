package owlboard.proxy.count;

import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Expired;

/** What became of TLS handshakes, in the paid nginx's kinds. Loops write. */
public final class Handshakes {
    /** Each failure is {@link #FAILED}, and what it was beside. The last five are about the other side's certificate. */
    public enum Kind {
        DONE, FAILED, REUSED, NO_COMMON_PROTOCOL, NO_COMMON_CIPHER, TIMEOUT, PEER_REJECTED_CERT, NO_CERT, EXPIRED_CERT, REVOKED_CERT,
        HOSTNAME_MISMATCH, OTHER
    }

    /** A session that was made so long before its connection is not of it: clocks of the wall and of loops differ by less. */
    private static final int CLOCK_MILLIS = 50;

    private final Tally tally = new Tally(Kind.values().length);
    private final Handshakes all;

    public Handshakes() {
        this(null);
    }

    /** What it counts {@code all} counts as well; null: nobody does. */
    public Handshakes(Handshakes all) {
        this.all = all;
    }

    /** {@code beganMillis}: since the epoch. The JDK does not tell whether a session was resumed; but such a one is older. */
    public void done(Loop loop, SSLSession session, long beganMillis) {
        count(loop, Kind.DONE);
        if (session.getCreationTime() < beganMillis - CLOCK_MILLIS) count(loop, Kind.REUSED);
    }

    public void failed(Loop loop, IOException why) {
        count(loop, Kind.FAILED);
        if (why instanceof Expired) count(loop, Kind.TIMEOUT);
        else if (why instanceof SSLException) alert(loop, String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT));
    }

    private void alert(Loop loop, String words) {
        var received = words.startsWith("received fatal alert") || words.startsWith("(certificate_");
        if (words.contains("cipher suites in common") || words.contains("no negotiable cipher")) count(loop, Kind.NO_COMMON_CIPHER);
        else if (words.contains("protocol")) count(loop, Kind.NO_COMMON_PROTOCOL);
        else if (received && (words.contains("certificate") || words.contains("unknown_ca"))) count(loop, Kind.PEER_REJECTED_CERT);
    }

    /** The other side's certificate is not good; {@code error} is OpenSSL's number. */
    public void distrusted(Loop loop, int error) {
        count(loop, switch (error) {
            case 10 -> Kind.EXPIRED_CERT;
            case 23 -> Kind.REVOKED_CERT;
            case 62 -> Kind.HOSTNAME_MISMATCH;
            default -> Kind.OTHER;
        });
    }

    public void count(Loop loop, Kind kind) {
        tally.count(loop, kind.ordinal());
        if (all != null) all.count(loop, kind);
    }

    public long sum(Kind kind) {
        return tally.sum(kind.ordinal());
    }

    /** Its own; those of all stay. */
    public void reset() {
        tally.reset();
    }
}
