package owlboard.clients.amqp.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Joins frames into commands: a method, and its content where it has one. Channels may take turns between frames. One thread. */
public final class CommandReader {
    /** A method of a channel; {@code properties} (from the property flags on) and {@code body} are null for one without content. */
    public record Command(int channel, Method method, byte[] properties, byte[] body) {}

    /** Asked when the size of a content is known and nothing of it has been kept. */
    public interface Gate {
        /** False: the content is read and dropped. */
        boolean admits(int channel, long bytes) throws IOException;
    }

    /** A content of which a part has come. */
    private static final class Partial {
        final Method method;
        byte[] properties;
        byte[] body = new byte[0];
        int filled;
        long missing;
        boolean dropped;

        Partial(Method method) {
            this.method = method;
        }
    }

    private static final int FIRST_BYTES = 1 << 16; // a size that was only announced takes no more memory than this

    private final FrameReader frames;
    private final Gate gate;
    private final Map<Integer, Partial> partials = new HashMap<>();

    public CommandReader(FrameReader frames, Gate gate) {
        this.frames = frames;
        this.gate = gate;
    }

    public Command next() throws IOException {
        while (true) {
            var frame = frames.next();
            var command = switch (frame.type()) {
                case FrameReader.METHOD -> method(frame);
                case FrameReader.HEADER -> header(frame);
                case FrameReader.BODY -> body(frame);
                default -> null;
            };
            if (command != null) return command;
        }
    }

    /** Whether a content of this channel is on its way that the gate has let in. */
    public boolean isReading(int channel) {
        var partial = partials.get(channel);
        return partial != null && partial.properties != null && !partial.dropped;
    }

    private Command method(FrameReader.Frame frame) throws AmqpException {
        if (partials.containsKey(frame.channel())) {
            throw Reply.UNEXPECTED_FRAME.because("a method on channel " + frame.channel()
                    + " before the content of the last one has ended");
        }
        var method = Method.read(frame.payload());
        if (!method.kind().hasContent()) return new Command(frame.channel(), method, null, null);
        partials.put(frame.channel(), new Partial(method));
        return null;
    }

    private Command header(FrameReader.Frame frame) throws IOException {
        var partial = partials.get(frame.channel());
        if (partial == null || partial.properties != null) {
            throw Reply.UNEXPECTED_FRAME.because("a content header on channel " + frame.channel() + " that no method announced");
        }
        var in = new WireReader(frame.payload());
        int classId = in.shortInt();
        if (classId != Kind.BASIC_CLASS) throw Reply.FRAME_ERROR.because("a content header of class " + classId);
        in.shortInt(); // weight, always 0
        partial.missing = in.longLong();
        if (partial.missing < 0) throw Reply.FRAME_ERROR.because("a content of " + Long.toUnsignedString(partial.missing) + " bytes");
        partial.properties = Arrays.copyOfRange(frame.payload(), 12, frame.payload().length);
        Properties.read(new WireReader(partial.properties));
        partial.dropped = !gate.admits(frame.channel(), partial.missing);
        if (!partial.dropped) partial.body = new byte[(int) Math.min(partial.missing, FIRST_BYTES)];
        return finished(frame.channel(), partial);
    }

    private Command body(FrameReader.Frame frame) throws AmqpException {
        var partial = partials.get(frame.channel());
        if (partial == null || partial.properties == null) {
            throw Reply.UNEXPECTED_FRAME.because("a body on channel " + frame.channel() + " that no header announced");
        }
        int length = frame.payload().length;
        if (length > partial.missing) throw Reply.FRAME_ERROR.because("a body is longer than its header says");
        partial.missing -= length;
        if (!partial.dropped) {
            int needed = partial.filled + length;
            if (needed > partial.body.length) {
                partial.body = Arrays.copyOf(partial.body,
                        (int) Math.min(needed + partial.missing, Math.max(needed, 2L * partial.body.length)));
            }
            System.arraycopy(frame.payload(), 0, partial.body, partial.filled, length);
            partial.filled = needed;
        }
        return finished(frame.channel(), partial);
    }

    private Command finished(int channel, Partial partial) {
        if (partial.missing > 0) return null;
        partials.remove(channel);
        return partial.dropped ? null : new Command(channel, partial.method, partial.properties, partial.body);
    }
}
