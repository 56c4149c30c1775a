package owlboard.tls;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks whether certificates were revoked (RFC 6960, {@code ssl_ocsp}). Whoever asks waits parked, for 10 s at most; a responder that does
 * not answer is a refusal. An answer holds until it says that there is a newer one. Any virtual thread.
 */
public final class Ocsp {
    private static final long LIMIT_NANOS = 10_000_000_000L;
    /** How long an answer holds that does not say so itself. */
    private static final long KEPT_SECONDS = 300;
    /** Questions under way in the process; each has a thread. */
    private static final Semaphore ROOM = new Semaphore(64);

    private static final String REVOKED = "23:certificate revoked";
    private static final String FAILED = "74:certificate status request failed";
    private static final String UNKNOWN = "75:certificate status unknown";

    /** {@code refusal} null: good. */
    private record Answer(String refusal, Instant until) {}

    private final boolean leafOnly;
    private final URI responder;
    private final int most;
    private final InstantSource clock;
    private final Map<X509Certificate, Answer> answers = new LinkedHashMap<>();

    /**
     * @param responder null: the one that a certificate names
     * @param most      answers that are kept, 0 for none
     */
    public Ocsp(boolean leafOnly, URI responder, int most) {
        this(leafOnly, responder, most, InstantSource.system());
    }

    Ocsp(boolean leafOnly, URI responder, int most, InstantSource clock) {
        this.clock = clock;
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
        var answer = question.answer;
        if (!FAILED.equals(answer.refusal)) keep(path.getFirst(), answer);
        return answer.refusal;
    }

    private synchronized Answer kept(X509Certificate certificate) {
        var answer = answers.get(certificate);
        if (answer != null && answer.until.isAfter(clock.instant())) return answer;
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
        private Answer answer = new Answer(FAILED, Instant.MIN);
        private volatile boolean over;

        Question(List<X509Certificate> path, Thread asker) {
            this.path = path;
            this.asker = asker;
        }

        @Override
        public void run() {
            try {
                answer = ask();
            } catch (IOException silent) {
                // a refusal, and not for longer than this
            } finally {
                over = true;
                ROOM.release();
                LockSupport.unpark(asker);
            }
        }

        /** About each in turn; what they say together holds as long as the first of them that ends. */
        private Answer ask() throws IOException {
            var until = Instant.MAX;
            String refusal = null;
            int last = leafOnly ? 1 : path.size() - 1;
            for (int i = 0; i < last && refusal == null; i++) {
                var question = new OcspQuestion(path.get(i), path.get(i + 1));
                var from = responder != null ? responder : OcspQuestion.responderOf(path.get(i));
                if (from == null) throw new IOException("no responder is named");
                var said = question.ask(from);
                refusal = refusal(question, said);
                var next = question.nextUpdate(said);
                var end = next != null ? next : clock.instant().plusSeconds(KEPT_SECONDS);
                if (end.isBefore(until)) until = end;
            }
            return new Answer(refusal, until);
        }

        private static String refusal(OcspQuestion question, byte[] said) {
            try {
                question.check(said);
                return null;
            } catch (CertPathValidatorException no) {
                return reason(no);
            } catch (GeneralSecurityException lacking) {
                throw new IllegalStateException("this Java reads no answer of an OCSP responder", lacking);
            }
        }

        private static String reason(CertPathValidatorException no) {
            if (no.getReason() == BasicReason.REVOKED) return REVOKED;
            boolean unknown = String.valueOf(no.getMessage()).toLowerCase(Locale.ROOT).contains("unknown");
            return unknown ? UNKNOWN : FAILED;
        }
    }
}
