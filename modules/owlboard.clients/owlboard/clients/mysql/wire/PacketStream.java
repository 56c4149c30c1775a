package owlboard.clients.mysql.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Packets on a connection: 3 bytes of length, 1 of sequence, at most 2^24 - 1 bytes each; a longer payload goes in several. */
public final class PacketStream {
    /** Bytes of a payload, as in {@code max_allowed_packet}. */
    public static final int PAYLOAD_MAX = 64 << 20;
    private static final int PIECE = 0xffffff;

    private final InputStream in;
    private final OutputStream out;
    private int sequence;

    public PacketStream(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in, 16 << 10);
        this.out = new BufferedOutputStream(out, 16 << 10);
    }

    /** A command begins: both sides count from 0. */
    public void restart() {
        sequence = 0;
    }

    /** What is written next answers the command that the client will send: a good-bye beforehand. */
    public void answerBeforehand() {
        sequence = 1;
    }

    /** Waits for a payload of at most {@code most} bytes. Throws {@link EOFException} when the peer has gone. */
    public byte[] read(int most) throws IOException {
        var whole = new byte[0];
        while (true) {
            var head = in.readNBytes(4);
            if (head.length < 4) throw new EOFException("the peer has closed the connection");
            int length = (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16;
            if ((head[3] & 0xff) != (sequence & 0xff)) throw new ProtocolException(1156, "Got packets out of order");
            sequence++;
            if ((long) whole.length + length > most) {
                throw new ProtocolException(1153, "Got a packet bigger than 'max_allowed_packet' bytes (" + most + ")");
            }
            var piece = in.readNBytes(length);
            if (piece.length < length) throw new EOFException("the peer has closed the connection within a packet");
            whole = whole.length == 0 ? piece : join(whole, piece);
            if (length < PIECE) return whole;
        }
    }

    private static byte[] join(byte[] a, byte[] b) {
        var both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Leaves with the next {@link #flush}. */
    public void write(PacketWriter payload) throws IOException {
        int at = 0;
        int piece;
        do {
            piece = Math.min(PIECE, payload.size() - at);
            out.write(new byte[] {(byte) piece, (byte) (piece >> 8), (byte) (piece >> 16), (byte) sequence++});
            payload.writeTo(out, at, piece);
            at += piece;
        } while (piece == PIECE);
    }

    public void flush() throws IOException {
        out.flush();
    }
}
