package owlboard.proxy.upstream;

import java.io.IOException;
import javax.net.ssl.SSLException;
import owlboard.proxy.logfile.Errno;
import owlboard.tls.OpenSslWords;

/** What broke a connection to a peer that was there, as nginx writes it. */
public final class Broken {
    private Broken() {}

    /** {@code recv() failed (104: Connection reset by peer)}; under TLS a refused client certificate is told here, too. */
    public static String reading(IOException failure) {
        return failure instanceof SSLException tls ? "SSL_read() failed (SSL: " + OpenSslWords.of(tls) + ")"
                : "recv() failed (" + Errno.of(failure) + ")";
    }

    /** {@code writev() failed (32: Broken pipe)}. */
    public static String writing(IOException failure) {
        return failure instanceof SSLException tls ? "SSL_write() failed (SSL: " + OpenSslWords.of(tls) + ")"
                : "writev() failed (" + Errno.of(failure) + ")";
    }
}
