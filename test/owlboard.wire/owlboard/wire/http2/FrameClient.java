package owlboard.wire.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import owlboard.harness.Patience;

/**
 * A client that says frames, right ones and wrong ones, and what a server makes of them. Everything that is waited for fails after 15
 * seconds.
 */
public final class FrameClient implements AutoCloseable {
    public static final int DATA = Frame.DATA, HEADERS = Frame.HEADERS, PRIORITY = Frame.PRIORITY, RST_STREAM = Frame.RST_STREAM,
            SETTINGS = Frame.SETTINGS,
            PUSH_PROMISE = Frame.PUSH_PROMISE, PING = Frame.PING, GOAWAY = Frame.GOAWAY, WINDOW_UPDATE = Frame.WINDOW_UPDATE,
            CONTINUATION = Frame.CONTINUATION;
    public static final int END_STREAM = Frame.END_STREAM, ACK = Frame.ACK, END_HEADERS = Frame.END_HEADERS, PADDED = Frame.PADDED,
            WITH_PRIORITY = Frame.WITH_PRIORITY;
    public static final int INITIAL_WINDOW_SIZE = Frame.INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE = Frame.MAX_FRAME_SIZE,
            ENABLE_PUSH = Frame.ENABLE_PUSH,
            HEADER_TABLE_SIZE = Frame.HEADER_TABLE_SIZE, MAX_CONCURRENT_STREAMS = Frame.MAX_CONCURRENT_STREAMS,
            ENABLE_CONNECT_PROTOCOL = Frame.ENABLE_CONNECT_PROTOCOL, NO_RFC7540_PRIORITIES = Frame.NO_RFC7540_PRIORITIES;

    /** A frame that came. */
    public record Came(int type, int flags, int id, byte[] payload) {
        public boolean has(int flag) {
            return (flags & flag) != 0;
        }

        public int number() {
            return ByteBuffer.wrap(payload).getInt();
        }

        /** Of GOAWAY. */
        public int lastStream() {
            return number();
        }

        /** Of GOAWAY and RST_STREAM. */
        public int code() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }

