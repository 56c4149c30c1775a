package owlboard.proxy.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.directive.Ssl;
import owlboard.proxy.count.Slab;
import owlboard.tls.HeldKeys;
import owlboard.tls.KeptContexts;
import owlboard.tls.NamedContexts;
import owlboard.tls.Ocsp;
import owlboard.tls.Passwords;
import owlboard.tls.Pem;
import owlboard.tls.PemSource;
import owlboard.tls.Purpose;
import owlboard.tls.Sessions;
import owlboard.tls.Staple;
import owlboard.tls.TlsContext;
import owlboard.tls.TlsTerms;
import owlboard.tls.Trust;
import owlboard.tls.WatchedFiles;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.Greeting;
import owlboard.wire.net.TlsWire;

/**
 * TLS of one virtual server. Each has a context of its own, so sessions are not resumed across servers (CVE-2025-23419); it outlives a
 * reload that leaves it as it is.
 */
public final class ServerTls {
    /** What a session is worth of a zone's size. */
    private static final int SESSION_BYTES = 256;
    private static final String[] HTTP2 = {"h2", "http/1.1", "http/1.0"};
    private static final String[] HTTP1 = {"http/1.1", "http/1.0"};

    /** None where handshakes name them. */
    private final List<PemSource> certificates;
    private final List<PemSource> keys;
    /** Each handshake names its certificates: {@link #engine(Greeting, boolean, List, List)}. */
    public final boolean isNamed;
    private final Function<String, Path> resolve;
    private volatile NamedContexts named;
    private final Path passwords;
    /** {@code ssl_client_certificate}, or null. */
    private final Path issuers;
    private final Path crl;
    private final int depth;
    /** {@code ssl_verify_client}. */
    public final Ssl.VerifyClient verify;
    /** {@code ssl_buffer_size}: what a record carries at most. */
    public final int recordBytes;
    /** {@code ssl_reject_handshake}. */
    public final boolean rejects;
    private final Sessions sessions;
    private final Ssl.SessionCache cache;
    /** Null: nobody is asked. */
    private final Ocsp ocsp;
    /** {@code ssl_stapling_file}, or null. */
    private final Path stapled;
    /** {@code ssl_stapling_responder}; null: the one that a certificate names. */
    private final URI responder;
    /** {@code ssl_trusted_certificate}, or null: who is trusted beside, and where the issuers of our own are looked for. */
    private final Path trusted;
    /** Of the certificates' own keys. */
    private volatile List<String> curves = TlsTerms.CURVES;
    private volatile List<Staple> staples = List.of();
    /** Why a certificate has no staple, in nginx's words; until somebody asks. */
    private final List<String> warnings = new ArrayList<>();
    private final TlsTerms.Words words;
    private volatile TlsTerms terms;
    private volatile ClientRules rules;
    private volatile SSLContext context;

    private final KeptContexts contexts;
    private final String owner;

    private ServerTls(Level level, Place place, Function<String, Path> resolve, KeptContexts contexts) {
        this.contexts = contexts;
        this.resolve = resolve;
        var pems = Stream.concat(level.get(Ssl.SSL_CERTIFICATE).stream(), level.get(Ssl.SSL_CERTIFICATE_KEY).stream());
        isNamed = !pems.allMatch(Template::isConstant);
        certificates = isNamed ? List.of() : sources(level.get(Ssl.SSL_CERTIFICATE), resolve);
        keys = isNamed ? List.of() : sources(level.get(Ssl.SSL_CERTIFICATE_KEY), resolve);
        passwords = level.get(Ssl.SSL_PASSWORD_FILE) == null ? null : resolve.apply(level.get(Ssl.SSL_PASSWORD_FILE));
        verify = level.get(Ssl.SSL_VERIFY_CLIENT);
        issuers = verify == Ssl.VerifyClient.OFF ? null : file(level.get(Ssl.SSL_CLIENT_CERTIFICATE));
        trusted = file(level.get(Ssl.SSL_TRUSTED_CERTIFICATE));
        crl = file(level.get(Ssl.SSL_CRL));
        depth = level.get(Ssl.SSL_VERIFY_DEPTH);
        rejects = level.get(Ssl.SSL_REJECT_HANDSHAKE);
        recordBytes = level.get(Ssl.SSL_BUFFER_SIZE);
        boolean isStapled = level.get(Ssl.SSL_STAPLING) && !isNamed && !rejects;
        if (level.get(Ssl.SSL_STAPLING) && isNamed) warnings.add("\"ssl_stapling\" ignored, \"ssl_certificate\" has variables");
        stapled = !isStapled || level.get(Ssl.SSL_STAPLING_FILE) == null ? null : resolve.apply(level.get(Ssl.SSL_STAPLING_FILE));
        responder = level.get(Ssl.SSL_STAPLING_RESPONDER);
        cache = level.get(Ssl.SSL_SESSION_CACHE);
        sessions = new Sessions(level.get(Ssl.SSL_SESSION_TICKETS), cache.most(),
                (int) Math.min(Integer.MAX_VALUE, level.get(Ssl.SSL_SESSION_TIMEOUT) / 1000), isStapled);
        ocsp = level.get(Ssl.SSL_OCSP) == Ssl.Ocsp.OFF || verify == Ssl.VerifyClient.OFF ? null
                : new Ocsp(level.get(Ssl.SSL_OCSP) == Ssl.Ocsp.LEAF, level.get(Ssl.SSL_OCSP_RESPONDER), level.get(Ssl.SSL_OCSP_CACHE));
        var commands = level.get(Ssl.SSL_CONF_COMMAND).stream()
                .map(command -> new TlsTerms.Command(command.name(), command.value())).toList();
        words = new TlsTerms.Words(level.get(Ssl.SSL_PROTOCOLS), level.get(Ssl.SSL_CIPHERS), level.get(Ssl.SSL_ECDH_CURVE),
                level.get(Ssl.SSL_PREFER_SERVER_CIPHERS), commands);
        owner = place + " " + verify + " " + depth + " " + sessions;
    }

