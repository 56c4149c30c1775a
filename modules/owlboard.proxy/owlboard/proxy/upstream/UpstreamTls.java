package owlboard.proxy.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.directive.PassingTls;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;
import owlboard.tls.HeldKeys;
import owlboard.tls.Passwords;
import owlboard.tls.PeerName;
import owlboard.tls.PemSource;
import owlboard.tls.Purpose;
import owlboard.tls.TlsContext;
import owlboard.tls.TlsTerms;
import owlboard.tls.Trust;
import owlboard.tls.WatchedFiles;
import owlboard.wire.net.TlsWire;

/** {@code proxy_ssl_*} of one level: the client's side of TLS to upstreams. */
public final class UpstreamTls {
    /** A server name as bytes: the JDK's own class refuses names with an underscore, which containers have. */
    private static final class ServerName extends SNIServerName {
        ServerName(String name) {
            super(0, name.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private final PemSource certificate;
    private final PemSource key;
    private final Path passwords;
    private final Path issuers;
    private final Path crl;
    private final boolean verifies;
    private final int depth;
    private final Value name;
    private final boolean sendsName;
    private final boolean reusesSessions;
    private final TlsTerms.Words words;
    private volatile boolean ignoredTold;
    private volatile TlsTerms terms;
    private volatile SSLContext context;

    private UpstreamTls(Level level, PassingTls words, Making making) {
        certificate = source(level.get(words.certificate), making);
        key = source(level.get(words.certificateKey), making);
        passwords = path(level.get(words.passwordFile), making);
        issuers = path(level.get(words.trustedCertificate), making);
        crl = path(level.get(words.crl), making);
        verifies = level.get(words.verify);
        depth = level.get(words.verifyDepth);
        name = making.value(level.get(words.name));
        sendsName = level.get(words.serverName);
        reusesSessions = level.get(words.sessionReuse);
        var commands = level.get(words.confCommand).stream()
                .map(command -> new TlsTerms.Command(command.name(), command.value())).toList();
        this.words = new TlsTerms.Words(level.get(words.protocols), level.get(words.ciphers), null, false, commands);
    }

    public static UpstreamTls of(Level level, PassingTls words, Place place, Making making) {
        var tls = new UpstreamTls(level, words, making);
        var files = Stream.of(file(tls.certificate), file(tls.key), tls.passwords, tls.issuers, tls.crl).filter(Objects::nonNull).toList();
        try {
            if (tls.verifies && tls.issuers == null) throw new IOException("no proxy_ssl_trusted_certificate for proxy_ssl_verify");
            making.lasting(WatchedFiles.class).watch(files, tls::load);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new UncheckedIOException(new IOException(unusable.getMessage() + " in " + place, unusable));
        }
        return tls;
    }

    private static PemSource source(String text, Making making) {
        return text == null || text.isEmpty() ? null : PemSource.named(text, making.paths()::resolve);
    }

    private static Path file(PemSource source) {
        return source == null ? null : source.file();
    }

    private static Path path(String text, Making making) {
        return text == null || text.isEmpty() ? null : making.paths().resolve(text);
    }

    private void load() throws IOException {
        TlsWire.prepare();
        var keys = certificate == null ? HeldKeys.NONE : HeldKeys.load(List.of(certificate), List.of(key), Passwords.of(passwords));
        var trust = verifies ? Trust.of(issuers, crl, depth, Purpose.SERVER) : Trust.everybody();
        var fresh = TlsContext.of(keys, trust);
        terms = TlsTerms.of(words, fresh.getDefaultSSLParameters().getCipherSuites());
        if (context == null) TlsWire.warmUp(fresh, fresh);
        context = fresh;
    }

    /** Connections of one identity may serve each other's requests. It changes when the files do. */
    public Object identity() {
        return context;
    }

    /** {@code proxy_ssl_name}, without a port. */
    public String name(Exchange exchange) {
        return withoutPort(name.text(exchange));
    }

    /** The same without a request: {@code host} where it depends on one. */
    public String name(String host) {
        return withoutPort(name.isConstant() ? name.text(null) : host);
    }

    private static String withoutPort(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.indexOf(']') > colon || !text.startsWith("[") && text.indexOf(':') != colon) return text;
        return text.substring(0, colon);
    }

    /** An engine in client mode. {@code peer} keys the session to resume. */
    public SSLEngine engine(String serverName, String peer) {
        var engine = reusesSessions ? context.createSSLEngine(serverName + "/" + peer, 0) : context.createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        terms.applyTo(parameters);
        if (sendsName && !isAddress(serverName)) parameters.setServerNames(List.of(new ServerName(serverName)));
        else parameters.setServerNames(List.of());
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    /** After a handshake: the certificate must be for the name, where verification is on. */
    public void checkName(SSLSession session, String serverName) throws SSLException {
        if (!verifies) return;
        try {
            if (PeerName.matches((X509Certificate) session.getPeerCertificates()[0], serverName)) return;
        } catch (SSLPeerUnverifiedException none) {
            throw new SSLException("upstream sent no certificate", none);
        }
        throw new SSLException("upstream SSL certificate does not match \"" + serverName + "\"");
    }

    /**
     * After a handshake: whether there is a client certificate, and the upstream has not asked for it; true once. Finding
     * {@code client-certificate-ignored} of {@code owlboard lint}.
     */
    boolean isIgnoredForTheFirstTime(SSLSession session) {
        if (ignoredTold || certificate == null || session.getLocalCertificates() != null) return false;
        ignoredTold = true;
        return true;
    }

    /** What the error log says of a handshake that failed, in nginx's words. */
    public static String words(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException refused && refused.getMessage() != null) {
                return "upstream SSL certificate verify error: (" + refused.getMessage() + ")";
            }
        }
        var text = failure.getMessage();
        return text.startsWith("upstream SSL") ? text : "SSL_do_handshake() failed (SSL: " + text + ")";
    }
}
