package owlboard.clients.postgres.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages on a connection: a letter, 4 bytes of length (itself included), the body (section 55.1). */
public final class MessageStream {
    /** Bytes of a message. */
    public static final int MESSAGE_MAX = 64 << 20;

    private final InputStream in;
    private final OutputStream out;

    public MessageStream(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in, 16 << 10);
        this.out = new BufferedOutputStream(out, 16 << 10);
    }

    /** Waits for a message of at most {@code most} bytes. Throws {@link EOFException} when the peer has gone. */
    public Message read(int most) throws IOException {
        int letter = in.read();
        if (letter < 0) throw new EOFException("the peer has closed the connection");
        return new Message((char) letter, body(most));
    }

    /** The first message of a client has no letter. */
    public Message readStart() throws IOException {
        return new Message('\0', body(10_000));
    }

    private byte[] body(int most) throws IOException {
        var head = in.readNBytes(4);
        if (head.length < 4) throw new EOFException("the peer has closed the connection");
        long length = (head[0] & 0xffL) << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | head[3] & 0xff;
        if (length < 4 || length - 4 > most) {
            throw new ProtocolException("invalid message length " + length + "; " + most + " bytes are the most");
        }
        var body = in.readNBytes((int) length - 4);
        if (body.length < length - 4) throw new EOFException("the peer has closed the connection within a message");
        return body;
    }

    /** Leaves with the next {@link #flush}. */
    public void write(MessageWriter message) throws IOException {
        message.writeTo(out);
    }

    /** A single byte: the answer to SSLRequest. */
    public void writeByte(char answer) throws IOException {
        out.write(answer);
        out.flush();
    }

    public void flush() throws IOException {
        out.flush();
    }
}