    private Path file(String name) {
        return name == null || name.isEmpty() ? null : resolve.apply(name);
    }

    /**
     * Loads and watches the files, which {@code resolve} finds. A server that has none (it rejects handshakes, or inherits nothing) is
     * null.
     */
    public static ServerTls of(Level level, Place place, Function<String, Path> resolve, WatchedFiles watched,
            KeptContexts contexts) {
        var tls = new ServerTls(level, place, resolve, contexts);
        if (tls.certificates.isEmpty() && !tls.isNamed) return tls;
        tickets(level, place, resolve);
        var files = new ArrayList<Path>();
        Stream.concat(tls.certificates.stream(), tls.keys.stream()).map(PemSource::file).forEach(files::add);
        Collections.addAll(files, tls.passwords, tls.issuers, tls.crl, tls.stapled, tls.trusted);
        files.removeIf(Objects::isNull);
        try {
            watched.watch(files, tls::load);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new UncheckedIOException(new IOException(unusable.getMessage() + " in " + place, unusable));
        }
        return tls;
    }

    /** Their keys are not used, but what nginx would not start with is no file to start with. */
    private static void tickets(Level level, Place place, Function<String, Path> resolve) {
        for (var name : level.get(Ssl.SSL_SESSION_TICKET_KEY)) {
            try {
                var file = resolve.apply(name);
                int length = PemSource.of(file).read().length;
                if (length != 48 && length != 80) {
                    throw new IOException('"' + file.toString() + "\" must be 48 or 80 bytes: openssl rand 80 makes such a file");
                }
            } catch (IOException unusable) {
                throw new UncheckedIOException(new IOException(unusable.getMessage() + " in " + place, unusable));
            }
        }
    }

    private static List<PemSource> sources(List<Template> names, Function<String, Path> resolve) {
        return names.stream().map(name -> PemSource.named(name.constant(), resolve)).toList();
    }

    private void load() throws IOException {
        TlsWire.prepare();
        var judge = verify == Ssl.VerifyClient.OFF ? Trust.everybody()
                : Trust.of(issuers, trusted, crl, depth, Purpose.CLIENT);
        if (isNamed) {
            var later = judge.judgedLater();
            var kept = sessions;
            named = new NamedContexts(Passwords.of(passwords), keys -> TlsContext.of(keys, later, kept));
            terms = TlsTerms.of(words, TlsContext.of(HeldKeys.NONE, judge).getDefaultSSLParameters().getCipherSuites());
            rules = new ClientRules(verify, judge, ocsp != null);
            return;
        }
        var loaded = HeldKeys.load(certificates, keys, Passwords.of(passwords));
        curves = loaded.curves();
        var held = sessions.staples() ? withIssuers(loaded) : loaded;
        var pems = Stream.concat(certificates.stream(), keys.stream()).toList();
        var fresh = contexts.of(owner, pems, Arrays.asList(issuers, crl, trusted),
                () -> TlsContext.of(held, judge.judgedLater(), sessions));
        terms = TlsTerms.of(words, fresh.getDefaultSSLParameters().getCipherSuites());
        if (context == null) TlsWire.warmUp(fresh, fresh);
        rules = new ClientRules(verify, judge, ocsp != null);
        if (sessions.staples()) staples = staples(held);
        context = fresh;
    }

    private HeldKeys withIssuers(HeldKeys loaded) throws IOException {
        var held = trusted == null ? loaded : loaded.withIssuers(Pem.certificates(trusted));
        return issuers == null ? held : held.withIssuers(Pem.certificates(issuers));
    }

