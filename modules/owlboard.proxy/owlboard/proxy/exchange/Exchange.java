package owlboard.proxy.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.MatchResult;
import owlboard.config.Place;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.LineWords;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Incoming;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Loop;

/** One request and its answer. Lives on the loop of its connection; one configuration, taken at its start, holds until its end. */
public final class Exchange implements ErrorLog.Context {
    /** nginx's bound on {@link #internalRedirects}. */
    public static final int REDIRECTS_MAX = 10;

    /** What it came on. */
    public final Connection connection;
    /** Who asked; nobody, when the answer has gone. */
    public Client client;
    public final Snapshot snapshot;
    public final Head head;

    public VirtualServer server;
    /** What is in force: of the server, then of the location, then perhaps of an {@code if} in it. */
    public Settings settings;

    // The request.

    /** Interned for the usual ones: see {@link Methods}. */
    public byte[] method = Methods.GET;
    /** Decoded, dots resolved, slashes merged: what locations and rewrites see. Latin-1. */
    public String uri = "";
    /** Without the question mark; empty when there are none. */
    public String args = "";
    /** Whether the URI is still what the client sent. */
    public boolean uriUntouched = true;
    /** Whether the client's URI had escapes ({@code quoted_uri}). */
    public boolean uriWasEncoded;
    /** Whether it had a plus ({@code plus_in_uri}). */
    public boolean uriHadPlus;
    /** Lower case, without port. Empty when there was none. */
    public String host = "";
    public Framing framing = Framing.NONE;
    public Incoming body;
    /** As far as something wanted it. */
    public RequestBody requestBody;
    /** It was larger than it may be, or broken: nobody gets it. */
    public boolean bodyRefused;
    /** Of the body that nobody wanted, which are none of the request's length, as in nginx. */
    long bodyDroppedBytes;
    public boolean expectsContinue;
    /** Where the request began to come in. */
    public final long startNanos;
    public final long startMillis;
    public int internalRedirects;
    /** Rewriting gave another URI, whose location has still to be found. */
    public boolean uriChanged;
    /** That has run last, or runs; null: none yet. */
    public Phase phase;
    /** Whether the URI still begins with the prefix of its location, so that {@code proxy_pass} may replace it. */
    public boolean locationPrefixHolds = true;
    /** While a replacement is written: captures go into a query string, or into a redirect. */
    public boolean escapeCaptures;
    /** While rewriting: no {@code rewrite} of this level has matched yet ({@code e->quote}). */
    public boolean quotesCaptures;
    public boolean internal;
    /** Of a subrequest; null for what a client asked. */
    public Exchange parent;
    /** Subrequests in the background. */
    public int children;
    /** Of the upstream that was asked last and has not answered for good: every line of the error log tells it. Null: there is none. */
    public String upstreamUrl;
    /** An {@code error_page} is being served: its own failures are not served again. */
    public boolean inErrorPage;
    /** The status of the failure that is answered, by whatever {@code error_page} says; 0 when none. */
    public int failedWith;
    /** What is answered instead of what was asked for; null: nothing has failed. */
    public Failure failure;
    /** The status that {@code error_page} imposes; 0 when none. */
    public int imposedStatus;
    public String realRemote;
    /** What was told with it. */
    public String realRemotePort = "";
    /** The last line that changed it or made it wait, which leads to those before it; null: there is none. */
    public Met met;
    private String requestId;

    // What rewriting left.

    public String[] defined;
    public MatchResult captures;
    /** Characters that regular expressions may still look at: {@link Matching}. */
    public int regexStepsLeft = Matching.STEPS_MAX;
    /** One of them had to be stopped. */
    public boolean regexExceeded;
    /** Of the requests of its connection, where they are served side by side; 0 where they are not. */
    public int streamNumber;
    /** Variables that are being evaluated for each other. */
    public int variableDepth;

    private Object[] notes;

    // The answer.

