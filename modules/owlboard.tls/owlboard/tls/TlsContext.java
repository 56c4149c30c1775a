package owlboard.tls;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Keys and trust together. A context of its own for each reading of the files: sessions of before are not resumed. */
public final class TlsContext {
    private TlsContext() {}

    public static SSLContext of(HeldKeys keys, Trust trust, Sessions sessions) {
        return sessions.made(keys, trust);
    }

    public static SSLContext of(HeldKeys keys, Trust trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException lacking) {
            throw new IllegalStateException("this Java has no TLS", lacking);
        }
    }
}