    /** The JDK looks for the issuer in the chain alone. */
    private List<Staple> staples(HeldKeys held) throws IOException {
        var all = new ArrayList<Staple>();
        var given = stapled == null ? null : PemSource.of(stapled).read();
        for (int i = 0; i < certificates.size(); i++) {
            var chain = held.chains().get(i);
            var from = responder == null ? Staple.responderOf(chain[0]) : responder;
            if (chain.length < 2) {
                warn("\"ssl_stapling\" ignored, issuer certificate not found for certificate \"" + certificates.get(i) + '"');
            } else if (given != null) {
                try {
                    all.add(Staple.of(chain, given));
                } catch (IOException no) {
                    all.add(Staple.none(chain));
                    warn("\"ssl_stapling\" ignored, \"" + stapled + "\" does not say that certificate \"" + certificates.get(i)
                            + "\" is good: " + no.getMessage());
                }
            } else if (from == null) {
                warn("\"ssl_stapling\" ignored, no OCSP responder URL in the certificate \"" + certificates.get(i) + '"');
            } else {
                all.add(Staple.askedFor(chain, from, problem -> Faults.tell(Faults.Weight.ERROR, problem, null)));
            }
        }
        return List.copyOf(all);
    }

    /** At a start: for who makes the server; later, when files have changed: for the error log. */
    private void warn(String problem) {
        if (context == null) warnings.add(problem);
        else Faults.tell(Faults.Weight.ERROR, problem, null);
    }

    /**
     * Its sessions in the zone of {@code ssl_session_cache}, without those of certificates that handshakes name; null: it has none. With
     * tickets, which clients keep, nothing is there.
     */
    public Slab slab() {
        if (cache.zone() == null) return null;
        var mine = context;
        int kept = mine == null ? 0 : Collections.list(mine.getServerSessionContext().getIds()).size();
        return new Slab(cache.zone(), cache.zoneBytes(), SESSION_BYTES, kept);
    }

    /** What a start tells of it. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** After a handshake. */
    public void begun(SSLSession session) {
        sessions.begun(session);
    }

    /** Those in force: others when the files have changed. */
    public ClientRules rules() {
        return rules;
    }

    /** What is to be said of the client's certificate. On a loop's thread; what computes leaves it. */
    public ClientVerdict judge(SSLSession session) {
        if (verify == Ssl.VerifyClient.OFF) return ClientVerdict.NONE;
        try {
            var way = Offload.<List<X509Certificate>, CertificateException>call(() -> verified(session));
            if (way == null) return ClientVerdict.NONE;
            var refusal = ocsp == null ? null : ocsp.refusal(way);
            return refusal == null ? ClientVerdict.SUCCESS : ClientVerdict.failed(refusal);
        } catch (CertificateException untrusted) {
            return ClientVerdict.failed(untrusted.getMessage());
        }
    }

    /** Null: the client has shown none. */
    private List<X509Certificate> verified(SSLSession session) throws CertificateException {
        try {
            var chain = session.getPeerCertificates();
            return rules.trust().verified(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /** An engine in server mode; null when this server shakes no hands. {@code http2}: it may be agreed on (RFC 7301). */
    public SSLEngine engine(Greeting greeting, boolean http2) {
        return context == null || rejects ? null : engine(context, greeting, http2);
    }

    /**
     * The same where {@link #isNamed} holds. Reads files: not for a loop.
     *
     * @param certificateNames files, or texts behind {@code data:}; an empty one is none
     * @throws IOException why they cannot be used
     */
    public SSLEngine engine(Greeting greeting, boolean http2, List<String> certificateNames, List<String> keyNames) throws IOException {
        if (rejects) return null;
        var pems = new ArrayList<PemSource>();
        var fitting = new ArrayList<PemSource>();
        for (int i = 0; i < certificateNames.size(); i++) {
            if (certificateNames.get(i).isEmpty() || keyNames.get(i).isEmpty()) continue;
            pems.add(PemSource.named(certificateNames.get(i), resolve));
            fitting.add(PemSource.named(keyNames.get(i), resolve));
        }
        return pems.isEmpty() ? null : engine(named.of(pems, fitting), greeting, http2);
    }

    private SSLEngine engine(SSLContext from, Greeting greeting, boolean http2) {
        var engine = from.createSSLEngine();
        engine.setUseClientMode(false);
        var parameters = engine.getSSLParameters();
        terms.applyTo(parameters, greeting.thirteen(), curves);
        if (verify != Ssl.VerifyClient.OFF) parameters.setWantClientAuth(true); // a missing one is answered with 400, not with an alert
        parameters.setApplicationProtocols(http2 ? HTTP2 : HTTP1);
        engine.setSSLParameters(parameters);
        if (http2) engine.setHandshakeApplicationProtocolSelector(ServerTls::choose);
        return engine;
    }

    /** RFC 9113 §9.2.2: HTTP/2 over TLS 1.2 only with suites that it does not prohibit. Null, an alert, where nothing is in common. */
    private static String choose(SSLEngine engine, List<String> offered) {
        boolean suits = suitsHttp2(engine.getHandshakeSession().getCipherSuite());
        for (var protocol : HTTP2) if (offered.contains(protocol) && (suits || !protocol.equals("h2"))) return protocol;
        return null;
    }

    /** RFC 9113 Appendix A prohibits what has no ephemeral key exchange or no AEAD. Those of TLS 1.3 name no key exchange. */
    private static boolean suitsHttp2(String suite) {
        boolean ephemeral = suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_") || !suite.contains("_WITH_");
        return ephemeral && (suite.contains("_GCM_") || suite.contains("_CHACHA20_") || suite.contains("_CCM"));
    }
}
