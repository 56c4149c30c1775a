package owlboard.wire.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.http.Bytes;
import owlboard.wire.loop.Loop;

/** What each frame of a server does (RFC 9113 §6), where it has one request at a time. */
final class ServerFrames {
    private static final int FIELDS_MAX = 1000;
    /** In bytes; what a head may have at least: the details of an error may be long. */
    private static final int TRAILERS_MAX = 1 << 20;
    private static final int PRIORITY_BYTES = 5;
    /** Of the window of the connection: then it is opened again. What is kept, the window of the stream bounds. */
    private static final int USED_MAX = 1 << 30;

    private final FrameReader reader;
    private final Outbox outbox;
    private final Calm calm;
    private final HpackDecoder decoder = new HpackDecoder();
    private final FieldBlock fields = new FieldBlock();
    private final Bytes block = new Bytes(512);
    private boolean settingsCame;
    private int used;
    private boolean goesAway;

    // The request that is being answered.

    private int stream;
    /** Null between requests. */
    private Reply reply;
    private int headMax;
    private boolean takesNoMore;

    // The header block that is being read.

    private boolean inBlock;
    private boolean endsStream;
    private int fragments;

    ServerFrames(FrameReader reader, Outbox outbox, Loop loop) {
        this.reader = reader;
        this.outbox = outbox;
        calm = new Calm(loop);
    }

    void begin(int id, Reply answer, int mostBytes) {
        stream = id;
        reply = answer;
        headMax = mostBytes;
        takesNoMore = false;
    }

    /** Nothing is asked any more. */
    void rest() {
        reply = null;
    }

    /** The server wants no further request. */
    boolean goesAway() {
        return goesAway;
    }

    /** The answer is whole, and the server has no use for the rest of the request. */
    boolean takesNoMore() {
        return takesNoMore;
    }

    /** Handles the next frame; false when it is not whole yet. A body goes into {@code target} when nothing waits before it. */
    boolean next(ByteBuffer target) throws IOException {
        if (!settingsCame && reader.isHttp1()) throw Http2Error.protocol("an answer of HTTP/1");
        if (!reader.next()) return false;
        int type = reader.type();
        if (!settingsCame && type != Frame.SETTINGS) throw Http2Error.protocol("no SETTINGS first");
        if (inBlock && type != Frame.CONTINUATION) throw Http2Error.protocol("another frame inside of a header block");
        switch (type) {
            case Frame.DATA -> data(target);
            case Frame.HEADERS -> headers();
            case Frame.CONTINUATION -> continuation();
            case Frame.RST_STREAM -> rstStream();
            case Frame.SETTINGS -> settings();
            case Frame.PUSH_PROMISE -> throw Http2Error.protocol("PUSH_PROMISE");
            case Frame.PING -> ping();
            case Frame.GOAWAY -> goAway();
            case Frame.WINDOW_UPDATE -> windowUpdate();
            default -> calm.disturbed(); // PRIORITY means nothing here (RFC 9113 §5.3.2), and unknown ones are ignored (§5.5)
        }
        reader.done();
        return true;
    }

    /** The stream that is being answered. */
    private void check(String frame) throws Http2Error {
        if (reader.stream() != stream || stream == 0) throw Http2Error.protocol(frame + " for unknown stream " + reader.stream());
        if (reply == null || reply.isEnded()) throw Http2Error.protocol(frame + " for closed stream " + stream);
    }

    private void data(ByteBuffer target) throws Http2Error {
        check("DATA");
        int counted = reader.length();
        reader.unpad(0);
        boolean end = reader.has(Frame.END_STREAM);
        if (reader.payload().hasRemaining()) calm.useful(2);
        else if (!end) calm.disturbed();
        used += counted;
        if (used >= USED_MAX && outbox.windowUpdate(0, used)) used = 0;
        reply.data(reader.payload(), counted, end, target);
    }

    private void headers() throws Http2Error {
        check("HEADERS");
        int least = reader.has(Frame.WITH_PRIORITY) ? PRIORITY_BYTES : 0;
        if (reader.length() < least + (reader.has(Frame.PADDED) ? 1 : 0)) throw Http2Error.size("HEADERS", reader.length());
        reader.unpad(least);
        reader.payload().position(reader.payload().position() + least);
        inBlock = true;
        endsStream = reader.has(Frame.END_STREAM);
        fragments = 0;
        block.clear();
        fragment();
    }

