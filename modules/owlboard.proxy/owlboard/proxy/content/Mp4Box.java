package owlboard.proxy.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A box of a film. One with others in it has no {@code body}. */
final class Mp4Box {
    /** Its size and its type. */
    static final int HEADER_BYTES = 8;

    /** The file is none that can be cut; {@code %s} stands for its name. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    final String type;
    final List<Mp4Box> boxes = new ArrayList<>();
    ByteBuffer body;

    Mp4Box(String type, ByteBuffer body) {
        this.type = type;
        this.body = body;
    }

    /** Null: there is none. */
    Mp4Box find(String... path) {
        var found = this;
        for (var name : path) {
            Mp4Box next = null;
            for (var box : found.boxes) if (next == null && box.type.equals(name)) next = box;
            if (next == null) return null;
            found = next;
        }
        return found;
    }

    Mp4Box need(String... path) throws Broken {
        var found = find(path);
        if (found == null) throw new Broken("no mp4 " + path[path.length - 1] + " atoms were found in \"%s\"");
        return found;
    }

    long bytes() {
        return HEADER_BYTES + (body == null ? boxes.stream().mapToLong(Mp4Box::bytes).sum() : body.limit());
    }

    void writeTo(ByteArrayOutputStream out) {
        header(out, type, bytes());
        if (body != null) out.write(body.array(), body.arrayOffset(), body.limit());
        for (var box : boxes) box.writeTo(out);
    }

    static void header(ByteArrayOutputStream out, String type, long size) {
        out.writeBytes(ByteBuffer.allocate(HEADER_BYTES).putInt((int) size).put(type.getBytes(StandardCharsets.ISO_8859_1)).array());
    }
}
