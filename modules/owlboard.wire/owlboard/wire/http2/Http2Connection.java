package owlboard.wire.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.http.Bytes;
import owlboard.wire.loop.Buffers;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/**
 * The server's side of a connection: reads frames and starts a virtual thread per request; gathers what the streams send, so that what is
 * sent in one turn of the loop leaves in one write. The thread that reads waits when the client does not take what it is owed, which bounds
 * what a client can make us say.
 */
public final class Http2Connection implements Loop.Watched {
    /** What every client sends first (RFC 9113 §3.4). */
    public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Unread bytes of all bodies of one connection. */
    private static final int RECEIVE_WINDOW = 1 << 20;
    private static final int PSEUDO_MAX = 5;
    /** A window that is opened by less, or DATA that is cut to less, moves little for what it costs (CVE-2019-9511). */
    private static final int SMALL = 1 << 10;
    /** Room in the outgoing buffer that bodies leave to control frames. */
    private static final int RESERVED = 2 << 10;
    /** After our last word the client has this long to read it; a close with bytes unread would make the kernel take it back. */
    private static final long FAREWELL_MILLIS = 2000;

    final Http2Limits limits;
    private final Wire wire;
    private final Http2Server server;
    private final Streams streams = new Streams();
    private final HpackDecoder decoder = new HpackDecoder();
    private final FieldBlock fields = new FieldBlock();
    private final Calm calm = new Calm();
    /** A head that comes in several frames; the stream it is for, 0 while there is none. */
    private final Bytes block = new Bytes(512);
    private int blockStream;
    private boolean blockEndsStream;
    private boolean blockIsSelfDependent;
    private int blockFrames;

    /** What was read, in filling mode; its first {@link #handled} bytes are done with. */
    private ByteBuffer in;
    private int handled;
    private boolean settingsCame;
    /** The client knows our settings. */
    private boolean settingsKnown;
    /** The last one that was taken. */
    private int lastStream;
    /** The last one that the client has opened, after we told it to go away too. */
    private int highest;
    private final Recent opened = new Recent();
    private final Recent resets = new Recent();
    /** Threads that serve a stream, closed ones too. */
    private int serving;
    /**
     * Those of them that serve a stream which the client may take for closed: it may open another one in its place, but not more than as
     * many again.
     */
    private int dead;
    private int requests;
    /** Bodies that are being read. */
    private int bodies;
    private boolean goingAway;
    private boolean over;
    private long begunUntil;

    // What the client has set.
    private int initialWindow = Frame.WINDOW_STANDARD;
    private int payloadMax = Frame.PAYLOAD_MAX;
    private boolean tableChanged;

    // Flow control of the connection.
    private long sendWindow = Frame.WINDOW_STANDARD;
    private int receiveWindow = Frame.WINDOW_STANDARD;
    private int read;
    /** Bytes of all bodies that have come and were not read. */
    private int unread;

    // Sending.
    /** What waits to be sent, in filling mode; null while nothing does. */
    private ByteBuffer out;
    private boolean flushing;
    private final ArrayDeque<Http2Stream> writers = new ArrayDeque<>();
    private final ArrayDeque<Thread> roomWaiters = new ArrayDeque<>();
    private int slot = -1;

    /** {@code first}: bytes that were read before it was known that this is HTTP/2; the preface is among them or follows. */
    public Http2Connection(Wire wire, byte[] first, Http2Limits limits, Http2Server server) {
        this.wire = wire;
        this.limits = limits;
        this.server = server;
        in = wire.loop.buffers.takeDirect();
        in.put(first);
    }

    public Loop loop() {
        return wire.loop;
    }

    public Wire wire() {
        return wire;
    }

    /** Serves the connection until it ends; the wire is still open then. */
    public void run() throws IOException {
        wire.loop.watch(this);
        try {
            serve();
            farewell();
        } catch (Http2Error breach) {
            server.breach(breach);
            goAway(breach.code);
            for (var stream : streams.all()) stream.die(Http2Error.CANCEL);
            farewell();
        } finally {
            end();
            wire.loop.forget(this);
            if (in != null) wire.loop.buffers.give(in);
        }
    }

