package owlboard.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The lines that a log has so far, one after the other, without ever holding more than those that were asked for. */
final class History {
    private final Iterator<Followed.Part> parts;
    private final Predicate<LogLine> shown;
    private BufferedReader open;
    private long last;

    private History(List<Followed.Part> parts, Predicate<LogLine> shown) {
        this.parts = parts.iterator();
        this.shown = shown;
    }

    /** Of those that are {@code shown} the last {@code tail} lines. */
    static History of(List<Followed.Part> parts, int tail, Predicate<LogLine> shown) throws IOException {
        var all = new History(parts, shown);
        if (tail == Integer.MAX_VALUE) return all;
        long skip = -tail;
        while (all.next() != null) skip++;
        var cut = new History(parts, shown);
        for (; skip > 0; skip--) cut.next();
        return cut;
    }

    /** Null after the last one. */
    LogLine next() throws IOException {
        while (true) {
            if (open == null) {
                if (!parts.hasNext()) return null;
                open = open(parts.next());
            }
            for (String text; (text = open.readLine()) != null; ) {
                var line = LogLine.parse(text, last);
                last = line.millis();
                if (shown.test(line)) return line;
            }
            open.close();
            open = null;
        }
    }

    private static BufferedReader open(Followed.Part part) throws IOException {
        if (Files.notExists(part.file())) return new BufferedReader(Reader.nullReader());
        return new BufferedReader(new InputStreamReader(new First(Files.newInputStream(part.file()), part.bytes()),
                StandardCharsets.UTF_8));
    }

    /** Not more than the bytes that were there. */
    private static final class First extends InputStream {
        private final InputStream in;
        private long left;

        First(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override public int read(byte[] into, int from, int length) throws IOException {
            if (left <= 0) return -1;
            int count = in.read(into, from, (int) Math.min(length, left));
            if (count > 0) left -= count;
            return count;
        }

        @Override public void close() throws IOException {
            in.close();
        }
    }
}
