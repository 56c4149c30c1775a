package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** What has come on a socket and was not expected yet. Its thread reads until the end; tests take and wait. */
final class Incoming {
    enum End { OPEN, EOF, RESET }

    private final String name;
    private final InputStream in;
    private final Transcript transcript;
    private final Object news;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final Thread reader;
    private End end = End.OPEN;
    private String endReason = "";
    private boolean reads = true;

    /** {@code news} is notified whenever something came. */
    Incoming(String name, InputStream in, Transcript transcript, Object news) {
        this.name = name;
        this.in = in;
        this.transcript = transcript;
        this.news = news;
        reader = Thread.ofPlatform().daemon().name("wire " + name).start(this::readAll);
    }

    private void readAll() {
        var bytes = new byte[64 * 1024];
        try {
            while (true) {
                awaitReading();
                int n = in.read(bytes);
                if (n < 0) break;
                transcript.bytes(name, "<-", bytes, n);
                synchronized (news) {
                    unread.write(bytes, 0, n);
                    news.notifyAll();
                }
            }
            ends(End.EOF, "");
        } catch (IOException e) {
            ends(End.RESET, String.valueOf(e.getMessage()));
        }
    }

    private void ends(End how, String why) {
        transcript.add(name, how == End.EOF ? "<- end" : "<- " + why);
        synchronized (news) {
            end = how;
            endReason = why;
            news.notifyAll();
        }
    }

    private void awaitReading() throws IOException {
        synchronized (news) {
            while (!reads) {
                try {
                    news.wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
        }
    }

    void reading(boolean on) {
        synchronized (news) {
            reads = on;
            news.notifyAll();
        }
    }

    /** After the socket was closed: until its thread, which may hold it open, has noticed; also one that was told not to read. */
    void awaitReader() {
        reading(true);
        try {
            if (!reader.join(Wait.LIMIT)) throw new AssertionError(name + " is closed and still read");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    int size() {
        synchronized (news) {
            return unread.size();
        }
    }

    End end() {
        synchronized (news) {
            return end;
        }
    }

    String endReason() {
        synchronized (news) {
            return endReason;
        }
    }

    /** The index of the first LF, or -1. */
    int lineFeed() {
        synchronized (news) {
            return unread.toString(ISO_8859_1).indexOf('\n');
        }
    }

    String peek() {
        synchronized (news) {
            return unread.toString(ISO_8859_1);
        }
    }

    String take(int count) {
        synchronized (news) {
            var bytes = unread.toByteArray();
            unread.reset();
            unread.write(bytes, count, bytes.length - count);
            return new String(bytes, 0, count, ISO_8859_1);
        }
    }

    /** Waits for the condition, the end or the time; whatever comes first. True if the condition holds. */
    boolean await(BooleanSupplier condition, long nanos) {
        synchronized (news) {
            long until = System.nanoTime() + nanos;
            while (!condition.getAsBoolean()) {
                long millis = (until - System.nanoTime()) / 1_000_000;
                if (end != End.OPEN || millis <= 0) return false;
                try {
                    news.wait(millis);
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
            return true;
        }
    }
}