    /** Nothing is read or written any more. */
    private void end() {
        over = true;
        for (var stream : streams.all()) stream.die(Http2Error.CANCEL);
        wakeWriters();
        wire.wake();
    }

    /** Waits until the last word has left, and for the client to hear it. */
    private void farewell() throws IOException {
        while (flushing && !over) awaitRoom();
        if (over) return;
        wire.shutdownOutput();
        wire.deadlineIn(FAREWELL_MILLIS);
        if (in == null) in = wire.loop.buffers.takeDirect();
        try {
            while (wire.read(in.clear()) >= 0) Thread.yield();
        } catch (Expired late) {
            return;
        }
    }

    private void serve() throws IOException {
        wire.deadlineIn(limits.timeouts().headerMillis());
        hello();
        preface();
        while (true) {
            boolean more = true;
            while (more) more = frame();
            if (over) throw new EOFException("the client does not read");
            if (server.isDraining()) goAwayWhenDone();
            if (goingAway && serving == 0) return;
            try {
                if (!fill()) {
                    end();
                    return;
                }
            } catch (Expired late) {
                if (serving > 0 || flushing || blockStream != 0 || !settingsCame) throw late;
                goAwayWhenDone();
            }
        }
    }

    /** Our settings, and a larger window for the connection. */
    private void hello() throws IOException {
        header(6 * 4, Frame.SETTINGS, 0, 0);
        control(Frame.MAX_CONCURRENT_STREAMS, limits.streams());
        control(Frame.INITIAL_WINDOW_SIZE, limits.windowBytes());
        control(Frame.MAX_HEADER_LIST_SIZE, limits.head().headMax());
        control(Frame.ENABLE_CONNECT_PROTOCOL, 1);
        windowUpdate(0, RECEIVE_WINDOW - receiveWindow);
        receiveWindow = RECEIVE_WINDOW;
    }

    private void control(int name, int value) {
        out.putShort((short) name).putInt(value);
    }

    private void preface() throws IOException {
        while (true) {
            int have = Math.min(in.position(), PREFACE.length);
            for (int i = 0; i < have; i++) {
                if (in.get(i) != PREFACE[i]) throw Http2Error.connection(Http2Error.PROTOCOL_ERROR, "client sent an invalid preface");
            }
            if (have == PREFACE.length) break;
            if (wire.read(in) < 0) throw new EOFException("client closed before its preface");
        }
        handled = PREFACE.length;
    }

    // Reading.

    /** Makes room behind the beginning of a frame that is not whole yet. */
    private void compact() {
        if (handled == 0) return;
        in.flip().position(handled);
        in.compact();
        handled = 0;
    }

    /** Reads more, waiting when there is nothing; false at the end. Holds no buffer while it waits for a new frame. */
    private boolean fill() throws IOException {
        compact();
        boolean begun = in.position() > 0;
        if (!begun) {
            wire.loop.buffers.give(in);
            in = null;
        }
        deadline();
        if (wire.isReadable()) Thread.yield(); // there may always be more: others come between
        else wire.awaitReadable();
        wire.loop.resumed(Thread.currentThread());
        if (in == null) in = wire.loop.buffers.takeDirect();
        int count = wire.readNow(in);
        if (count < 0 && begun) throw new EOFException("client closed in the middle of a frame");
        return count >= 0;
    }

    /** What is begun has to be there by a time that bytes do not put off; 0 while nothing is. */
    private void deadline() {
        boolean begun = blockStream != 0 || !settingsCame || serving == 0 && in != null;
        if (!begun) begunUntil = 0;
        else if (begunUntil == 0) begunUntil = wire.loop.now() + limits.timeouts().headerMillis() * 1_000_000 | 1;
        if (flushing) return; // the writer's own holds
        wire.deadlineIn(begun && limits.timeouts().headerMillis() > 0 ? Math.max(1, (begunUntil - wire.loop.now()) / 1_000_000) : idle());
    }

