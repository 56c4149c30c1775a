package owlboard.proxy.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http2.StreamGone;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Name;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;

/**
 * A request's body, as far as it was read, so that it can be sent again, to another peer or by another location: in memory up to
 * {@code client_body_buffer_size}, beyond in a temporary file. It belongs to its exchange and lives as long. What was handed on unkept
 * ({@code proxy_request_buffering off}) is gone, and so is a body that was refused.
 */
public final class RequestBody implements AutoCloseable {
    public static final RequestBody NONE = new RequestBody(null, new byte[0], 0);

    /** Most bodies fit into it. */
    private static final int FIRST_ROOM = 8 << 10;
    /** What nginx reads together with a head: the usual {@code client_header_buffer_size}. */
    private static final int TOGETHER_BYTES = 1 << 10;

    /** Whose body it is; null for one that was made up here. */
    private final Exchange exchange;
    private byte[] memory;
    private int keptBytes;
    private TempFile file;
    private long length;
    private boolean gone;
    private boolean becomesFile;
    private boolean whole;

    private RequestBody(Exchange exchange, byte[] memory, int length) {
        this.exchange = exchange;
        this.memory = memory;
        this.length = keptBytes = length;
    }

    public static RequestBody of(byte[] bytes) {
        return new RequestBody(null, bytes, bytes.length);
    }

    /** The client's, of which nothing need have been read yet. */
    public static RequestBody of(Exchange exchange) {
        if (exchange.framing == Framing.NONE && !isEmptyFile(exchange)) {
            if (exchange.requestBody == null && exchange.head.has(Name.CONTENT_LENGTH)) exchange.requestBody = NONE; // $request_body
            return NONE;
        }
        if (exchange.requestBody == null) exchange.requestBody = new RequestBody(exchange, NONE.memory, 0);
        return exchange.requestBody;
    }

    /** {@code client_body_in_file_only} holds for a body of no bytes, too; not for a request without one. */
    private static boolean isEmptyFile(Exchange exchange) {
        return exchange.settings.core.bodyInFile != HttpCore.BodyInFile.OFF && exchange.parent == null
                && exchange.head.has(Name.CONTENT_LENGTH);
    }

    /** A file is what it is for: the error log need not tell of one. */
    public RequestBody becomesFile() {
        becomesFile = true;
        return this;
    }

    /** Keeps what came together with the head, without waiting: 400 or 413 when that cannot be the beginning of a body. */
    public void begin() throws Failure {
        if (!isLive()) return;
        exchange.body.limit(exchange.settings.core.bodyMaxBytes);
        int there = exchange.client.readAhead();
        if (length > 0 || there == 0) return;
        var kept = ByteBuffer.allocate((int) Math.min(there, exchange.framing.length() >= 0 ? exchange.framing.length() : there));
        try {
            exchange.body.readNow(kept);
        } catch (IOException failure) {
            gone = true;
            throw failed(failure);
        }
        memory = kept.array();
        exchange.client.duplex().keep(memory.length);
        length = keptBytes = kept.position();
    }

    /**
     * A content has no use for it, and is not the answer to a failure: a client that waits for leave to send it over HTTP/1 gets that, as
     * nginx gives it, and the connection goes on; then as {@link #drop}.
     */
    public static void discard(Exchange exchange) throws Failure, IOException {
        if (exchange.framing == Framing.NONE) return;
        if (exchange.failedWith == 0 && exchange.head.version < 20) exchange.client.sendContinue(exchange);
        drop(exchange);
    }

    /**
     * Nobody wants it: what came together with the head is looked at and dropped, without waiting. 400 when that cannot be the beginning of
     * a body (ngx_http_discard_request_body).
     */
    public static void drop(Exchange exchange) throws Failure {
        if (exchange.framing == Framing.NONE || exchange.client.readAhead() == 0 || exchange.body.ended()) return;
        if (exchange.bodyRefused || exchange.requestBody != null && exchange.requestBody.gone) return;
        exchange.bodyRefused = true;
        long before = exchange.body.received();
        var buffer = exchange.loop().buffers.takeDirect();
        try {
            while (exchange.body.readNow(buffer.clear()) > 0 && exchange.client.readAhead() > 0) continue;
        } catch (IOException failure) {
            throw failed(failure);
        } finally {
            exchange.bodyDroppedBytes = exchange.body.received() - before;
            exchange.loop().buffers.give(buffer);
        }
    }

