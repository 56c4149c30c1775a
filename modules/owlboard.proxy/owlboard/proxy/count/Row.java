package owlboard.proxy.count;

import java.nio.charset.StandardCharsets;
import owlboard.config.Location;
import owlboard.config.Place;

/** One request as the recorder has it. Times are nanoseconds, from the request's beginning or a try's; -1: it did not get that far. */
public final class Row {
    private static final int LINE_MOST = 240;
    private static final int TRIES_MOST = 4;
    /** Of a request that meets more, the first ones are told. */
    public static final int STEPS_MOST = 8;

    /** One try. */
    public static final class Try implements Cloneable {
        public String peer;
        public int status;
        public long startNanos;
        public long connectNanos;
        public long headerNanos;
        public long nanos;
        /** Null: nobody was chosen. */
        private Candidates candidates;
        /** It grows to what is noted of a group, and stays. */
        private long[] facts = {};
        private int factCount;

        /** Among whom it was chosen, and what held of them, which is copied; both may be null. */
        public void chosenAmong(Candidates all, long[] noted) {
            if (candidates != all) candidates = all;
            factCount = noted == null ? 0 : all.factCount();
            if (facts.length < factCount) facts = new long[factCount];
            if (noted != null) System.arraycopy(noted, 0, facts, 0, factCount);
        }

        /** Null where nobody was chosen. */
        public Candidates.Choice choice() {
            return candidates == null ? null : candidates.told(facts, Math.min(factCount, facts.length));
        }

        Try copy() {
            try {
                var copy = (Try) clone();
                copy.facts = facts.clone();
                return copy;
            } catch (CloneNotSupportedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** A line of the configuration that changed it, ended it or made it wait. */
    public static final class Step {
        private String directive;
        private Place place;
        private long fromNanos;
        private long toNanos;
        /** It grows to what the URI became, as far as that is kept, and stays: of new texts in old rows each collection would copy all. */
        private byte[] uri = {};
        private int uriLength;

        /** {@code newUri} null: it is the same; {@code line} null: no line says it. */
        public void is(String word, Place line, String newUri, long from, long to) {
            directive = word;
            place = line;
            fromNanos = from;
            toNanos = to;
            uriLength = newUri == null ? 0 : Math.min(newUri.length(), LINE_MOST);
            if (uri.length < uriLength) uri = new byte[uriLength];
            for (int i = 0; i < uriLength; i++) uri[i] = (byte) newUri.charAt(i);
        }

        void copyTo(Step other) {
            other.is(directive, place, uri(), fromNanos, toNanos);
        }

        public String directive() {
            return directive;
        }

        public Place place() {
            return place;
        }

        public long fromNanos() {
            return fromNanos;
        }

        /** The same where nothing waited. */
        public long toNanos() {
            return toNanos;
        }

        /** What the URI became, of which the beginning is kept; empty: it is the same. */
        public String uri() {
            var bytes = uri;
            return new String(bytes, 0, Math.min(uriLength, bytes.length), StandardCharsets.ISO_8859_1);
        }
    }

    public long atMillis;
    public long nanos;
    public long sent;
    public int status;
    public String reason;
    public String host;
    /** As the client named it behind the host; 0: it did not. */
    public int port;
    public boolean isTls;
    /** Null where none was found. */
    public Zone location;
    public Zone server;
    public Place serverPlace;
    /** Of the location, or of the {@code if} in it; null where none was found. */
    public Place locationPlace;
    /** What answered; null: files did, or an error. */
    public Location.Content content;
    /** Its URI is no longer the client's. */
    public boolean rewritten;
    /** It is one of those that are remembered longer. */
    public boolean kept;
    private final byte[] line = new byte[LINE_MOST];
    private int lineLength;
    private final Try[] tries = new Try[TRIES_MOST];
    private int tryCount;
    private final Step[] steps = new Step[STEPS_MOST];
    private int stepCount;

    Row() {}

    /** How many there are, {@link #STEPS_MOST} at the most, each of which is to be filled. */
    public void stepCount(int count) {
        for (int i = 0; i < count; i++) if (steps[i] == null) steps[i] = new Step();
        stepCount = count;
    }

    public int stepCount() {
        return stepCount;
    }

    public Step step(int i) {
        return steps[i];
    }

    /** The request line, of which the beginning is kept. */
    public void line(byte[] from, int at, int length) {
        lineLength = Math.min(length, LINE_MOST);
        System.arraycopy(from, at, line, 0, lineLength);
    }

    /** The same of a request that has none. */
    public void line(byte[] method, String uri) {
        line(method, 0, method.length);
        if (lineLength < LINE_MOST) line[lineLength++] = ' ';
        for (int i = 0; i < uri.length() && lineLength < LINE_MOST; i++) line[lineLength++] = (byte) uri.charAt(i);
    }

    public String line() {
        return new String(line, 0, Math.min(lineLength, LINE_MOST), StandardCharsets.ISO_8859_1);
    }

    public void noTries() {
        tryCount = 0;
    }

    /** The next one, to be filled; null when there is no room. */
    public Try next() {
        if (tryCount == TRIES_MOST) return null;
        var next = tries[tryCount];
        if (next == null) tries[tryCount] = next = new Try();
        tryCount++;
        return next;
    }

    public int tryCount() {
        return tryCount;
    }

    public Try at(int i) {
        return tries[i];
    }

    Row copy() {
        var copy = new Row();
        copy.atMillis = atMillis;
        copy.nanos = nanos;
        copy.sent = sent;
        copy.status = status;
        copy.reason = reason;
        copy.host = host;
        copy.port = port;
        copy.isTls = isTls;
        copy.location = location;
        copy.server = server;
        copy.serverPlace = serverPlace;
        copy.locationPlace = locationPlace;
        copy.content = content;
        for (int i = 0; i < stepCount && steps[i] != null && steps[i].directive != null; i++) {
            copy.stepCount(i + 1);
            steps[i].copyTo(copy.steps[i]);
        }
        copy.rewritten = rewritten;
        copy.kept = kept;
        copy.line(line, 0, Math.min(lineLength, LINE_MOST));
        copy.tryCount = Math.min(tryCount, TRIES_MOST);
        for (int i = 0; i < copy.tryCount; i++) copy.tries[i] = tries[i].copy();
        return copy;
    }
}