    private long idle() {
        if (serving > 0) return 0;
        return requests == 0 ? limits.timeouts().headerMillis() : limits.timeouts().idleMillis();
    }

    /** Handles the next frame; false when it is not whole yet. Leaves the buffer as it was then. */
    private boolean frame() throws IOException {
        if (in == null) return false;
        int end = in.position();
        int at = handled;
        if (end - at < Frame.HEADER) return false;
        int length = (in.get(at) & 0xff) << 16 | in.getShort(at + 1) & 0xffff;
        if (length > Frame.PAYLOAD_MAX) {
            throw Http2Error.connection(Http2Error.FRAME_SIZE_ERROR, "client sent a frame of " + length + " bytes");
        }
        if (end - at < Frame.HEADER + length) return false;
        int type = in.get(at + 3) & 0xff;
        int flags = in.get(at + 4);
        int id = in.getInt(at + 5) & 0x7fff_ffff;
        handled = at + Frame.HEADER + length;
        in.limit(handled).position(at + Frame.HEADER);
        try {
            if (!settingsCame && type != Frame.SETTINGS) throw protocol("no SETTINGS first");
            if (blockStream != 0 && type != Frame.CONTINUATION) throw protocol("another frame inside of a header block");
            payload(type, flags, id, length);
        } catch (Http2Error breach) {
            if (breach.stream == 0) throw breach;
            server.breach(breach);
            calm.disturbed(wire.loop.now());
            refuse(breach.stream, breach.code);
        }
        in.limit(in.capacity()).position(end);
        return true;
    }

    private void payload(int type, int flags, int id, int length) throws IOException {
        switch (type) {
            case Frame.DATA -> data(flags, id, length);
            case Frame.HEADERS -> headers(flags, id);
            case Frame.PRIORITY -> priority(id, length);
            case Frame.RST_STREAM -> rstStream(id, length);
            case Frame.SETTINGS -> settings(flags, id, length);
            case Frame.PUSH_PROMISE -> throw protocol("PUSH_PROMISE");
            case Frame.PING -> ping(flags, id, length);
            case Frame.GOAWAY -> {
                if (id != 0) throw protocol("GOAWAY on a stream");
                if (length < 8) throw size("GOAWAY", length);
            }
            case Frame.WINDOW_UPDATE -> windowUpdated(id, length);
            case Frame.CONTINUATION -> continuation(flags, id);
            default -> calm.disturbed(wire.loop.now()); // RFC 9113 §5.5: unknown ones are ignored
        }
    }

    private static Http2Error protocol(String what) {
        return Http2Error.connection(Http2Error.PROTOCOL_ERROR, "client sent " + what);
    }

    private static Http2Error size(String frame, int length) {
        return Http2Error.connection(Http2Error.FRAME_SIZE_ERROR, "client sent " + frame + " of " + length + " bytes");
    }

    /** RFC 9113 §6.1: the length of the padding is taken off the end of the frame. */
    private void unpad(int flags) throws Http2Error {
        if ((flags & Frame.PADDED) == 0) return;
        if (!in.hasRemaining()) throw size("a padded frame", 0);
        int padding = in.get() & 0xff;
        if (padding > in.remaining()) throw protocol("more padding than frame");
        in.limit(in.limit() - padding);
    }

    private void data(int flags, int id, int length) throws Http2Error {
        if (id == 0) throw protocol("DATA without a stream");
        receiveWindow -= length;
        if (receiveWindow < 0) {
            throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client sent more than the window of the connection");
        }
        unpad(flags);
        boolean end = (flags & Frame.END_STREAM) != 0;
        int payload = in.remaining();
        if (payload == 0 && !end) calm.disturbed(wire.loop.now());
        var stream = streams.get(id);
        if (stream == null || stream.isDead()) {
            taken(length);
            if (isIdle(id)) throw protocol("DATA on an idle stream");
            if (id > lastStream || resets.has(id)) return;
            throw Http2Error.stream(id, Http2Error.STREAM_CLOSED, "client sent DATA on a closed stream");
        }
        if (stream.remoteEnded()) {
            taken(length);
            throw Http2Error.stream(id, Http2Error.STREAM_CLOSED, "client sent DATA behind the end of its stream");
        }
        taken(length - payload);
        stream.received(in, payload, length);
        if (end) stream.endReceived();
    }

