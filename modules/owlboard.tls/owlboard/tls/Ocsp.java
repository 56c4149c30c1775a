package owlboard.tls;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks whether certificates were revoked (RFC 6960, {@code ssl_ocsp}). Whoever asks waits parked, for 10 s at most; a responder that does
 * not answer is a refusal. Any virtual thread.
 */
public final class Ocsp {
    private static final long LIMIT_NANOS = 10_000_000_000L;
    /** How long an answer holds at most. */
    private static final long KEPT_NANOS = 300_000_000_000L;
    /** Questions under way in the process; each has a thread. */
    private static final Semaphore ROOM = new Semaphore(64);

    private static final String REVOKED = "23:certificate revoked";
    private static final String FAILED = "74:certificate status request failed";
    private static final String UNKNOWN = "75:certificate status unknown";

    /** {@code refusal} null: good. */
    private record Answer(String refusal, long untilNanos) {}

    private final boolean leafOnly;
    private final URI responder;
    private final int most;
    private final Map<X509Certificate, Answer> answers = new LinkedHashMap<>();

    /**
     * @param responder null: the one that a certificate names
     * @param most      answers that are kept, 0 for none
     */
    public Ocsp(boolean leafOnly, URI responder, int most) {
        this.leafOnly = leafOnly;
        this.responder = responder;
        this.most = most;
    }

    /** Null, or why not, with OpenSSL's number. {@code path}: a client's certificate first, whom we trust last. */
    public String refusal(List<X509Certificate> path) {
        if (path.size() < 2) return null; // it is trusted itself
        var known = kept(path.getFirst());
        if (known != null) return known.refusal;
        if (!ROOM.tryAcquire()) return FAILED;
        var question = new Question(path, Thread.currentThread());
        Thread.ofPlatform().daemon().name("ocsp").start(question);
        long until = System.nanoTime() + LIMIT_NANOS;
        for (long left; !question.over && (left = until - System.nanoTime()) > 0; ) LockSupport.parkNanos(question, left);
        if (!question.over) return FAILED;
        var refusal = question.refusal;
        if (!FAILED.equals(refusal)) keep(path.getFirst(), new Answer(refusal, System.nanoTime() + KEPT_NANOS));
        return refusal;
    }

    private synchronized Answer kept(X509Certificate certificate) {
        var answer = answers.get(certificate);
        if (answer != null && answer.untilNanos - System.nanoTime() > 0) return answer;
        answers.remove(certificate);
        return null;
    }

    private synchronized void keep(X509Certificate certificate, Answer answer) {
        if (most == 0) return;
        if (answers.size() >= most) answers.remove(answers.keySet().iterator().next());
        answers.put(certificate, answer);
    }

    private final class Question implements Runnable {
        private final List<X509Certificate> path;
        private final Thread asker;
        private String refusal = FAILED;
        private volatile boolean over;

        Question(List<X509Certificate> path, Thread asker) {
            this.path = path;
            this.asker = asker;
        }

        @Override
        public void run() {
            try {
                ask();
                refusal = null;
            } catch (CertPathValidatorException no) {
                refusal = reason(no);
            } catch (GeneralSecurityException lacking) {
                throw new IllegalStateException("this Java asks no OCSP responder", lacking);
            } finally {
                over = true;
                ROOM.release();
                LockSupport.unpark(asker);
            }
        }

        private void ask() throws GeneralSecurityException {
            var checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            var options = EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK);
            if (leafOnly) options.add(PKIXRevocationChecker.Option.ONLY_END_ENTITY);
            checker.setOptions(options);
            if (responder != null) checker.setOcspResponder(responder);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(path.getLast(), null)));
            parameters.setRevocationEnabled(false);
            parameters.addCertPathChecker(checker);
            var certificates = CertificateFactory.getInstance("X.509").generateCertPath(path.subList(0, path.size() - 1));
            CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
        }

        private static String reason(CertPathValidatorException no) {
            if (no.getReason() == BasicReason.REVOKED) return REVOKED;
            boolean unknown = String.valueOf(no.getMessage()).toLowerCase(Locale.ROOT).contains("unknown");
            return unknown ? UNKNOWN : FAILED;
        }
    }
}