    /**
     * Reads the rest. 413, 400, 408 as the client makes them; 499 when it goes away; 500 when it cannot be kept. What is in memory counts
     * until {@link #close}.
     */
    public void readAll() throws Failure, IOException {
        if (exchange != null && exchange.settings.core.bodyInFile != HttpCore.BodyInFile.OFF && file == null && !gone) moveToFile();
        if (file == null && cameAlong()) begin(); // however small client_body_buffer_size is
        whole = !isLive() && !gone;
        if (!isLive()) return;
        var wire = exchange.client.duplex();
        exchange.client.sendContinue(exchange);
        exchange.body.limit(exchange.settings.core.bodyMaxBytes);
        wire.begins();
        try {
            while (!exchange.body.ended()) {
                if (exchange.body.delivered() == 0 || !exchange.body.isReadable()) {
                    wire.deadlineIn(exchange.settings.core.bodyTimeoutMillis);
                }
                if (!exchange.body.isReadable()) awaitMore(wire);
                else if (!readSome(wire)) break;
            }
            wire.deadlineIn(0);
            whole = true;
        } catch (Failure failure) {
            gone = true;
            throw failure;
        } finally {
            wire.finishes();
        }
    }

    private boolean cameAlong() {
        return isLive() && exchange.head.end - exchange.head.start + exchange.client.readAhead() <= TOGETHER_BYTES;
    }

    /** {@code client_body_in_file_only}: what is here already, and what comes. */
    private void moveToFile() throws Failure {
        boolean goes = exchange.settings.core.bodyInFile == HttpCore.BodyInFile.CLEAN;
        try {
            file = TempFile.named(exchange.settings.core.bodyTempFolder(), exchange.settings.core.bodyTempLevels(), goes);
            file.put(ByteBuffer.wrap(memory, 0, keptBytes), 0);
        } catch (IOException refused) {
            throw unkept(refused);
        }
        buffered(Severity.NOTICE);
        exchange.client.duplex().keepLess(memory.length);
        memory = NONE.memory;
        keptBytes = 0;
    }

