package owlboard.proxy.respond;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.log.Errno;
import owlboard.proxy.upstream.Attempt;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Body;
import owlboard.wire.http.Chunks;
import owlboard.wire.net.Expired;

/** The body of an upstream's answer, framed anew for the client. */
final class Reframed {
    /** Bytes that a buffer must have free for an addition to be worth while. */
    static final int ROOM = 4 << 10;

    private final Body body;
    private final Attempt attempt;
    private final boolean chunked;

    Reframed(Body body, Attempt attempt, boolean chunked) {
        this.body = body;
        this.attempt = attempt;
        this.chunked = chunked;
    }

    boolean ended() {
        return body.ended();
    }

    boolean isReadable() {
        return body.isReadable();
    }

    long delivered() {
        return body.delivered();
    }

    /** Adds what is there now behind the first {@code keep} bytes of a buffer, whose position is then behind it all. True when bytes of the body came, or its end. */
    boolean add(ByteBuffer buffer, int keep) throws Relay.UpstreamBroke {
        int from = chunked ? keep + Chunks.ROOM : keep;
        buffer.limit(buffer.capacity() - Chunks.END.length - 2).position(from);
        try {
            body.readNow(buffer);
        } catch (IOException failure) {
            throw broke(failure);
        }
        boolean any = buffer.position() > from;
        buffer.limit(buffer.capacity());
        if (chunked) {
            if (any) Chunks.frameBehind(buffer, keep, from);
            else buffer.position(keep);
            if (body.ended()) buffer.put(Chunks.END);
        }
        if (body.ended()) attempt.leavePeer();
        return any || body.ended();
    }

    static Relay.UpstreamBroke broke(IOException failure) {
        var detail = switch (failure) {
            case Expired _ -> "upstream timed out (110: Connection timed out)";
            case BadMessage _ -> "upstream sent invalid chunked response";
            case EOFException _ -> "upstream prematurely closed connection";
            default -> "recv() failed (" + Errno.of(failure) + ")";
        };
        return new Relay.UpstreamBroke(detail + " while reading upstream", failure);
    }
}
