package owlboard.tls;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * How clients resume sessions of a server.
 *
 * @param tickets clients keep them, encrypted ({@code ssl_session_tickets}): nothing is kept here
 * @param most how many are kept here otherwise ({@code ssl_session_cache}); 0: none is resumed
 * @param seconds how long they may be resumed
 * @param staples certificates come with what is said of them ({@code ssl_stapling}): {@link Staple}
 */
public record Sessions(boolean tickets, int most, int seconds, boolean staples) {
    /** Read by the JDK for each context that it makes. */
    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";
    private static final String STAPLES = "jdk.tls.server.enableStatusRequestExtension";
    /** RFC 8446 §4.6.1: beyond a week the JDK sends no ticket at all. */
    private static final int LONGER_THAN_A_TICKET = 604_801;
    private static final int LONGEST_SECONDS = 86_400;

    /** A context whose sessions are so. */
    SSLContext made(HeldKeys keys, Trust trust) {
        SSLContext context;
        if (staples) Staples.open();
        synchronized (Sessions.class) {
            var usual = System.getProperty(TICKETS, "true");
            System.setProperty(TICKETS, Boolean.toString(tickets));
            System.setProperty(STAPLES, Boolean.toString(staples));
            try {
                context = TlsContext.of(keys, trust);
            } finally {
                System.setProperty(TICKETS, usual);
                System.setProperty(STAPLES, "false");
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
