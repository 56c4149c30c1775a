package owlboard.tls;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * How clients resume sessions of a server.
 *
 * @param tickets clients keep them, encrypted ({@code ssl_session_tickets}): nothing is kept here
 * @param most how many are kept here otherwise ({@code ssl_session_cache}); 0: none is resumed
 * @param seconds how long they may be resumed
 */
public record Sessions(boolean tickets, int most, int seconds) {
    /** Read by the JDK for each context that it makes. */
    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";
    /** RFC 8446 §4.6.1: beyond a week the JDK sends no ticket at all. */
    private static final int LONGER_THAN_A_TICKET = 604_801;
    private static final int LONGEST_SECONDS = 86_400;

    /** A context whose sessions are so. */
    SSLContext made(HeldKeys keys, Trust trust) {
        SSLContext context;
        synchronized (Sessions.class) {
            var usual = System.getProperty(TICKETS);
            if (!tickets) System.setProperty(TICKETS, "false");
            try {
                context = TlsContext.of(keys, trust);
            } finally {
                if (!tickets && usual == null) System.clearProperty(TICKETS);
                else if (!tickets) System.setProperty(TICKETS, usual);
            }
        }
        var sessions = context.getServerSessionContext();
        boolean none = !tickets && most == 0;
        sessions.setSessionTimeout(none ? LONGER_THAN_A_TICKET : Math.min(LONGEST_SECONDS, seconds));
        if (!tickets) sessions.setSessionCacheSize(Math.max(1, most)); // 0 would be without an end
        return context;
    }

    /** After a handshake. */
    public void begun(SSLSession session) {
        if (!tickets && most == 0) session.invalidate(); // of TLS 1.2, whose client was given its name
    }
}
