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
    /** Seconds that a session can be resumed: so long may a client outlive an authority that was replaced. */
    private static final int SESSION_SECONDS = 300;

    private MutualTls(SSLContext context) {
        super(context);
    }

    /**
     * @param folder {@code ca/ca.crt} and {@code <service>/server.crt|server.key} are in it
     * @throws IOException names the file that is missing or does not fit
     */
    public static MutualTls of(Path folder, String service, Workers workers) throws IOException {
        var certificates = new Certificates(folder, service, workers);
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ServerKey(certificates)}, new TrustManager[] {new ClientTrust(certificates)}, null);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return new MutualTls(context);
        } catch (GeneralSecurityException broken) {
            throw new IOException("TLS cannot be set up for " + service + ": " + broken.getMessage(), broken);
        }
    }

    @Override
    public void configure(HttpsParameters connection) {
        var parameters = getSSLContext().getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setNeedClientAuth(true);
        connection.setSSLParameters(parameters);
    }
}
