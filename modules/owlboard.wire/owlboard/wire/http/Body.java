package owlboard.wire.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import owlboard.wire.loop.Buffers;

/**
 * The body that follows a head on its {@link Input}: framing taken off, bytes handed out as they come.
 * A body that ends before its framing says so fails with {@link EOFException}; a broken chunk with {@link BadMessage}.
 */
public final class Body implements Incoming {
    /** Longest line of a chunk header or trailer; longer ones are an attack. */
    private static final int LINE_MAX = 4096;
    private static final int TRAILERS_MAX = 16 << 10;

    private final Input input;
    private final Framing.Kind kind;
    /** Bytes left of the body, or of the current chunk. */
    private long left;
    private boolean ended;
    private boolean inChunk;
    /** How much of a chunk's header was there when it was found to be too little. */
    private int lookedAt;
    private long delivered;
    /** Bytes of chunk headers and trailers so far. */
    private long framing;
    private long limit;
    private boolean keepsTrailers;
    private byte[] trailers;

    public Body(Input input, Framing framing) {
        this.input = input;
        kind = framing.kind();
        left = framing.length();
        ended = kind == Framing.Kind.NONE;
    }

    /** A chunk that would make the body longer than this many bytes is 413 as soon as its size is read; 0 for no limit. */
    @Override
    public void limit(long bytes) {
        limit = bytes;
    }

    /** What follows the last chunk is wanted; otherwise it is read and dropped. */
    public void keepTrailers() {
        keepsTrailers = true;
    }

    /** The trailer section as it came, without the empty line that ends it (RFC 9112 §7.1.2); null: there was none, or it is not kept. */
    public byte[] trailers() {
        return trailers;
    }

    /** Whether all of it was handed out. */
    @Override
    public boolean ended() {
        return ended;
    }

    /** Bytes handed out so far. */
    @Override
    public long delivered() {
        return delivered;
    }

    @Override
    public long received() {
        return delivered + framing;
    }

    /** Whether the connection's end is the body's, too. */
    public boolean isUntilClose() {
        return kind == Framing.Kind.UNTIL_CLOSE;
    }

    /** Bytes to come when that is known, else -1. */
    public long left() {
        if (ended) return 0;
        return kind == Framing.Kind.LENGTH ? left : -1;
    }

    /**
     * Whether a read would not wait: the end, bytes of a chunk, or what has not been looked at yet. Part of a chunk's header alone is
     * nothing to read.
     */
    @Override
    public boolean isReadable() {
        return ended || input.available() > 0 && input.available() != lookedAt || input.wire.isReadable();
    }

    /** Hands out what there is, waiting for at least one byte; -1 at the end. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        while (true) {
            if (ended) return -1;
            int count = readNow(into);
            if (count != 0 || !into.hasRemaining()) return count;
            if (!ended) input.wire.awaitReadable();
        }
    }

    /** Hands out what there is without waiting: 0 for nothing yet, -1 at the end. */
    @Override
    public int readNow(ByteBuffer into) throws IOException {
        int total = 0;
        while (!ended && into.hasRemaining()) {
            int count = kind == Framing.Kind.CHUNKED ? chunked(into) : plain(into);
            if (count <= 0) break;
            total += count;
            delivered += count;
            if (kind != Framing.Kind.CHUNKED) break;
        }
        return total == 0 && ended ? -1 : total;
    }

    private int plain(ByteBuffer into) throws IOException {
        boolean counted = kind == Framing.Kind.LENGTH;
        int count = payload(into, counted ? left : Long.MAX_VALUE);
        if (count < 0) {
            if (counted) throw new EOFException("body ended " + left + " bytes too early");
            ended = true;
            return 0;
        }
        if (counted) {
            left -= count;
            ended = left == 0;
        }
        return count;
    }

    private int payload(ByteBuffer into, long atMost) throws IOException {
        if (kind == Framing.Kind.CHUNKED && atMost < Buffers.ARRAY && input.available() == 0 && input.wire.isReadable()) {
            int count = input.fillNow(Buffers.ARRAY); // the next chunk's header comes along
            if (count <= 0) return count;
        }
        if (input.available() > 0) {
            int count = input.drain(into, atMost);
            input.release();
            return count;
        }
        if (!input.wire.isReadable()) return 0;
        if (into.remaining() <= atMost) return input.wire.readNow(into);
        int limit = into.limit();
        into.limit(into.position() + (int) atMost);
        int count = input.wire.readNow(into);
        into.limit(limit);
        return count;
    }