    public int status;
    /** The protocol's writer: the last link of the way out. */
    public Outgoing out;
    private Outgoing way;
    /** Bytes a second that {@code set $limit_rate} or the upstream said; -1: what the settings say. */
    public long limitRate = -1;
    /** What the upstream said of the charset ({@code X-Accel-Charset}); null when it did not. */
    public String charset;
    /** As it was when the answer began; 0 for no limit. */
    public long limitRateInForce;
    /** As it goes, or went, to the client. */
    public final AnswerHead answer;
    public boolean keepAlive;
    /** A failure after which nginx does not go on with the connection, whatever page or redirect answers it. */
    public boolean endsConnection;
    public boolean headSent;
    /** Of the answer's head, once it is composed. */
    public long headLength;
    public long bytesSent;
    /** The client's connection ended before the answer did. */
    public boolean aborted;
    /** Nothing more will be answered: it is being logged. */
    public boolean over;
    /** The answer went out whole. */
    public boolean complete;
    /** The upstream's head while its answer is relayed. */
    public Head answerHead;
    /** What followed the upstream's body; null when nothing did, or has yet. */
    public Head answerTrailers;
    /** {@code gzip_static} has found a packed file, or others would get it packed: whatever answers depends on {@code Accept-Encoding}. */
    public boolean varies;
    /** Of a 416; null otherwise. */
    public String contentRange;
    public boolean answerIsChunked;
    /** What followed the body; null when nothing did, or has yet. */
    public AnswerHead trailers;
    /** {@code $proxy_host}; null until something is passed on. */
    public String proxyHost;
    public List<Attempt> attempts = List.of();

    /** More than one peer was asked for the same answer. */
    public boolean isRetried() {
        for (int i = 1; i < attempts.size(); i++) {
            var attempt = attempts.get(i);
            if (!attempt.newGroup && attempt.zone != null) return true;
        }
        return false;
    }

    /** What is composed for an upstream is sent once more. */
    public boolean repeats;
    /** Who wants to know what it meets; null: nobody, and nothing is told. */
    public Trace trace;
    /** What a cache has to do with it; null where there is none. */
    public Caching caching;
    /** What goes on behind a 101 that has been sent; null: nothing does. */
    public Upgraded upgraded;

    public Exchange(Connection connection, Client client, Snapshot snapshot, Head head) {
        this.connection = connection;
        this.client = client;
        this.snapshot = snapshot;
        this.head = head;
        answer = client.answerHead().begin(0);
        startNanos = connection.loop().now();
        startMillis = connection.loop().wallMillis();
    }

    /** {@code $body_bytes_sent}: what has left beside the head, an aborted answer's too. */
    public long bodyBytesSent() {
        return Math.max(0, bytesSent - headLength);
    }

    /**
     * Begins the answer, perhaps in place of another one of which nothing has left: what is configured now stands between content and
     * client.
     */
    public void begins(AnswerHead head) throws IOException {
        if (way != null && way != out) way.close();
        way = settings.way(out, this, head);
        way.head(head);
    }

    /** Its answer is over: what is made from now on reaches nobody, and nobody is waited for. */
    public void isAnswered(Client nobody, Outgoing nowhere) {
        way().close();
        way = null;
        out = nowhere;
        client = nobody;
    }

    /** The way out: what the settings put between a content and the client, and the protocol's writer. */
    public Outgoing way() {
        return way == null ? out : way;
    }

    /** The request that a client sent: this one, or the one whose subrequest it is (nginx's {@code r->main}). */
    public Exchange main() {
        var sent = this;
        while (sent.parent != null) sent = sent.parent;
        return sent;
    }

    /** {@code $request_length}: the head and what has been read of the body. */
    public long requestLength() {
        long length = head.array == null ? 0 : head.end - head.start;
        return body == null ? length : length + body.received() - bodyDroppedBytes;
    }

    public Desk desk() {
        return connection.desk();
    }

    public Loop loop() {
        return connection.loop();
    }

    /** The client has no address: it came by a unix socket, and nobody who is trusted has told one ({@code set_real_ip_from}). */
    public boolean hasUnixClient() {
        return connection.isUnix() && realRemote == null;
    }

    /** The client's address after {@code set_real_ip_from}: 4 or 16 bytes, none for a unix socket. */
    public byte[] binaryRemoteAddress() {
        return realRemote != null ? Addresses.parse(realRemote) : connection.binaryRemoteAddress();
    }

