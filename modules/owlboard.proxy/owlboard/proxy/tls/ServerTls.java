package owlboard.proxy.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.directive.Ssl;
import owlboard.tls.Ciphers;
import owlboard.tls.HeldKeys;
import owlboard.tls.Purpose;
import owlboard.tls.TlsContext;
import owlboard.tls.Trust;
import owlboard.tls.WatchedFiles;
import owlboard.wire.net.TlsWire;

/** TLS of one virtual server. Each has a context, so sessions are not resumed across servers (CVE-2025-23419). */
public final class ServerTls {
    private static final String[] HTTP2 = {"h2", "http/1.1", "http/1.0"};
    private static final String[] HTTP1 = {"http/1.1", "http/1.0"};

    private final List<Path> certificates;
    private final List<Path> keys;
    private final Path issuers;
    private final Path crl;
    private final int depth;
    /** {@code ssl_verify_client}. */
    public final Ssl.VerifyClient verify;
    /** {@code ssl_reject_handshake}. */
    public final boolean rejects;
    private final long sessionSeconds;
    private final boolean serverOrder;
    private final List<String> protocolWords;
    private final String cipherWords;
    private String[] protocols;
    private String[] suites;
    private volatile Trust trust;
    private volatile SSLContext context;

    private ServerTls(Level level, Function<String, Path> resolve) {
        certificates = paths(level.get(Ssl.SSL_CERTIFICATE), resolve);
        keys = paths(level.get(Ssl.SSL_CERTIFICATE_KEY), resolve);
        var trusted = level.get(Ssl.SSL_CLIENT_CERTIFICATE) != null ? level.get(Ssl.SSL_CLIENT_CERTIFICATE)
                : level.get(Ssl.SSL_TRUSTED_CERTIFICATE);
        verify = level.get(Ssl.SSL_VERIFY_CLIENT);
        issuers = trusted == null ? null : resolve.apply(trusted);
        crl = level.get(Ssl.SSL_CRL) == null ? null : resolve.apply(level.get(Ssl.SSL_CRL));
        depth = level.get(Ssl.SSL_VERIFY_DEPTH);
        rejects = level.get(Ssl.SSL_REJECT_HANDSHAKE);
        sessionSeconds = level.get(Ssl.SSL_SESSION_TIMEOUT) / 1000;
        serverOrder = level.get(Ssl.SSL_PREFER_SERVER_CIPHERS);
        protocolWords = level.get(Ssl.SSL_PROTOCOLS);
        cipherWords = level.get(Ssl.SSL_CIPHERS);
    }

    /**
     * Loads and watches the files, which {@code resolve} finds. A server that has none (it rejects handshakes, or inherits nothing) is
     * null.
     */
    public static ServerTls of(Level level, Place place, Function<String, Path> resolve, WatchedFiles watched) {
        var tls = new ServerTls(level, resolve);
        if (tls.certificates.isEmpty()) return tls;
        var files = new ArrayList<>(tls.certificates);
        files.addAll(tls.keys);
        if (tls.issuers != null) files.add(tls.issuers);
        if (tls.crl != null) files.add(tls.crl);
        try {
            watched.watch(files, tls::load);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new UncheckedIOException(new IOException(unusable.getMessage() + " in " + place, unusable));
        }
        return tls;
    }

    private static List<Path> paths(List<String> names, Function<String, Path> resolve) {
        return names.stream().map(resolve).toList();
    }

    private void load() throws IOException {
        TlsWire.prepare();
        var judge = verify == Ssl.VerifyClient.OFF ? Trust.everybody() : Trust.of(issuers, crl, depth, Purpose.CLIENT);
        var fresh = TlsContext.of(HeldKeys.load(certificates, keys), judge.judgedLater());
        fresh.getServerSessionContext().setSessionTimeout((int) Math.min(86_400, sessionSeconds));
        protocols = Ciphers.protocols(protocolWords);
        suites = Ciphers.suites(cipherWords, fresh.getDefaultSSLParameters().getCipherSuites());
        if (context == null) TlsWire.warmUp(fresh, fresh);
        trust = judge;
        context = fresh;
    }

    /** What is to be said of the client's certificate. May take long: not for a loop. */
    public ClientVerdict judge(SSLSession session) {
        if (verify == Ssl.VerifyClient.OFF) return ClientVerdict.NONE;
        try {
            var chain = session.getPeerCertificates();
            trust.check(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
            return ClientVerdict.SUCCESS;
        } catch (SSLPeerUnverifiedException none) {
            return ClientVerdict.NONE;
        } catch (CertificateException untrusted) {
            return ClientVerdict.failed(untrusted.getMessage());
        }
    }

    /** An engine in server mode; null when this server shakes no hands. {@code http2}: it may be agreed on (RFC 7301). */
    public SSLEngine engine(boolean http2) {
        if (context == null || rejects) return null;
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(suites);
        parameters.setUseCipherSuitesOrder(serverOrder);
        if (verify != Ssl.VerifyClient.OFF) parameters.setWantClientAuth(true); // a missing one is answered with 400, not with an alert
        parameters.setApplicationProtocols(http2 ? HTTP2 : HTTP1);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