    private int chunked(ByteBuffer into) throws IOException {
        lookedAt = 0;
        while (!inChunk) {
            if (!chunkHeader()) {
                lookedAt = input.available();
                return 0;
            }
            if (ended) return 0;
        }
        int count = payload(into, left);
        if (count < 0) throw new EOFException("chunked body ended too early");
        left -= count;
        if (left == 0) inChunk = false;
        return count;
    }

    private boolean afterData;

    /**
     * Reads a chunk header (and the CRLF of the chunk before), or the trailers of the last one (RFC 9112 §7.1). False: more bytes must come
     * first.
     */
    private boolean chunkHeader() throws IOException {
        int at = input.from();
        if (afterData) {
            if (!has(2)) return false;
            at = input.from();
            if (input.array()[at] != '\r' || input.array()[at + 1] != '\n') throw new BadMessage(400, "chunk data without its CRLF");
            frame(2);
            afterData = false;
        }
        int end = line();
        if (end < 0) return false;
        long size = chunkSize(input.from(), end);
        if (size == 0) return trailers(end);
        if (limit != 0 && size > limit - delivered) {
            throw new BadMessage(413, "client intended to send too large chunked body: " + delivered + "+" + size + " bytes");
        }
        frame(end + 2 - input.from());
        left = size;
        inChunk = true;
        afterData = true;
        return true;
    }

    private void frame(int count) {
        input.skip(count);
        framing += count;
    }

    private boolean has(int count) throws IOException {
        while (input.available() < count) {
            int got = input.wire.isReadable() ? input.fillNow(Integer.MAX_VALUE) : 0;
            if (got < 0) throw new EOFException("chunked body ended too early");
            if (got == 0) return false;
        }
        return true;
    }

    /** The index of the CR that ends the next line; -1 when it is not whole yet. */
    private int line() throws IOException {
        int offset = 0;
        while (true) {
            var array = input.array();
            for (int i = input.from() + offset; i < input.to(); i++) {
                if (array[i] == '\n') throw new BadMessage(400, "bare LF in a chunk header");
                if (array[i] == 0) throw new BadMessage(400, "NUL in a chunk header");
                if (array[i] == '\r') {
                    if (i + 1 == input.to()) break;
                    if (array[i + 1] != '\n') throw new BadMessage(400, "bare CR in a chunk header");
                    return i;
                }
            }
            if (input.available() > LINE_MAX) throw new BadMessage(400, "chunk header of more than " + LINE_MAX + " bytes");
            offset = Math.max(0, input.available() - 1);
            if (!has(input.available() + 1)) return -1;
        }
    }

    private long chunkSize(int at, int end) throws BadMessage {
        var array = input.array();
        long size = 0;
        int i = at;
        for (; i < end; i++) {
            int digit = Character.digit(array[i], 16);
            if (digit < 0) break;
            if (size >> 59 != 0) throw new BadMessage(400, "chunk size is too large");
            size = size << 4 | digit;
        }
        if (i == at) throw new BadMessage(400, "chunk without a size");
        while (i < end && (array[i] == ' ' || array[i] == '\t')) i++;
        if (i < end && array[i] != ';') throw new BadMessage(400, "invalid chunk size");
        return size;
    }

    /** Trailers are never merged into the headers (RFC 9110 §6.5.1). */
    private boolean trailers(int sizeEnd) throws IOException {
        int lineAt = sizeEnd - input.from() + 2;
        for (int offset = lineAt; ; offset++) {
            if (offset >= input.available()) {
                if (input.available() > TRAILERS_MAX) throw new BadMessage(400, "trailers of more than " + TRAILERS_MAX + " bytes");
                if (!has(input.available() + 1)) return false;
            }
            byte b = input.array()[input.from() + offset];
            boolean afterCr = offset > lineAt && input.array()[input.from() + offset - 1] == '\r';
            if (b != '\n') {
                if (afterCr) throw new BadMessage(400, "bare CR in a trailer");
                if (b == 0) throw new BadMessage(400, "NUL in a trailer");
                continue;
            }
            if (!afterCr) throw new BadMessage(400, "bare LF in a trailer");
            if (offset == lineAt + 1) {
                int first = sizeEnd + 2;
                int last = input.from() + lineAt;
                if (keepsTrailers && last > first) trailers = Arrays.copyOfRange(input.array(), first, last);
                frame(offset + 1);
                ended = true;
                return true;
            }
            lineAt = offset + 1;
        }
    }
}
