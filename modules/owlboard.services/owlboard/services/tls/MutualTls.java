package owlboard.services.tls;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import owlboard.tls.HeldKeys;
import owlboard.tls.Pem;
import owlboard.tls.Purpose;
import owlboard.tls.Revocations;
import owlboard.tls.TlsContext;
import owlboard.tls.Trust;
import owlboard.tls.WatchedFiles;

/** TLS 1.2 and 1.3 for clients that present a certificate of the authority; others fail the handshake. */
public final class MutualTls extends HttpsConfigurator implements AutoCloseable {
    /** So long can a session be resumed, and a client outlive its own certificate. */
    private static final int SESSION_SECONDS = 300;
    /** How many intermediate certificates there may be. */
    private static final int DEPTH = 5;

    private final Settings settings;
    private final WatchedFiles files;

    private MutualTls(Settings settings, WatchedFiles files) {
        super(new CurrentContext(() -> settings.context));
        this.settings = settings;
        this.files = files;
    }

    /**
     * @param folder {@code ca/ca.crt}, {@code <service>/server.crt|server.key} and perhaps {@code crl.pem} are in it; a change of them is
     *     in force within a second or two
     * @throws IOException names the file that is missing or does not fit
     */
    public static MutualTls of(Path folder, String service) throws IOException {
        var log = System.getLogger("owlboard.services");
        var settings = new Settings(folder, service);
        var files = new WatchedFiles(problem -> log.log(Level.ERROR, problem));
        files.watch(List.of(settings.authority, settings.certificate, settings.key, settings.revoked), settings::read);
        files.start();
        return new MutualTls(settings, files);
    }

    /** The files, and a context per reading of them: its sessions can be resumed, and only by clients that it has checked itself. */
    private static final class Settings {
        final Path authority;
        final Path certificate;
        final Path key;
        final Path revoked;
        private volatile SSLContext context;

        Settings(Path folder, String service) throws IOException {
            authority = folder.resolve("ca").resolve("ca.crt");
            revoked = folder.resolve("crl.pem");
            certificate = folder.resolve(service).resolve("server.crt");
            key = folder.resolve(service).resolve("server.key");
            for (var file : List.of(authority, certificate, key)) {
                if (Files.isReadable(file)) continue;
                throw new IOException(file + " cannot be read; issue it with 'owlboard certs init --dir " + folder + "'");
            }
        }

        void read() throws IOException {
            var keys = HeldKeys.load(List.of(certificate), List.of(key));
            var fresh = TlsContext.of(keys, Trust.of(authority, list(), DEPTH, Purpose.CLIENT));
            fresh.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            context = fresh;
        }

        /** The list of the revoked; null where none is published. One of another authority is an error: whom it revokes is not known. */
        private Path list() throws IOException {
            if (!Files.exists(revoked)) return null;
            var issuers = Pem.certificates(authority);
            for (var list : Pem.revocations(revoked)) {
                if (Revocations.areOf(list, issuers)) return revoked;
            }
            throw new IOException(revoked + " is not signed by the authority; publish it anew with 'owlboard certs init', or remove it");
        }
    }

    @Override
    public void configure(HttpsParameters connection) {
        var parameters = getSSLContext().getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setNeedClientAuth(true);
        connection.setSSLParameters(parameters);
    }

    /** A server stops: nobody looks any more whether its files have changed. Nothing for a server without TLS. */
    public static void stopsWith(HttpServer server) {
        if (server instanceof HttpsServer https && https.getHttpsConfigurator() instanceof MutualTls tls) tls.close();
    }

    /** Looks no more whether the files have changed. */
    @Override
    public void close() {
        files.close();
    }
}
