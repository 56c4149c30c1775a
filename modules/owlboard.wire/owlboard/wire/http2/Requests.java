package owlboard.wire.http2;

/** The requests of a connection: how many are served, each by a thread of its own, and what follows when one has been. */
final class Requests {
    private final Http2Connection connection;
    private final Http2Server server;
    /** Threads that serve a stream, closed ones too. */
    private int serving;
    /**
     * Those of them that serve a stream which the client may take for closed: it may open another one in its place, but not more than as
     * many again (CVE-2023-44487).
     */
    private int dead;
    private int count;

    Requests(Http2Connection connection, Http2Server server) {
        this.connection = connection;
        this.server = server;
    }

    boolean areServed() {
        return serving > 0;
    }

    /** The one that asks is the only one. */
    boolean isAlone() {
        return serving == 1;
    }

    /** None has come yet. */
    boolean isFirstAwaited() {
        return count == 0;
    }

    /** A stream is over whose thread has not ended. */
    void died() {
        dead++;
    }

    /** A request whose head has come: its thread begins. {@code ended}: it has no body. */
    void begin(int id, FieldBlock fields, boolean ended) throws Http2Error {
        var limits = connection.limits;
        if (serving - dead >= limits.streams() || serving >= 2L * limits.streams()) {
            throw Http2Error.stream(id, Http2Error.REFUSED_STREAM, "client sent more than " + limits.streams() + " requests at once");
        }
        var settings = connection.settings;
        int window = settings.oursKnown() ? limits.windowBytes() : Math.max(limits.windowBytes(), Frame.WINDOW_STANDARD);
        var stream = new Http2Stream(id, connection, window, settings.initialWindow());
        try {
            Http2Request.read(stream, fields);
            if (ended) stream.endReceived();
        } catch (Http2Error malformed) {
            server.malformed(stream);
            throw malformed;
        }
        connection.streams.put(stream); // from here on its thread ends it
        serving++;
        if (++count >= limits.requests()) connection.goAwayWhenDone();
        connection.loop().start(() -> serve(stream));
    }

    private void serve(Http2Stream stream) {
        try {
            connection.loop().resumed(Thread.currentThread());
            stream.opens();
            server.serve(stream);
            stream.drain();
        } finally {
            finished(stream);
        }
    }

    /** RFC 9113 §8.1: what of a request's body nobody waits for need not be sent. */
    private void finished(Http2Stream stream) {
        if (!stream.isDead()) {
            connection.calm.useful(1);
            if (!stream.localEnded()) connection.reset(stream, Http2Error.INTERNAL_ERROR);
            else if (!stream.remoteEnded()) connection.reset(stream, Http2Error.NO_ERROR);
            else stream.die(Http2Error.NO_ERROR);
        }
        connection.streams.remove(stream.id);
        serving--; // not before: a reset may have waited for room, and counts as both
        dead--; // it is by now, in any case
        if (serving == 0) connection.rests();
    }
}
