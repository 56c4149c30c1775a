package owlboard.proxy.respond;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads gzip (RFC 1952 §2.2): one member behind the other, in pieces as they come. Headers are skipped, checksums and lengths compared. */
final class Members implements AutoCloseable {
    private static final int FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16, RESERVED = 0xe0;
    private static final int[] MAGIC = {0x1f, 0x8b, 8};

    private enum Part { FIXED, EXTRA_LENGTH, EXTRA, NAME, COMMENT, HEADER_CRC, DATA, TRAILER }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private Part part = Part.FIXED;
    /** Bytes of the part that were read. */
    private int read;
    private int flags;
    private int extra;
    private long trailer;
    private boolean any;

    /** Unpacks until {@code plain} is full or {@code bytes} are used up and have given all. */
    void read(ByteBuffer bytes, ByteBuffer plain) throws DataFormatException {
        while (plain.hasRemaining()) {
            if (part == Part.DATA) {
                if (!inflate(bytes, plain)) return;
            } else if (bytes.hasRemaining()) {
                header(bytes.get() & 255);
            } else {
                return;
            }
        }
    }

    /** False: it wants more bytes than there are. */
    private boolean inflate(ByteBuffer bytes, ByteBuffer plain) throws DataFormatException {
        int from = plain.position();
        inflater.setInput(bytes);
        inflater.inflate(plain);
        crc.update(plain.duplicate().flip().position(from));
        if (inflater.needsDictionary()) throw new DataFormatException("a dictionary is wanted");
        if (inflater.finished()) begin(Part.TRAILER);
        return part != Part.DATA || bytes.hasRemaining() || !inflater.needsInput();
    }

    private void begin(Part next) {
        part = next;
        read = 0;
    }

    private void header(int b) throws DataFormatException {
        any = true;
        int at = read++;
        switch (part) {
            case FIXED -> fixed(at, b);
            case EXTRA_LENGTH -> {
                extra = at == 0 ? b : extra | b << 8;
                if (at == 1) begin(extra > 0 ? Part.EXTRA : optional(FNAME));
            }
            case EXTRA -> {
                if (read == extra) begin(optional(FNAME));
            }
            case NAME -> {
                if (b == 0) begin(optional(FCOMMENT));
            }
            case COMMENT -> {
                if (b == 0) begin(optional(FHCRC));
            }
            case HEADER_CRC -> {
                if (at == 1) begin(Part.DATA);
            }
            case TRAILER -> trailer(at, b);
            case DATA -> throw new IllegalStateException();
        }
        if (read < 0) throw new DataFormatException("incorrect header check");
    }

    private void fixed(int at, int b) throws DataFormatException {
        if (at < MAGIC.length && b != MAGIC[at]) throw new DataFormatException("incorrect header check");
        if (at == 3) flags = b;
        if (at == 3 && (b & RESERVED) != 0) throw new DataFormatException("unknown header flags set");
        if (at == 9) begin(optional(FEXTRA));
    }

    /** The first part of the header from {@code flag} on that is there. */
    private Part optional(int flag) {
        if (flag == FEXTRA && (flags & FEXTRA) != 0) return Part.EXTRA_LENGTH;
        if (flag != FCOMMENT && flag != FHCRC && (flags & FNAME) != 0) return Part.NAME;
        if (flag != FHCRC && (flags & FCOMMENT) != 0) return Part.COMMENT;
        return (flags & FHCRC) != 0 ? Part.HEADER_CRC : Part.DATA;
    }

    private void trailer(int at, int b) throws DataFormatException {
        trailer = at == 0 ? b : trailer | (long) b << 8 * at;
        if (at < 7) return;
        if ((trailer & 0xffffffffL) != crc.getValue()) throw new DataFormatException("incorrect data check");
        if (trailer >>> 32 != (inflater.getBytesWritten() & 0xffffffffL)) throw new DataFormatException("incorrect length check");
        inflater.reset();
        crc.reset();
        begin(Part.FIXED);
    }

    /** No more bytes follow. */
    void end() throws DataFormatException {
        if (part != Part.FIXED || read > 0 || !any) throw new DataFormatException("the answer ends too early");
    }

    @Override
    public void close() {
        inflater.end();
    }
}