    private void continuation() throws Http2Error {
        if (!inBlock || reader.stream() != stream) throw Http2Error.protocol("CONTINUATION without HEADERS");
        if (!reader.payload().hasRemaining()) calm.disturbed();
        fragment();
    }

    private void fragment() throws Http2Error {
        block.add(reader.payload(), reader.payload().remaining());
        int most = reply.headCame() ? Math.max(headMax, TRAILERS_MAX) : headMax;
        if (block.length() > most || ++fragments > 2 + most / 256) throw tooBig();
        if (!reader.has(Frame.END_HEADERS)) return;
        inBlock = false;
        fields.reset(most, most, FIELDS_MAX);
        decoder.decode(block.array(), 0, block.length(), fields);
        if (fields.isTooLarge()) throw tooBig();
        if (!reply.headCame()) calm.disturbed(); // there may be interim ones without an end
        reply.fields(fields, endsStream);
    }

    private static Http2Error tooBig() {
        return Http2Error.connection(Http2Error.ENHANCE_YOUR_CALM, "client sent too big header");
    }

    private void rstStream() throws IOException {
        if (reader.length() != 4) throw Http2Error.size("RST_STREAM", reader.length());
        calm.disturbed();
        if (reader.stream() != stream || reply == null) return; // it may be late
        int code = reader.payload().getInt();
        if (reply.isEnded()) {
            takesNoMore = true; // RFC 9113 §8.1
            return;
        }
        var what = "upstream rejected request with error " + Integer.toUnsignedString(code);
        if (code == Http2Error.REFUSED_STREAM && !reply.headCame()) throw new Unprocessed(what);
        throw Http2Error.stream(stream, code, what);
    }

    private void settings() throws Http2Error {
        if (reader.stream() != 0) throw Http2Error.protocol("SETTINGS on a stream");
        int length = reader.length();
        if (reader.has(Frame.ACK)) {
            if (length != 0) throw Http2Error.size("SETTINGS with ACK", length);
            return;
        }
        if (length % 6 != 0) throw Http2Error.size("SETTINGS", length);
        if (settingsCame) calm.disturbed();
        settingsCame = true;
        var payload = reader.payload();
        while (payload.hasRemaining()) outbox.set(payload.getShort() & 0xffff, payload.getInt() & 0xffff_ffffL);
        outbox.settingsAck();
    }

    private void ping() throws Http2Error {
        if (reader.stream() != 0) throw Http2Error.protocol("PING on a stream");
        if (reader.length() != 8) throw Http2Error.size("PING", reader.length());
        if (reader.has(Frame.ACK)) return;
        calm.disturbed();
        outbox.pingAck(reader.payload().getLong());
    }

    /** What it names as its last is answered still (RFC 9113 §6.8). */
    private void goAway() throws IOException {
        if (reader.stream() != 0) throw Http2Error.protocol("GOAWAY on a stream");
        if (reader.length() < 8) throw Http2Error.size("GOAWAY", reader.length());
        calm.disturbed();
        goesAway = true;
        int last = reader.payload().getInt() & 0x7fff_ffff;
        if (reply == null || reply.headCame() || last >= stream) return;
        throw new Unprocessed("upstream sent goaway with error " + Integer.toUnsignedString(reader.payload().getInt()));
    }

    private void windowUpdate() throws Http2Error {
        if (reader.length() != 4) throw Http2Error.size("WINDOW_UPDATE", reader.length());
        int id = reader.stream();
        int more = reader.payload().getInt() & 0x7fff_ffff;
        if (more == 0) throw Http2Error.protocol("WINDOW_UPDATE of 0");
        if (id > stream || id != 0 && (id & 1) == 0) throw Http2Error.protocol("WINDOW_UPDATE for unknown stream " + id);
        if (more < Frame.SMALL && outbox.isEnded()) calm.disturbed();
        outbox.widen(id, more);
    }
}