    private boolean isIdle(int id) {
        return id > highest || (id & 1) == 0;
    }

    private void headers(int flags, int id) throws IOException {
        if (id == 0 || (id & 1) == 0) throw protocol("HEADERS on stream " + id);
        unpad(flags);
        blockIsSelfDependent = false;
        if ((flags & Frame.WITH_PRIORITY) != 0) {
            if (in.remaining() < 5) throw size("HEADERS", in.remaining());
            blockIsSelfDependent = (in.getInt() & 0x7fff_ffff) == id;
            in.get();
        }
        blockStream = id;
        blockEndsStream = (flags & Frame.END_STREAM) != 0;
        blockFrames = 0;
        block.clear();
        fragment((flags & Frame.END_HEADERS) != 0);
    }

    private void continuation(int flags, int id) throws IOException {
        if (blockStream == 0 || blockStream != id) throw protocol("CONTINUATION without HEADERS");
        if (!in.hasRemaining()) calm.disturbed(wire.loop.now());
        fragment((flags & Frame.END_HEADERS) != 0);
    }

    private void fragment(boolean last) throws IOException {
        block.add(in, in.remaining());
        int most = limits.head().headMax();
        if (block.length() > Math.max(most, Frame.PAYLOAD_MAX) || ++blockFrames > 2 + most / 256) {
            throw Http2Error.connection(Http2Error.ENHANCE_YOUR_CALM,
                    "client sent a header block of " + block.length() + " bytes in " + blockFrames + " frames");
        }
        if (!last) return;
        int id = blockStream;
        blockStream = 0;
        var stream = streams.get(id);
        fields.reset(most, limits.head().lineMax(), limits.head().linesMax() + PSEUDO_MAX);
        decoder.decode(block.array(), 0, block.length(), fields);
        if (stream != null && !stream.isDead()) trailers(stream);
        else if (id > highest) request(id);
        else if (id <= lastStream && !resets.has(id)) closed(id);
    }

    /** RFC 9113 §5.1.1: a number that was passed over is as good as an unknown one. */
    private void closed(int id) throws Http2Error {
        if (!opened.has(id)) throw protocol("HEADERS on stream " + id + " behind stream " + lastStream);
        throw Http2Error.connection(Http2Error.STREAM_CLOSED, "client sent HEADERS on a closed stream");
    }

    private void trailers(Http2Stream stream) throws Http2Error {
        if (stream.remoteEnded()) {
            throw Http2Error.stream(stream.id, Http2Error.STREAM_CLOSED, "client sent HEADERS behind the end of its stream");
        }
        if (!blockEndsStream) {
            throw Http2Error.stream(stream.id, Http2Error.PROTOCOL_ERROR, "client sent trailers that do not end the stream");
        }
        Http2Request.checkTrailers(stream.id, fields);
        stream.endReceived();
    }

    private void request(int id) throws Http2Error {
        highest = id;
        if (goingAway) return; // RFC 9113 §6.8: the client knows that it was not served
        lastStream = id;
        opened.add(id);
        if (blockIsSelfDependent) throw Http2Error.stream(id, Http2Error.PROTOCOL_ERROR, "client sent a stream that depends on itself");
        if (serving - dead >= limits.streams() || serving >= 2 * limits.streams()) {
            throw Http2Error.stream(id, Http2Error.REFUSED_STREAM, "client sent more than " + limits.streams() + " requests at once");
        }
        int window = settingsKnown ? limits.windowBytes() : Math.max(limits.windowBytes(), Frame.WINDOW_STANDARD);
        var stream = new Http2Stream(id, this, window, initialWindow);
        Http2Request.read(stream, fields);
        if (blockEndsStream) stream.endReceived();
        streams.put(stream); // from here on its thread ends it
        serving++;
        if (++requests >= limits.requests()) goAwayWhenDone();
        wire.loop.start(() -> serve(stream));
    }

