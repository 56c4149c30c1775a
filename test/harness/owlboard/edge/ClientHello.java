package owlboard.edge;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The first record of a TLS connection, RFC 8446 §4.1.2, and the server names in it, RFC 6066 §3: JSSE refuses some that others send. */
record ClientHello(byte[] record, List<String> serverNames) {
    private static final int RECORD_HEADER = 5;
    private static final int SERVER_NAME = 0;

    static ClientHello read(InputStream in) throws IOException {
        var header = exactly(in, RECORD_HEADER);
        int length = (header[3] & 0xFF) << 8 | header[4] & 0xFF;
        var body = exactly(in, length);
        var record = new byte[RECORD_HEADER + length];
        System.arraycopy(header, 0, record, 0, RECORD_HEADER);
        System.arraycopy(body, 0, record, RECORD_HEADER, length);
        return new ClientHello(record, names(ByteBuffer.wrap(body)));
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException("the connection ended in its ClientHello");
        return bytes;
    }

    private static List<String> names(ByteBuffer hello) {
        hello.position(4 + 2 + 32); // type and length, version, random
        skip(hello, hello.get() & 0xFF); // session
        skip(hello, hello.getShort() & 0xFFFF); // cipher suites
        skip(hello, hello.get() & 0xFF); // compression
        var names = new ArrayList<String>();
        hello.getShort();
        while (hello.remaining() >= 4) {
            int type = hello.getShort();
            var extension = hello.slice(hello.position() + 2, hello.getShort(hello.position()) & 0xFFFF);
            skip(hello, 2 + extension.remaining());
            if (type != SERVER_NAME) continue;
            extension.getShort();
            while (extension.hasRemaining()) {
                extension.get();
                var name = new byte[extension.getShort() & 0xFFFF];
                extension.get(name);
                names.add(new String(name, StandardCharsets.US_ASCII));
            }
        }
        return names;
    }

    private static void skip(ByteBuffer buffer, int count) {
        buffer.position(buffer.position() + count);
    }
}