    private static void awaitMore(Duplex wire) throws Failure {
        wire.isSlow();
        try {
            Waitable.awaitAny(wire, true, false, wire, false, false);
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** Takes what is there; false at the end. No buffer is held while the client, or room for its bytes, is waited for. */
    private boolean readSome(Duplex wire) throws Failure {
        int room = room(wire);
        var buffer = wire.loop().buffers.takeDirect();
        if (room > 0) buffer.limit(Math.min(room, buffer.capacity()));
        try {
            if (exchange.body.readNow(buffer) < 0) {
                wire.loop().buffers.give(buffer);
                return false;
            }
        } catch (IOException failure) {
            wire.loop().buffers.give(buffer);
            throw failed(failure);
        }
        try {
            if (buffer.flip().hasRemaining()) add(buffer);
            return true;
        } finally {
            wire.loop().buffers.give(buffer);
        }
    }

    /** How much more fits into memory, after making it larger if need be; 0: the rest goes into the file. */
    private int room(Duplex wire) throws Failure {
        if (file != null) return 0;
        long expected = exchange.framing.length();
        long most = expected < 0 ? exchange.settings.core.bodyBufferBytes : Math.min(exchange.settings.core.bodyBufferBytes, expected);
        if (keptBytes == memory.length && keptBytes < most) {
            int size = (int) Math.min(most, Math.max(FIRST_ROOM, 4L * memory.length));
            try {
                wire.awaitRoom(size - memory.length, false);
            } catch (IOException late) {
                throw failed(late);
            }
            wire.keep(size - memory.length);
            memory = Arrays.copyOf(memory, size);
        }
        return memory.length - keptBytes;
    }

    /** What a failure to read the client's body means. */
    public static Failure failed(IOException failure) {
        return switch (failure) {
            case Expired _ -> Failure.client(408, "client timed out (110: Connection timed out) while reading client request body");
            case BadMessage bad when bad.status() == 400 ->
                    Failure.body(400, "client sent invalid chunked body (" + bad.getMessage() + ')', bad);
            case BadMessage bad -> Failure.body(bad.status(), bad.getMessage(), bad);
            case StreamGone gone -> left(gone.status, gone);
            case EOFException early -> new Failure(400, Failure.Side.CLIENT, Failure.Kind.GONE,
                    "client prematurely closed connection while reading client request body", early);
            case IOException reset when Errno.isReset(reset) -> new Failure(400, Failure.Side.CLIENT, Failure.Kind.GONE,
                    "recv() failed (" + Errno.of(reset) + ") while reading client request body", reset);
            default -> Failure.client(499, "client closed connection while reading client request body");
        };
    }

    private static Failure left(int status, StreamGone gone) {
        return new Failure(status, Failure.Side.CLIENT, Failure.Kind.GONE, gone.getMessage() + " while reading client request body", gone);
    }

    private void add(ByteBuffer bytes) throws Failure {
        int count = bytes.remaining();
        if (file == null && keptBytes + count <= memory.length) {
            bytes.get(memory, keptBytes, count);
            keptBytes += count;
            length = keptBytes;
            return;
        }
        long at = length - keptBytes;
        try {
            if (file == null) {
                file = TempFile.create(exchange.settings.core.bodyTempFolder(), "body");
                buffered(Severity.WARN);
            }
            file.put(bytes, at);
        } catch (IOException refused) {
            throw unkept(refused);
        }
        length += count;
    }

    private void buffered(Severity severity) {
        if (!becomesFile) exchange.log(severity, "a client request body is buffered to a temporary file " + file.path());
    }

    private Failure unkept(IOException refused) {
        exchange.log(Severity.CRIT, refused.getMessage());
        return Failure.ours(500, null);
    }

    /** Bytes that were read and kept. */
    public long length() {
        return length;
    }

    /** All of it was read before it was used. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether more of it has still to be read from the client. */
    public boolean isLive() {
        return exchange != null && exchange.body != null && !exchange.body.ended();
    }

    /** Whether it cannot be sent from its beginning any more. */
    public boolean isGone() {
        return gone || exchange != null && exchange.bodyRefused;
    }

    /** For {@code $request_body_file}, in Latin-1: null when it is in memory. */
    public String fileName() {
        return file == null ? null : Paths.latin1(file.path());
    }

    /** For {@code $request_body}: null when it is in a file, or was not read. */
    public String text() {
        return file == null && !isGone() && !isLive() ? new String(memory, 0, keptBytes, StandardCharsets.ISO_8859_1) : null;
    }

    /** Adds what was kept from byte {@code at} on, as much as fits; returns the count. */
    public int copy(long at, ByteBuffer into) throws Failure {
        if (at < keptBytes) {
            int count = (int) Math.min(into.remaining(), keptBytes - at);
            into.put(memory, (int) at, count);
            return count;
        }
        if (at >= length) return 0;
        try {
            return file.get(into, at - keptBytes);
        } catch (IOException refused) {
            throw unkept(refused);
        }
    }

    /** Adds what the client sends now, past what is kept: the count, 0 for nothing yet, -1 at the end. Afterwards it is gone. */
    public int readOn(ByteBuffer into) throws Failure {
        try {
            int count = exchange.body.readNow(into);
            gone |= count > 0;
            return count;
        } catch (IOException failure) {
            gone = true;
            throw failure instanceof StreamGone gone ? left(400, gone) : failed(failure); // as nginx
        }
    }

    @Override
    public void close() {
        if (exchange != null) exchange.client.duplex().keepLess(memory.length);
        if (file == null) return;
        file.close();
        file = null;
    }
}