    private void serve(Http2Stream stream) {
        try {
            wire.loop.resumed(Thread.currentThread());
            server.serve(stream);
        } finally {
            finished(stream);
        }
    }

    /** RFC 9113 §8.1: what of a request's body nobody waits for need not be sent. */
    private void finished(Http2Stream stream) {
        serving--;
        if (!stream.isDead()) {
            calm.useful(1);
            if (!stream.localEnded()) reset(stream, Http2Error.INTERNAL_ERROR);
            else if (!stream.remoteEnded()) reset(stream, Http2Error.NO_ERROR);
            else stream.die(Http2Error.NO_ERROR);
        }
        streams.remove(stream.id);
        dead--; // it is by now, in any case
        if (serving > 0 || over) return;
        if (limits.timeouts().idleMillis() == 0) goAwayWhenDone();
        if (goingAway) wire.wake();
        else deadline();
    }

    /** RFC 9113 §5.3.2: it means nothing here. What is wrong with it is told where there is a stream that can be reset. */
    private void priority(int id, int length) throws Http2Error {
        if (id == 0) throw protocol("PRIORITY without a stream");
        if (length != 5) {
            throw isIdle(id) ? size("PRIORITY", length) : Http2Error.stream(id, Http2Error.FRAME_SIZE_ERROR,
                    "client sent PRIORITY of " + length + " bytes");
        }
        calm.disturbed(wire.loop.now());
        if ((in.getInt() & 0x7fff_ffff) != id || streams.get(id) == null) return;
        throw Http2Error.stream(id, Http2Error.PROTOCOL_ERROR, "client sent a stream that depends on itself");
    }

    private void rstStream(int id, int length) throws Http2Error {
        if (id == 0) throw protocol("RST_STREAM without a stream");
        if (length != 4) throw size("RST_STREAM", length);
        if (isIdle(id)) throw protocol("RST_STREAM on an idle stream");
        calm.disturbed(wire.loop.now());
        var stream = streams.get(id);
        if (stream != null) stream.die(in.getInt());
    }

    private void settings(int flags, int id, int length) throws IOException {
        if (id != 0) throw protocol("SETTINGS on a stream");
        if ((flags & Frame.ACK) != 0) {
            if (length != 0) throw size("SETTINGS with ACK", length);
            settingsKnown = true;
            return;
        }
        if (length % 6 != 0) throw size("SETTINGS", length);
        if (settingsCame) calm.disturbed(wire.loop.now());
        settingsCame = true;
        while (in.hasRemaining()) setting(in.getShort() & 0xffff, in.getInt() & 0xffff_ffffL);
        header(0, Frame.SETTINGS, Frame.ACK, 0);
        wakeWriters();
    }

    private void setting(int name, long value) throws Http2Error {
        switch (name) {
            case Frame.HEADER_TABLE_SIZE -> tableChanged = true;
            case Frame.ENABLE_PUSH -> {
                if (value > 1) throw protocol("ENABLE_PUSH of " + value);
            }
            case Frame.INITIAL_WINDOW_SIZE -> {
                if (value > Frame.WINDOW_MAX) {
                    throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client sent INITIAL_WINDOW_SIZE of " + value);
                }
                long more = value - initialWindow;
                initialWindow = (int) value;
                for (var stream : streams.slots()) if (stream != null) widen(stream, more, 0);
            }
            case Frame.MAX_FRAME_SIZE -> {
                if (value < Frame.PAYLOAD_MAX || value > Frame.PAYLOAD_LIMIT) throw protocol("MAX_FRAME_SIZE of " + value);
                payloadMax = (int) value;
            }
            default -> {} // RFC 9113 §6.5.2: unknown ones are ignored
        }
    }

    private void ping(int flags, int id, int length) throws IOException {
        if (id != 0) throw protocol("PING on a stream");
        if (length != 8) throw size("PING", length);
        if ((flags & Frame.ACK) != 0) return;
        calm.disturbed(wire.loop.now());
        long data = in.getLong();
        header(8, Frame.PING, Frame.ACK, 0);
        out.putLong(data);
    }

