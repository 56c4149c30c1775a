package owlboard.services.tls;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import owlboard.services.http.Workers;

/** TLS 1.2 and 1.3 for clients that present a certificate of the authority; others fail the handshake. */
public final class MutualTls extends HttpsConfigurator {
    /** Seconds that a session can be resumed: so long may a client outlive its own certificate. */
    private static final int SESSION_SECONDS = 300;

    private final Certificates certificates;
    private volatile Current current;

    /** A context per reading of the files: its sessions can be resumed, and only by clients that it has checked itself. */
    private record Current(Identity identity, SSLContext context) {}

    private MutualTls(Certificates certificates, Current first) {
        super(first.context);
        this.certificates = certificates;
        current = first;
    }

    /**
     * @param folder {@code ca/ca.crt}, {@code <service>/server.crt|server.key} and perhaps {@code crl.pem} are in it
     * @throws IOException names the file that is missing or does not fit
     */
    public static MutualTls of(Path folder, String service, Workers workers) throws IOException {
        var certificates = new Certificates(folder, service, workers);
        try {
            Identity identity = certificates.current();
            return new MutualTls(certificates, new Current(identity, context(certificates)));
        } catch (GeneralSecurityException broken) {
            throw new IOException("TLS cannot be set up for " + service + ": " + broken.getMessage(), broken);
        }
    }

    private static SSLContext context(Certificates certificates) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new ServerKey(certificates)}, new TrustManager[] {new ClientTrust(certificates)}, null);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    /** Asked for by each connection. */
    @Override
    public SSLContext getSSLContext() {
        Current now = current;
        Identity identity = certificates.current();
        if (identity == now.identity) return now.context;
        try {
            now = new Current(identity, context(certificates));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("TLS was set up before and cannot be set up again", broken);
        }
        current = now;
        return now.context;
    }

    @Override
    public void configure(HttpsParameters connection) {
        var parameters = current.context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setNeedClientAuth(true);
        connection.setSSLParameters(parameters);
    }
}
