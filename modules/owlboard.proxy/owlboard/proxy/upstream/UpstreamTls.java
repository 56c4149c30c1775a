package owlboard.proxy.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
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
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;
import owlboard.tls.Expiry;
import owlboard.tls.HeldKeys;
import owlboard.tls.NamedContexts;
import owlboard.tls.OpenSslWords;
import owlboard.tls.Passwords;
import owlboard.tls.PeerName;
import owlboard.tls.PemSource;
import owlboard.tls.Purpose;
import owlboard.tls.TlsContext;
import owlboard.tls.TlsTerms;
import owlboard.tls.Trust;
import owlboard.tls.WatchedFiles;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.TlsWire;

/** {@code proxy_ssl_*} of one level: the client's side of TLS to upstreams. */
public final class UpstreamTls {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)(?:\\.(?!$)|$)){4}");
    /** RFC 6066 §3, as OpenSSL has it. */
    private static final int NAME_MAX = 255;

    /** A server name as bytes: the JDK's own class refuses names with an underscore, which containers have. */
    private static final class ServerName extends SNIServerName {
        ServerName(String name) {
            super(0, name.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /**
     * How the connections of one request are secured. Requests share a connection where all of it is the same: what was shown, whom it was
     * verified to lead to, and what it was asked for.
     *
     * @param context has the certificate that is shown; another one when the files change
     * @param shows      it has one
     * @param serverName what is verified ({@code proxy_ssl_verify}), and sent ({@code proxy_ssl_server_name})
     */
    public record Side(UpstreamTls rules, SSLContext context, boolean shows, String serverName) {
        /** After a handshake: whether there is a client certificate, and the upstream has not asked for it. */
        boolean isIgnored(SSLSession session) {
            return shows && session.getLocalCertificates() == null;
        }

        /** An engine in client mode. {@code peer} keys the session to resume. */
        SSLEngine engine(String peer) {
            return rules.engine(context, serverName, peer);
        }
    }

    /** Null: there is none. */
    private final Value certificate;
    private final Value key;
    /** {@link #context} has a certificate. */
    private final boolean shows;
    private final Function<String, Path> resolve;
    private final Path passwords;
    private final Path issuers;
    private final Path crl;
    private final boolean verifies;
    private final int depth;
    private final Value name;
    private final boolean sendsName;
    private final boolean reusesSessions;
    private final Carrier carrier;
    private final TlsTerms.Words words;
    private volatile TlsTerms terms;
    /** Without the certificates that requests name. */
    private volatile SSLContext context;
    private volatile NamedContexts named;

    private UpstreamTls(Level level, PassingTls words, Carrier carrier, Making making) {
        this.carrier = carrier;
        certificate = level.get(words.certificate) == null ? null : making.value(level.get(words.certificate));
        key = level.get(words.certificateKey) == null ? null : making.value(level.get(words.certificateKey));
        resolve = making.paths()::resolve;
        shows = !fixed(certificate).isEmpty();
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

    /** {@code carrier}: of what is spoken under it. */
    public static UpstreamTls of(Level level, PassingTls words, Carrier carrier, Place place, Making making) {
        var tls = new UpstreamTls(level, words, carrier, making);
        var pems = Stream.concat(tls.fixed(tls.certificate).stream(), tls.fixed(tls.key).stream()).map(PemSource::file);
        var files = Stream.concat(pems, Stream.of(tls.passwords, tls.issuers, tls.crl)).filter(Objects::nonNull).toList();
        try {
            if (tls.verifies && tls.issuers == null) throw new IOException("no proxy_ssl_trusted_certificate for proxy_ssl_verify");
            making.lasting(WatchedFiles.class).watch(files, tls::load);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new UncheckedIOException(new IOException(unusable.getMessage() + " in " + place, unusable));
        }
        return tls;
    }

    /** Empty: there is none, or requests name it. */
    private List<PemSource> fixed(Value name) {
        return isNamed() || name == null ? List.of() : sources(name.text(null));
    }

    private List<PemSource> sources(String name) {
        return name.isEmpty() ? List.of() : List.of(PemSource.named(name, resolve));
    }

    private boolean isNamed() {
        return certificate != null && key != null && !(certificate.isConstant() && key.isConstant());
    }

    private static Path path(String text, Making making) {
        return text == null || text.isEmpty() ? null : making.paths().resolve(text);
    }

    private void load() throws IOException {
        TlsWire.prepare();
        var held = Passwords.of(passwords);
        var pems = fixed(certificate);
        var keys = pems.isEmpty() ? HeldKeys.NONE : HeldKeys.load(pems, fixed(key), held);
        var trust = verifies ? Trust.of(issuers, crl, depth, Purpose.SERVER) : Trust.everybody();
        var fresh = TlsContext.of(keys, trust);
        terms = TlsTerms.of(words, fresh.getDefaultSSLParameters().getCipherSuites());
        if (isNamed()) named = new NamedContexts(held, some -> TlsContext.of(some, trust));
        if (context == null) TlsWire.warmUp(fresh, fresh);
        context = fresh;
    }

    /** With the name of {@code proxy_ssl_name}, and the certificate that the request names, if it does: then it may wait for files. */
    public Side side(Exchange exchange) throws Failure {
        var serverName = withoutPort(name.text(exchange));
        if (sendsName && serverName.length() > NAME_MAX) {
            throw Failure.ours(500, "SSL_set_tlsext_host_name(\"" + serverName + "\") failed (SSL: error:0A00013F:SSL routines::"
                    + "ssl3 ext invalid servername) while connecting to upstream");
        }
        var pems = isNamed() ? sources(certificate.text(exchange)) : List.<PemSource>of();
        return pems.isEmpty() ? new Side(this, context, shows, serverName) : new Side(this, named(pems, exchange), true, serverName);
    }

    /** The same without a request: for {@code host}, and with no certificate, where these depend on one. */
    public Side side(String host) {
        return new Side(this, context, shows, withoutPort(name.isConstant() ? name.text(null) : host));
    }

    private SSLContext named(List<PemSource> pems, Exchange exchange) throws Failure {
        var keys = sources(key.text(exchange));
        var contexts = named;
        var known = contexts.atHand(pems, keys);
        try {
            return known != null ? known : Offload.<SSLContext, IOException>call(() -> contexts.of(pems, keys));
        } catch (IOException | IllegalArgumentException unusable) {
            throw Failure.ours(500, unusable.getMessage() + " while connecting to upstream");
        }
    }

    /** As nginx does it: {@code $proxy_host} and {@code $http_host} may have one. Nothing is left of an IPv6 address without brackets. */
    private static String withoutPort(String text) {
        int colon = text.indexOf(':', text.startsWith("[") ? Math.max(0, text.indexOf(']')) : 0);
        return colon < 0 ? text : text.substring(0, colon);
    }

    private SSLEngine engine(SSLContext context, String serverName, String peer) {
        var engine = reusesSessions ? context.createSSLEngine(serverName + "/" + peer, 0) : context.createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        terms.applyTo(parameters, true, List.of());
        if (sendsName && isSendable(serverName)) parameters.setServerNames(List.of(new ServerName(serverName)));
        else parameters.setServerNames(List.of());
        parameters.setApplicationProtocols(carrier.alpn());
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** RFC 6066 §3: no address is a name. */
    private static boolean isSendable(String name) {
        return !name.isEmpty() && !name.startsWith("[") && !IPV4.matcher(name).matches();
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

    /** After a handshake: when the upstream's certificate ends, where that is soon; else null. */
    static String ends(SSLSession session) {
        try {
            var leaf = session.getPeerCertificates()[0];
            return leaf instanceof X509Certificate certificate ? Expiry.near(certificate, System.currentTimeMillis()) : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /** What the error log says of a handshake that failed, in nginx's words. */
    public static String words(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException refused && refused.getMessage() != null) {
                return "upstream SSL certificate verify error: (" + refused.getMessage() + ")";
            }
        }
        var text = OpenSslWords.of(failure);
        if (text.contains("close_notify during handshake")) return "peer closed connection in SSL handshake";
        return text.startsWith("upstream SSL") ? text : "SSL_do_handshake() failed (SSL: " + text + ")";
    }
}