        @Override
        public String toString() {
            return "type " + type + " flags " + flags + " stream " + id + " length " + payload.length
                    + (type == GOAWAY || type == RST_STREAM ? " code " + code() : "");
        }
    }

    /** An answer: {@code reset} is the code of a RST_STREAM in its middle, or behind its end; -1 for none. */
    public record Answer(int status, List<String> fields, byte[] body, int reset) {
        public String text() {
            return new String(body, ISO_8859_1);
        }

        /** Null when there is none. */
        public String field(String name) {
            return fields.stream().filter(line -> line.startsWith(name + ": ")).findFirst().map(line -> line.substring(name.length() + 2))
                    .orElse(null);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder();
    private final FieldBlock fields = new FieldBlock();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean gathers;
    /** The server's settings by their number; -1 for those that it did not send. */
    public final long[] settings = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    private final List<Came> seen = new ArrayList<>();
    private final SentFrames rules = new SentFrames();

    private FrameClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Patience.MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /** Connected, nothing said. */
    public static FrameClient silent(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address, Patience.MILLIS);
        socket.setTcpNoDelay(true);
        return new FrameClient(socket);
    }

    public static FrameClient on(Socket socket) throws IOException {
        return new FrameClient(socket);
    }

    /** Both sides know each other's settings. */
    public static FrameClient open(InetSocketAddress address, long... settings) throws IOException {
        return silent(address).greets(settings);
    }

    public FrameClient greets(long... mine) throws IOException {
        gathers = true;
        raw(Http2Connection.PREFACE).settings(mine);
        sendsGathered();
        var first = next();
        if (first.type != SETTINGS || first.has(ACK)) throw new AssertionError("the first frame is not SETTINGS: " + first);
        frame(SETTINGS, ACK, 0);
        until("the ACK of our settings", came -> came.type == SETTINGS && came.has(ACK));
        return this;
    }

    // What is said.

    public FrameClient raw(byte... bytes) {
        try {
            if (gathers) gathered.write(bytes);
            else socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What is said from here on leaves in one write. */
    public FrameClient gathers() {
        gathers = true;
        return this;
    }

    public FrameClient sendsGathered() {
        return raw(gathered());
    }

    /** What would be sent; it is not. */
    public byte[] gathered() {
        gathers = false;
        var bytes = gathered.toByteArray();
        gathered.reset();
        return bytes;
    }

    public static byte[] header(int length, int type, int flags, int id) {
        return ByteBuffer.allocate(9).put((byte) (length >>> 16)).putShort((short) length).put((byte) type).put((byte) flags).putInt(id)
                .array();
    }

    public FrameClient frame(int type, int flags, int id, byte... payload) {
        if (type == HEADERS) rules.asked(id);
        if (type == WINDOW_UPDATE && id == 0 && payload.length == 4) rules.opened(ByteBuffer.wrap(payload).getInt());
        return raw(join(header(payload.length, type, flags, id), payload));
    }

    public static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    public static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) bytes.putInt(value);
        return bytes.array();
    }

    public FrameClient settings(long... pairs) {
        var bytes = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            bytes.putShort((short) pairs[i]).putInt((int) pairs[i + 1]);
            if (pairs[i] == MAX_FRAME_SIZE) rules.takes((int) pairs[i + 1]);
        }
        return frame(SETTINGS, 0, 0, bytes.array());
    }

    /** A request for {@code path} that is over with its head. */
    public FrameClient get(int id, String path, String... more) {
        return headers(id, END_STREAM | END_HEADERS, request("GET", path, more));
    }

    /** The head of a request whose body follows. */
    public FrameClient post(int id, String path, String... more) {
        return headers(id, END_HEADERS, request("POST", path, more));
    }

    public FrameClient headers(int id, int flags, byte[] block) {
        return frame(HEADERS, flags, id, block);
    }

    public FrameClient data(int id, int flags, String text) {
        return frame(DATA, flags, id, text.getBytes(ISO_8859_1));
    }

    public FrameClient reset(int id, int code) {
        return frame(RST_STREAM, 0, id, ints(code));
    }

    public FrameClient window(int id, int more) {
        return frame(WINDOW_UPDATE, 0, id, ints(more));
    }

    public static byte[] request(String method, String path, String... more) {
        return join(block(":method", method, ":scheme", "http", ":path", path, ":authority", "shop"), block(more));
    }

    /** Names and values in turn, as literals without index and without Huffman code. */
    public static byte[] block(String... fields) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            literal(out, fields[i]);
            literal(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    /** One field that the server is to remember (RFC 7541 §6.2.1). */
    public static byte[] remembered(String name, String value) {
        var out = new ByteArrayOutputStream();
        out.write(0x40);
        literal(out, name);
        literal(out, value);
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            for (length -= 127; length >= 128; length >>>= 7) out.write(length & 127 | 128);
            out.write(length);
        }
        out.writeBytes(text.getBytes(ISO_8859_1));
    }

    // What comes.

    /** The next frame. Settings are noted. */
    public Came next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        var payload = new byte[length];
        in.readFully(payload);
        var came = new Came(type, flags, id & 0x7fff_ffff, payload);
        rules.check(id, came);
        if (type == SETTINGS) note(payload);
        seen.add(came);
        if (seen.size() > 20) seen.removeFirst();
        return came;
    }

    private void note(byte[] payload) {
        var pairs = ByteBuffer.wrap(payload);
        while (pairs.hasRemaining()) {
            int name = pairs.getShort();
            long value = pairs.getInt() & 0xffff_ffffL;
            if (name < settings.length) settings[name] = value;
        }
    }

    public Came until(String what, Predicate<Came> wanted) throws IOException {
        while (true) {
            Came came;
            try {
                came = next();
            } catch (EOFException | SocketException | SSLException end) {
                throw new AssertionError("expected " + what + ", got the end; before it " + seen, end);
            } catch (SocketTimeoutException late) {
                throw new AssertionError("expected " + what + ", got nothing more; before it " + seen, late);
            }
            if (wanted.test(came)) return came;
            if (came.type == GOAWAY && came.code() != 0) throw new AssertionError("expected " + what + ", got " + came);
        }
    }

    /** The whole answer on a stream; interim ones are passed over. Opens the windows as it reads. */
    public Answer answer(int id) throws IOException {
        var body = new ByteArrayOutputStream();
        List<String> lines = null;
        while (true) {
            var came = until("an answer on stream " + id, frame -> frame.id == id && frame.type != WINDOW_UPDATE);
            if (came.type == RST_STREAM) return new Answer(lines == null ? 0 : status(lines), lines, body.toByteArray(), came.code());
            if (came.type == HEADERS) {
                var decoded = fields(came);
                if (lines != null) { // trailers
                    if (decoded.stream().anyMatch(line -> line.startsWith(":"))) throw new AssertionError("8.1: trailers " + decoded);
                } else if (status(decoded) >= 200) {
                    lines = decoded;
                } else if (came.has(END_STREAM)) {
                    throw new AssertionError("8.1: an interim answer ends its stream: " + came);
                }
            }
            if (came.type == DATA) {
                body.writeBytes(came.payload);
                if (came.payload.length > 0) window(0, came.payload.length);
                if (came.payload.length > 0 && !came.has(END_STREAM)) window(id, came.payload.length);
            }
            if (came.has(END_STREAM)) return new Answer(status(lines), lines, body.toByteArray(), -1);
        }
    }

    private static int status(List<String> lines) {
        if (lines.stream().filter(line -> line.startsWith(":")).count() != 1) throw new AssertionError("8.3.2: an answer has " + lines);
        return Integer.parseInt(lines.getFirst().substring(":status: ".length()));
    }

    /** The fields of a head, with the CONTINUATION that follows it. */
    public List<String> fields(Came head) throws IOException {
        var block = head.payload;
        for (var last = head; !last.has(END_HEADERS); block = join(block, last.payload)) last = next();
        fields.reset(1 << 20, 1 << 20, 10_000);
        decoder.decode(block, 0, block.length, fields);
        var lines = new ArrayList<String>();
        for (int i = 0; i < fields.count(); i++) {
            lines.add(text(fields.nameAt(i), fields.nameLength(i)) + ": " + text(fields.valueAt(i), fields.valueLength(i)));
        }
        return lines;
    }

    private String text(int at, int length) {
        return new String(fields.text.array(), at, length, ISO_8859_1);
    }

    /** GOAWAY with this code, which may have come already, then the end of the connection. */
    public Came goesAway(int code) throws IOException {
        var goAway = seen.stream().filter(came -> came.type == GOAWAY).findFirst().orElse(null);
        try {
            while (true) {
                var came = next();
                if (came.type == GOAWAY) goAway = came;
            }
        } catch (EOFException | SocketException | SSLException end) {
            if (goAway == null) throw new AssertionError("the connection ended without GOAWAY; before it " + seen, end);
        } catch (SocketTimeoutException late) {
            throw new AssertionError("expected GOAWAY with " + code + " and the end; got " + seen, late);
        }
        if (goAway.code() != code) throw new AssertionError("expected GOAWAY with " + code + ", got " + goAway);
        return goAway;
    }

    /** The end of the connection, whatever comes before it. */
    public void ends() throws IOException {
        try {
            while (true) next();
        } catch (EOFException | SocketException | SSLException end) {
            return;
        }
    }

    /** RST_STREAM with this code, and a connection that goes on. */
    public FrameClient isReset(int id, int code) throws IOException {
        var came = until("RST_STREAM of stream " + id, frame -> frame.type == RST_STREAM && frame.id == id);
        if (came.code() != code) throw new AssertionError("expected RST_STREAM with " + code + ", got " + came);
        return goesOn();
    }

    /** A PING is answered. */
    public FrameClient goesOn() throws IOException {
        var data = new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) System.nanoTime()};
        frame(PING, 0, 0, data);
        until("the answer of a PING", came -> came.type == PING && came.has(ACK) && Arrays.equals(came.payload, data));
        return this;
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
