package owlboard.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives the JDK what is to be stapled. Its TLS asks one responder for the whole process, within the handshake, by the address in a
 * property: here that is a scheme of our own, which opens no socket and answers at once with what is known.
 */
final class Staples {
    private static final String SCHEME = "owlboard-staple";
    /** The JDK keeps an answer so long; a shorter time would be one without an end. */
    private static final String KEPT_SECONDS = "1";

    private static final List<WeakReference<Staple>> HELD = new ArrayList<>();

    static {
        URL.setURLStreamHandlerFactory(scheme -> scheme.equals(SCHEME) ? new Responder() : null);
        System.setProperty("jdk.tls.stapling.responderURI", SCHEME + ":/");
        System.setProperty("jdk.tls.stapling.responderOverride", "true");
        System.setProperty("jdk.tls.stapling.ignoreExtensions", "true");
        System.setProperty("jdk.tls.stapling.cacheLifetime", KEPT_SECONDS);
    }

    private Staples() {}

    /** Before the first handshake of a context whose certificates are stapled: from then on the JDK asks here. */
    static void open() {
        // the work was done when this class was initialized
    }

    /** One that is there already and does, else a fresh one; as long as somebody else holds it. */
    static Staple held(X509Certificate certificate, Predicate<Staple> same, Supplier<Staple> fresh) {
        synchronized (HELD) {
            HELD.removeIf(known -> known.get() == null);
            for (var known : HELD) {
                var staple = known.get();
                if (staple == null || !staple.certificate.equals(certificate) || !same.test(staple)) continue;
                HELD.remove(known); // the youngest again
                HELD.add(known);
                return staple;
            }
            var staple = fresh.get();
            HELD.add(new WeakReference<>(staple));
            return staple;
        }
    }

    /** By the youngest of those for a certificate. */
    private static byte[] answer(byte[] request) throws IOException {
        Staple youngest = null;
        synchronized (HELD) {
            for (var known : HELD) {
                var staple = known.get();
                if (staple != null && staple.isAskedFor(request)) youngest = staple;
            }
        }
        var answer = youngest == null ? null : youngest.answer();
        if (answer == null) throw new IOException("nothing is known of it");
        return answer;
    }

    private static final class Responder extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL address) {
            return new Question(address);
        }

        @Override
        protected URLConnection openConnection(URL address, Proxy proxy) {
            return new Question(address);
        }
    }

    /** RFC 6960 appendix A.1: the path of a GET, or the body of a POST. */
    private static final class Question extends HttpURLConnection {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Question(URL address) {
            super(address);
        }

        @Override
        public int getResponseCode() {
            return HTTP_OK;
        }

        @Override
        public OutputStream getOutputStream() {
            return body;
        }

        @Override
        public int getContentLength() {
            return -1;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new ByteArrayInputStream(answer(body.size() > 0 ? body.toByteArray() : path()));
        }

        private byte[] path() throws IOException {
            try {
                return Base64.getDecoder().decode(URLDecoder.decode(url.getPath().substring(1), StandardCharsets.US_ASCII));
            } catch (IllegalArgumentException broken) {
                throw new IOException(broken);
            }
        }

        @Override
        public void connect() {
            connected = true;
        }

        @Override
        public void disconnect() {
            connected = false;
        }

        @Override
        public boolean usingProxy() {
            return false;
        }
    }
}