    public boolean is(byte[] interned) {
        return method == interned;
    }

    public Attempt beginAttempt(String address) {
        if (attempts.isEmpty()) attempts = new ArrayList<>(2);
        var attempt = new Attempt(address, loop());
        attempts.add(attempt);
        return attempt;
    }

    /** Of two that ran at once this one is left: it is told of last. */
    public void answersLast(Attempt attempt) {
        if (attempts.getLast() == attempt) return;
        int at = attempts.indexOf(attempt);
        attempts.remove(at);
        attempts.get(at).newGroup = attempt.newGroup;
        attempt.newGroup = false;
        attempts.add(attempt);
    }

    /** The value of a variable that the configuration defines; null when it was never set. */
    public String defined(int slot) {
        return defined == null ? null : defined[slot];
    }

    public void define(int slot, String value) {
        if (defined == null) defined = new String[snapshot.variableCount];
        defined[slot] = value;
    }

    /** {@code $request_id}: 16 random bytes in hexadecimal. */
    public String requestId() {
        if (requestId == null) {
            var random = ThreadLocalRandom.current();
            requestId = String.format("%016x%016x", random.nextLong(), random.nextLong());
        }
        return requestId;
    }

    /** To the error log that is in force, with what this exchange is about. */
    public void log(Severity severity, String message) {
        if (trace == null) settings.core.errorLog.log(severity, message, this); // what is only explained has not happened
    }

    /** {@code upstream} is the URL of the try, {@code http://10.0.0.5:80/path}. */
    public void log(Severity severity, String message, String upstream) {
        if (trace == null) settings.core.errorLog.log(severity, message, this, upstream);
    }

    /** Where the settings stand that are in force: a location, an {@code if}, or the server. */
    public Place place() {
        return settings.location == null ? server.place : settings.location.place();
    }

    /** This line changes it, or ends it; {@code uri} as {@link Met#uri}. */
    public Met meets(String directive, Place line, String newUri) {
        var one = new Met(met, directive, line, newUri, loop().now() - startNanos);
        if (met == null || !met.isLast()) met = one;
        return one;
    }

    /** This line makes it wait; a client that leaves meanwhile ends that. */
    public void waits(String directive, Place line, long millis) throws Failure {
        var wait = meets(directive, line, null);
        try {
            client.delay(millis);
        } finally {
            wait.toNanos = loop().now() - startNanos;
        }
    }

    /** A fault was met that {@code owlboard lint} knows as {@code id}: it is told once for each {@code place}. */
    public void found(String id, String place, String text) {
        var finding = snapshot.counters.findings.add(id, place, text);
        if (finding != null) log(Severity.WARN, finding.line());
    }

    @Override
    public int loopIndex() {
        return loop().index;
    }

    @Override
    public long connectionNumber() {
        return connection.number();
    }

    @Override
    public void describe(LineWords out, String told) {
        var upstream = told == null ? upstreamUrl : told;
        if (connection.describe(out, upstream)) return;
        out.add("client", realRemote != null ? realRemote : connection.remoteAddress());
        if (server != null) out.add("server", server.name());
        if (head.array != null && head.lineLength > 0) out.quote("request", head.latin1(head.lineAt, head.lineLength));
        if (parent != null) out.quote("subrequest", uri);
        if (upstream != null) out.quote("upstream", upstream);
        if (head.array == null || head.count() == 0) return;
        quote(out, "host", Name.HOST);
        quote(out, "referrer", Name.REFERER);
    }

    private void quote(LineWords out, String name, int id) {
        int line = head.find(id);
        if (line >= 0) out.quote(name, head.value(line));
    }

    /** What a feature noted of this exchange; null when nothing. */
    @SuppressWarnings("unchecked") // only its own kind is put there
    public <T> T note(Note<T> note) {
        return notes == null || notes.length <= note.index ? null : (T) notes[note.index];
    }

    /** {@code value} may be null. */
    public <T> void note(Note<T> note, T value) {
        if (notes == null) notes = new Object[Note.count()];
        else if (notes.length <= note.index) notes = Arrays.copyOf(notes, Note.count());
        notes[note.index] = value;
    }
}
