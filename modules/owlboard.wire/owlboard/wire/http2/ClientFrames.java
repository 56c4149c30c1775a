package owlboard.wire.http2;

import java.io.IOException;

/** What each frame of the client does (RFC 9113 §6). */
final class ClientFrames {
    private final Http2Connection connection;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Streams streams;
    private final StreamNumbers numbers;
    private final ClientSettings settings;
    private final Receiving receiving;
    private final Calm calm;
    private final HeaderBlock block;

    ClientFrames(Http2Connection connection) {
        this.connection = connection;
        reader = connection.reader;
        writer = connection.writer;
        streams = connection.streams;
        numbers = connection.numbers;
        settings = connection.settings;
        receiving = connection.receiving;
        calm = connection.calm;
        block = new HeaderBlock(connection);
    }

    /** The client owes us something that it has begun. */
    boolean areAwaited() {
        return block.isBegun() || !settings.came();
    }

    /** Handles the next frame; false when it is not whole yet. What is wrong with a stream alone is answered here. */
    boolean next() throws IOException {
        if (!reader.next()) return false;
        int type = reader.type();
        try {
            if (!settings.came() && type != Frame.SETTINGS) throw Http2Error.protocol("no SETTINGS first");
            if (block.isBegun() && type != Frame.CONTINUATION) throw Http2Error.protocol("another frame inside of a header block");
            handle(type);
        } catch (Http2Error breach) {
            if (breach.stream == 0) throw breach;
            connection.refuse(breach);
        }
        reader.done();
        return true;
    }

    private void handle(int type) throws IOException {
        switch (type) {
            case Frame.DATA -> data(reader.stream(), reader.length());
            case Frame.HEADERS -> block.headers();
            case Frame.PRIORITY -> priority(reader.stream(), reader.length());
            case Frame.RST_STREAM -> rstStream(reader.stream(), reader.length());
            case Frame.SETTINGS -> settings();
            case Frame.PUSH_PROMISE -> throw Http2Error.protocol("PUSH_PROMISE");
            case Frame.PING -> ping();
            case Frame.GOAWAY -> goAway();
            case Frame.WINDOW_UPDATE -> windowUpdate(reader.stream(), reader.length());
            case Frame.CONTINUATION -> block.continuation();
            default -> calm.disturbed(); // RFC 9113 §5.5: unknown ones are ignored
        }
    }

    private void data(int id, int length) throws Http2Error {
        if (id == 0) throw Http2Error.protocol("DATA without a stream");
        receiving.came(length);
        reader.unpad(0);
        boolean end = reader.has(Frame.END_STREAM);
        int payload = reader.payload().remaining();
        if (payload == 0 && !end) calm.disturbed();
        var stream = streams.get(id);
        if (stream == null || stream.isDead()) {
            receiving.taken(length);
            if (numbers.isIdle(id)) throw Http2Error.protocol("DATA on an idle stream");
            if (numbers.isLeftBehind(id)) return;
            throw Http2Error.stream(id, Http2Error.STREAM_CLOSED, "client sent DATA on a closed stream");
        }
        if (stream.remoteEnded()) {
            receiving.taken(length);
            throw Http2Error.stream(id, Http2Error.STREAM_CLOSED, "client sent DATA behind the end of its stream");
        }
        stream.received(reader.payload(), payload, length);
        if (end && !stream.isDead()) stream.endReceived(); // it may have died meanwhile
    }

    /** RFC 9113 §5.3.2: it means nothing here. What is wrong with it is told where there is a stream that can be reset. */
    private void priority(int id, int length) throws Http2Error {
        if (id == 0) throw Http2Error.protocol("PRIORITY without a stream");
        if (length != 5) {
            throw numbers.isIdle(id) ? Http2Error.size("PRIORITY", length) : Http2Error.stream(id, Http2Error.FRAME_SIZE_ERROR,
                    "client sent PRIORITY of " + length + " bytes");
        }
        calm.disturbed();
        if ((reader.payload().getInt() & 0x7fff_ffff) != id) return;
        throw numbers.isIdle(id) ? Http2Error.protocol("PRIORITY of a stream that depends on itself") : Http2Error.dependsOnItself(id);
    }

    private void rstStream(int id, int length) throws Http2Error {
        if (id == 0) throw Http2Error.protocol("RST_STREAM without a stream");
        if (length != 4) throw Http2Error.size("RST_STREAM", length);
        if (numbers.isIdle(id)) throw Http2Error.protocol("RST_STREAM on an idle stream");
        calm.disturbed();
        var stream = streams.get(id);
        if (stream != null) stream.canceled(reader.payload().getInt());
    }

    private void settings() throws IOException {
        if (reader.stream() != 0) throw Http2Error.protocol("SETTINGS on a stream");
        int length = reader.length();
        if (reader.has(Frame.ACK)) {
            if (!settings.came()) throw Http2Error.protocol("no SETTINGS first, but ACK");
            if (length != 0) throw Http2Error.size("SETTINGS with ACK", length);
            settings.acknowledged();
            return;
        }
        if (length % 6 != 0) throw Http2Error.size("SETTINGS", length);
        if (settings.came()) calm.disturbed();
        settings.come();
        var payload = reader.payload();
        while (payload.hasRemaining()) settings.set(payload.getShort() & 0xffff, payload.getInt() & 0xffff_ffffL, streams);
        writer.settingsAck();
        connection.sending.wake();
    }

    private void ping() throws IOException {
        if (reader.stream() != 0) throw Http2Error.protocol("PING on a stream");
        if (reader.length() != 8) throw Http2Error.size("PING", reader.length());
        if (reader.has(Frame.ACK)) return;
        calm.disturbed();
        writer.pingAck(reader.payload().getLong());
    }

    /** A client that goes away is served what it has asked for. */
    private void goAway() throws Http2Error {
        if (reader.stream() != 0) throw Http2Error.protocol("GOAWAY on a stream");
        if (reader.length() < 8) throw Http2Error.size("GOAWAY", reader.length());
    }

    private void windowUpdate(int id, int length) throws Http2Error {
        if (length != 4) throw Http2Error.size("WINDOW_UPDATE", length);
        int more = reader.payload().getInt() & 0x7fff_ffff;
        var stream = id == 0 ? null : streams.get(id);
        boolean late = id != 0 && stream == null;
        if (late || more < Frame.SMALL && !writer.takesSmallUpdate()) calm.disturbed();
        if (id == 0) {
            if (more == 0) throw Http2Error.protocol("WINDOW_UPDATE of 0");
            writer.widen(more);
            return;
        }
        if (numbers.isIdle(id)) throw Http2Error.protocol("WINDOW_UPDATE on an idle stream");
        if (more == 0) throw Http2Error.stream(id, Http2Error.PROTOCOL_ERROR, "client sent WINDOW_UPDATE of 0");
        if (stream != null) stream.widen(more, id);
    }
}
