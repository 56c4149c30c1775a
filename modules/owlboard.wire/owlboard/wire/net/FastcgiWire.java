package owlboard.wire.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection to a FastCGI responder: what is read is the standard output of its answer, taken out of records as they come; what is
 * written goes as it is. The end of an answer reads like that of a connection, until {@link #begin}. One that breaks off without an end is
 * an {@link EOFException}; a record that no answer has, and more words in standard error than anybody reads, are a {@link BadRecord}.
 * Source: FastCGI 1.0, §3.3 and §5.
 */
public final class FastcgiWire extends Wire {
    /** Told what the responder says in its standard error, record by record. */
    @FunctionalInterface
    public interface Errors {
        /** An exception ends the answer. */
        void say(byte[] text) throws IOException;
    }

    private static final int HEADER = 8;
    private static final int VERSION = 1;
    private static final int END_REQUEST = 3, STDOUT = 6, STDERR = 7;
    /** Bytes of standard error in one answer. */
    private static final int ERRORS_MAX = 1 << 20;

    /** Records that are not taken apart yet, in draining mode; null when there are none. */
    private ByteBuffer records;
    private final byte[] header = new byte[HEADER];
    private int headerBytes;
    private int type;
    private int contentLeft;
    private int paddingLeft;
    private byte[] error;
    private int errorBytes;
    private int errorsLeft = ERRORS_MAX;
    private Errors errors = _ -> {};
    /** The answer has no more bytes. */
    private boolean closed;
    /** Its last record was read. */
    private boolean ended;
    /** Nothing but that record is waited for. */
    private boolean ending;

    /** Takes over a connection on which nothing was said yet. */
    public FastcgiWire(PlainWire plain) {
        super(plain);
        deadlineAt(plain.deadline());
    }

    /** Another request is sent: the answer to it is read from now on. */
    public void begin(Errors whom) {
        errors = whom;
        errorsLeft = ERRORS_MAX;
        headerBytes = contentLeft = paddingLeft = 0;
        closed = ended = ending = false;
    }

    /** The responder is done with the request: the connection can carry another one. */
    public boolean isAnswered() {
        return ended;
    }

    /** Whether bytes are here of what is not taken apart yet. */
    @Override
    public boolean isReadable() {
        return records != null || closed && !ending || super.isReadable();
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        int before = into.position();
        while (!closed && into.hasRemaining()) {
            boolean isError = headerBytes == HEADER && type == STDERR;
            if (isError && into.position() > before) break; // what came before it is handled before it is told
            if (records == null && !fetch()) break;
            step(into);
            release();
        }
        int count = into.position() - before;
        return count == 0 && closed && into.hasRemaining() ? -1 : count;
    }

    /**
     * Reads on, no longer than the deadline, to the last record of an answer that has no more bytes for anybody. False: it goes on all the
     * same, or something follows it.
     */
    public boolean awaitEnd() throws IOException {
        var more = ByteBuffer.allocate(1);
        ending = true;
        while (!ended) {
            if (records == null && !fetch()) {
                awaitReadable();
                continue;
            }
            step(more);
            release();
            if (more.position() > 0) return false;
        }
        return records == null;
    }

    private boolean fetch() throws IOException {
        if (!super.isReadable()) return false;
        var fresh = loop.buffers.takeDirect();
        int count;
        try {
            count = received(socketRead(fresh));
        } catch (IOException broken) {
            loop.buffers.give(fresh);
            throw broken;
        }
        if (count > 0) {
            records = fresh.flip();
            return true;
        }
        loop.buffers.give(fresh);
        if (count < 0) throw new EOFException("the connection ended before the answer");
        return false;
    }

    private void release() {
        if (records == null || records.hasRemaining()) return;
        loop.buffers.give(records);
        records = null;
    }

    /** Takes one piece of what is here apart. */
    private void step(ByteBuffer into) throws IOException {
        if (headerBytes < HEADER) {
            int count = Math.min(HEADER - headerBytes, records.remaining());
            records.get(header, headerBytes, count);
            headerBytes += count;
            if (headerBytes == HEADER) beginRecord();
        } else if (contentLeft > 0) {
            content(into);
        } else {
            int count = Math.min(paddingLeft, records.remaining());
            records.position(records.position() + count);
            paddingLeft -= count;
        }
        if (headerBytes == HEADER && contentLeft == 0 && paddingLeft == 0) endRecord();
    }

    private void beginRecord() throws BadRecord {
        type = header[1] & 0xff;
        contentLeft = (header[4] & 0xff) << 8 | header[5] & 0xff;
        paddingLeft = header[6] & 0xff;
        if (header[0] != VERSION) throw new BadRecord("upstream sent unsupported FastCGI protocol version: " + (header[0] & 0xff));
        if (type != STDOUT && type != STDERR && type != END_REQUEST) {
            throw new BadRecord("upstream sent invalid FastCGI record type: " + type);
        }
        if (header[2] != 0) throw new BadRecord("upstream sent unexpected FastCGI request id high byte: " + (header[2] & 0xff));
        if (header[3] != 1) throw new BadRecord("upstream sent unexpected FastCGI request id low byte: " + (header[3] & 0xff));
        if (type == STDERR && contentLeft > 0) {
            errorsLeft -= contentLeft;
            if (errorsLeft < 0) throw new BadRecord("upstream sent more than " + ERRORS_MAX + " bytes in stderr");
            error = new byte[contentLeft];
            errorBytes = 0;
        }
        if (type == STDOUT && contentLeft == 0) closed = true;
    }

    private void content(ByteBuffer into) {
        int count = Math.min(contentLeft, records.remaining());
        if (type == STDOUT) {
            count = Math.min(count, into.remaining());
            into.put(into.position(), records, records.position(), count);
            into.position(into.position() + count);
        } else if (type == STDERR) {
            records.get(records.position(), error, errorBytes, count);
            errorBytes += count;
        }
        records.position(records.position() + count);
        contentLeft -= count;
    }

    private void endRecord() throws IOException {
        headerBytes = 0;
        if (type == END_REQUEST) closed = ended = true;
        if (type != STDERR || error == null) return;
        var said = error;
        error = null;
        errors.say(said);
    }

    @Override
    public int writeNow(ByteBuffer from) throws IOException {
        return sent(socketWrite(from));
    }

    @Override
    void farewell() {
        if (records != null) loop.buffers.give(records);
        records = null;
    }
}