    private void windowUpdated(int id, int length) throws Http2Error {
        if (length != 4) throw size("WINDOW_UPDATE", length);
        int more = in.getInt() & 0x7fff_ffff;
        if (more < SMALL || id != 0 && streams.get(id) == null) calm.disturbed(wire.loop.now());
        if (id == 0) {
            if (more == 0) throw protocol("WINDOW_UPDATE of 0");
            sendWindow += more;
            if (sendWindow > Frame.WINDOW_MAX) {
                throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client opened the window beyond 2^31-1");
            }
            wakeWriters();
            return;
        }
        if (isIdle(id)) throw protocol("WINDOW_UPDATE on an idle stream");
        if (more == 0) throw Http2Error.stream(id, Http2Error.PROTOCOL_ERROR, "client sent WINDOW_UPDATE of 0");
        var stream = streams.get(id);
        if (stream != null && !stream.isDead()) widen(stream, more, id);
    }

    /** {@code blamed}: the stream whose error an overflow is; 0 for the connection's. */
    private void widen(Http2Stream stream, long more, int blamed) throws Http2Error {
        stream.sendWindow += more;
        if (stream.sendWindow > Frame.WINDOW_MAX) {
            var detail = "client opened the window of a stream beyond 2^31-1";
            throw blamed == 0 ? Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, detail)
                    : Http2Error.stream(blamed, Http2Error.FLOW_CONTROL_ERROR, detail);
        }
        stream.wakeWriter();
    }

    // Ends.

    private void refuse(int id, int code) throws IOException {
        var stream = streams.get(id);
        if (stream != null) stream.die(code);
        rst(id, code);
    }

    private void rst(int id, int code) throws IOException {
        resets.add(id);
        header(4, Frame.RST_STREAM, 0, id);
        out.putInt(code);
    }

    /** From the thread that serves the stream. */
    void reset(Http2Stream stream, int code) {
        stream.die(code);
        try {
            if (!over) rst(stream.id, code);
        } catch (IOException broken) {
            over = true; // the reader sees it, too
        }
    }

    private void goAway(int code) {
        try {
            header(8, Frame.GOAWAY, 0, 0);
            out.putInt(lastStream).putInt(code);
        } catch (IOException broken) {
            over = true;
        }
    }

    /** No further stream is taken; those that are open are served. From a thread of the loop. */
    public void goAwayWhenDone() {
        if (goingAway || over) return;
        goingAway = true;
        goAway(Http2Error.NO_ERROR);
        wire.wake();
    }

    void died() {
        dead++;
    }

    /** Requests are being served. */
    public boolean isBusy() {
        return serving > 0;
    }

    // Flow control of what comes.

    /** Bytes of the connection's window were read, or dropped. */
    void taken(int count) {
        read += count;
        if (over || read < RECEIVE_WINDOW / 2) return;
        receiveWindow += read;
        windowUpdate(0, read);
        read = 0;
    }

    void forgetUnread(int count) {
        if (count == 0) return;
        keepsLess(count);
        taken(count);
    }

    /** Bytes of a body wait for whoever serves its stream: the connection may be cut when clients make us keep too much. */
    void keeps(int count) {
        wire.keep(count);
        if (unread == 0) {
            wire.begins();
            wire.isSlow();
        }
        unread += count;
    }

    void keepsLess(int count) {
        unread -= count;
        wire.keepLess(count);
        if (unread == 0 && bodies == 0) wire.finishes();
    }

    /** A body is being read: what is kept of it is unfinished, wherever it is. */
    void bodyBegins() {
        if (bodies++ == 0) wire.begins();
    }

    void bodyFinishes() {
        if (--bodies == 0 && unread == 0) wire.finishes();
    }

    void windowUpdate(int id, int more) {
        try {
            header(4, Frame.WINDOW_UPDATE, 0, id);
            out.putInt(more);
        } catch (IOException broken) {
            over = true;
        }
    }

    // Sending.

    /** How many bytes of bodies can be sent now. */
    long sendable() {
        if (over) return 0;
        int room = out == null ? payloadMax : out.remaining() - RESERVED - Frame.HEADER;
        return Math.min(room, sendWindow);
    }

    int chunk() {
        return Math.min(payloadMax, limits.chunkBytes());
    }

    /** Begins a frame; {@code length} more bytes have to be put into {@link #out}. Waits for room. */
    private void header(int length, int type, int flags, int id) throws IOException {
        room(Frame.HEADER + length);
        out.put((byte) (length >>> 16)).putShort((short) length).put((byte) type).put((byte) flags).putInt(id);
    }

    private void room(int length) throws IOException {
        if (over) throw new EOFException("the connection is over");
        while (out != null && out.remaining() < length) {
            awaitRoom();
            if (over) throw new EOFException("the connection is over");
        }
        if (out == null) out = length <= Buffers.DIRECT ? wire.loop.buffers.takeDirect() : ByteBuffer.allocateDirect(length);
        if (flushing) return;
        flushing = true;
        wire.loop.start(this::flush);
    }

    /** Until what waits begins to leave, or the writer ends. */
    private void awaitRoom() {
        var me = Thread.currentThread();
        roomWaiters.add(me);
        try {
            LockSupport.park(this);
        } finally {
            roomWaiters.remove(me);
            wire.loop.resumed(me);
        }
    }

    /** Runs behind everything that this turn of the loop has to do, and ends when nothing waits any more. */
    private void flush() {
        try {
            while (out != null && !over) {
                var going = out.flip();
                out = null;
                wakeWriters();
                wire.deadlineIn(limits.timeouts().sendMillis());
                try {
                    wire.write(going);
                } finally {
                    if (going.capacity() == Buffers.DIRECT) wire.loop.buffers.give(going);
                }
            }
        } catch (IOException broken) {
            end();
        } finally {
            flushing = false;
            if (!over) deadline();
            wakeWriters();
        }
    }

    private void wakeWriters() {
        for (var thread : roomWaiters) LockSupport.unpark(thread);
        for (var stream : writers) if (stream.isWritable()) stream.wakeWriter();
    }

    void wantsToWrite(Http2Stream stream, boolean wants) {
        writers.remove(stream);
        if (wants) writers.add(stream);
    }

    /** A header block, in as many frames as it takes; nothing may come between them. */
    void headers(Http2Stream stream, byte[] fieldBlock, int length, boolean end) throws IOException {
        int frames = 1 + length / payloadMax;
        room((frames + 1) * Frame.HEADER + 1 + length);
        int prefix = tableChanged ? 1 : 0;
        int at = 0;
        int type = Frame.HEADERS;
        do {
            int part = Math.min(payloadMax - prefix, length - at);
            boolean last = at + part == length;
            int flags = (last ? Frame.END_HEADERS : 0) | (end && type == Frame.HEADERS ? Frame.END_STREAM : 0);
            header(prefix + part, type, flags, stream.id);
            if (prefix > 0) out.put(HpackEncoder.NO_TABLE);
            tableChanged = false;
            prefix = 0;
            out.put(fieldBlock, at, part);
            at += part;
            type = Frame.CONTINUATION;
        } while (at < length);
    }

    void data(Http2Stream stream, ByteBuffer from, int length, boolean end) throws IOException {
        header(length, Frame.DATA, end ? Frame.END_STREAM : 0, stream.id);
        if (length == 0) return;
        int limit = from.limit();
        out.put(from.limit(from.position() + length));
        from.limit(limit);
        sendWindow -= length;
        if (length >= SMALL || !from.hasRemaining()) calm.useful(2);
    }

    // The loop's side.

    @Override
    public void ready(SelectionKey key) {
        throw new IllegalStateException("a connection has no key of its own");
    }

    @Override
    public void tick(long now) {
        for (var stream : streams.slots()) if (stream != null) stream.tick(now);
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public void slot(int newSlot) {
        slot = newSlot;
    }
}
