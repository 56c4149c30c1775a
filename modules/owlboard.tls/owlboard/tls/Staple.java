package owlboard.tls;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What is said of one certificate, to be stapled to it (RFC 6066 §8): from a file, or from a responder, who is asked when a client wants
 * it. That client is not kept waiting. As long as somebody holds it. Any thread.
 */
public final class Staple {
    /** nginx's times: an answer is renewed 5 minutes before its end, once an hour, never twice in 5 minutes. */
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMinutes(5);

    final X509Certificate certificate;
    private final OcspQuestion question;
    private final URI responder;
    private final Consumer<String> troubles;
    private byte[] answer;
    private Instant due = Instant.MIN;

    private Staple(X509Certificate[] chain, URI responder, byte[] answer, Consumer<String> troubles) {
        certificate = chain[0];
        question = new OcspQuestion(chain[0], chain[1]);
        this.responder = responder;
        this.answer = answer;
        this.troubles = troubles;
    }

    /** The responder that a certificate names ({@code http://}); null for none. */
    public static URI responderOf(X509Certificate certificate) {
        return OcspQuestion.responderOf(certificate);
    }

    /**
     * One that is held already and asks the same keeps its answer.
     *
     * @param chain    the certificate and its issuer, at least
     * @param troubles is told what the responder did not do, in nginx's words
     */
    public static Staple askedFor(X509Certificate[] chain, URI responder, Consumer<String> troubles) {
        return Staples.held(chain[0], staple -> responder.equals(staple.responder),
                () -> new Staple(chain, responder, null, troubles));
    }

    /**
     * The same, of an answer that is there already.
     *
     * @throws IOException it says not that the certificate is good now, or not whether
     */
    public static Staple of(X509Certificate[] chain, byte[] answer) throws IOException {
        var staple = new Staple(chain, null, answer, _ -> { });
        try {
            staple.question.check(answer);
        } catch (GeneralSecurityException no) {
            throw new IOException(no.getMessage(), no);
        }
        return Staples.held(chain[0], known -> Arrays.equals(answer, known.answer), () -> staple);
    }

    /** Nothing is said of a certificate, from now on, whatever was before. */
    public static Staple none(X509Certificate[] chain) {
        return Staples.held(chain[0], _ -> false, () -> new Staple(chain, null, null, _ -> { }));
    }

    /** Whether an encoded question is about this certificate. */
    boolean isAskedFor(byte[] request) {
        return question.isIn(request);
    }

    /** Null: none that is right now. Has a new one fetched when it is time. */
    byte[] answer() {
        byte[] known;
        boolean isDue;
        synchronized (this) {
            known = answer;
            isDue = responder != null && Instant.now().isAfter(due);
            if (isDue) due = Instant.now().plus(SOON);
        }
        if (isDue) Thread.ofPlatform().daemon().name("staple").start(this::fetch);
        if (known == null) return null;
        try {
            question.check(known);
            return known;
        } catch (GeneralSecurityException noLonger) {
            return null;
        }
    }

    private void fetch() {
        try {
            var fresh = question.ask(responder);
            question.check(fresh);
            var next = question.nextUpdate(fresh);
            var now = Instant.now();
            var again = next == null || next.minus(SOON).isAfter(now.plus(AGAIN)) ? now.plus(AGAIN) : next.minus(SOON);
            synchronized (this) {
                answer = fresh;
                due = again.isBefore(now.plus(SOON)) ? now.plus(SOON) : again;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException no) {
            troubles.accept("OCSP responder " + responder + " of certificate \"" + certificate.getSubjectX500Principal() + "\": "
                    + no.getMessage());
        }
    }
}
