package owlboard.proxy.http;

import java.io.EOFException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.tls.OpenSslWords;
import owlboard.wire.net.Expired;

/** What the error log says of a client's TLS handshake that failed, in nginx's words and as severe as there. */
public record BrokenHandshake(Severity severity, String words) {
    private static final String REFUSED = "handshake refused: unrecognized_name";

    /** {@code silent}: the client has not said anything. */
    public static BrokenHandshake of(IOException failure, boolean silent) {
        return switch (failure) {
            case Expired _ -> new BrokenHandshake(Severity.INFO, "client timed out (110: Connection timed out)");
            case EOFException _ -> new BrokenHandshake(Severity.INFO, silent ? "client closed connection"
                    : "peer closed connection in SSL handshake");
            case SSLException tls -> of(tls);
            default -> new BrokenHandshake(Severity.INFO, (silent ? "recv() failed (" : "peer closed connection in SSL handshake (")
                    + Errno.of(failure) + ")");
        };
    }

    private static BrokenHandshake of(SSLException failure) {
        if (REFUSED.equals(failure.getMessage())) return new BrokenHandshake(Severity.INFO, "handshake rejected");
        var words = OpenSslWords.of(failure);
        return new BrokenHandshake(OpenSslWords.isCritical(words) ? Severity.CRIT : Severity.INFO,
                "SSL_do_handshake() failed (SSL: " + words + ")");
    }
}
