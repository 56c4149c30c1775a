package owlboard.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a steady rate over kept connections, until it is closed: each is due at its time whatever became of the one before, and one
 * that is late is sent all the same.
 */
final class Steady implements AutoCloseable {
    private static final int CONNECTIONS = 32;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: shop\r\nUser-Agent: steady\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(ISO_8859_1);
    private static final byte[] END = "\r\n\r\n".getBytes(ISO_8859_1);

    private final int port;
    private final long betweenNanos;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean closed;

    /** So many a second to a port of loopback. */
    Steady(int port, int rate) {
        this.port = port;
        betweenNanos = 1_000_000_000L * CONNECTIONS / rate;
        long start = System.nanoTime();
        for (int i = 0; i < CONNECTIONS; i++) {
            long first = start + betweenNanos * i / CONNECTIONS;
            Thread.ofPlatform().daemon().name("steady").start(() -> run(first));
        }
    }

    /** Answers with 200 so far. */
    long answered() {
        return answered.sum();
    }

    /** Requests that got another answer, or none. */
    long failed() {
        return failed.sum();
    }

    private void run(long due) {
        while (!closed) {
            try (var socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
                for (var answer = new byte[8192]; !closed; due += betweenNanos) {
                    for (long left; (left = due - System.nanoTime()) > 0;) LockSupport.parkNanos(left);
                    socket.getOutputStream().write(REQUEST);
                    if (isGood(socket.getInputStream(), answer)) answered.increment();
                    else failed.increment();
                }
            } catch (IOException broken) {
                failed.increment();
                due += betweenNanos;
            }
        }
    }

    /** Reads an answer, which fits into {@code into}. */
    private static boolean isGood(InputStream in, byte[] into) throws IOException {
        int have = 0;
        for (int whole = Integer.MAX_VALUE; have < whole;) {
            int count = in.read(into, have, into.length - have);
            if (count <= 0) throw new IOException("the connection ended, or the answer is too large");
            have += count;
            int head = find(into, have, END);
            if (head >= 0) whole = head + END.length + length(into, head);
        }
        return new String(into, 0, 12, ISO_8859_1).equals("HTTP/1.1 200");
    }

    private static int length(byte[] head, int end) throws IOException {
        int at = find(head, end, LENGTH);
        if (at < 0) throw new IOException("an answer without Content-Length");
        int length = 0;
        for (at += LENGTH.length; head[at] >= '0' && head[at] <= '9'; at++) length = length * 10 + head[at] - '0';
        return length;
    }

    /** Whatever its case; -1: it is not there. */
    private static int find(byte[] in, int end, byte[] what) {
        for (int at = 0; at + what.length <= end; at++) {
            int same = 0;
            while (same < what.length && (in[at + same] == what[same] || (in[at + same] | 0x20) == what[same])) same++;
            if (same == what.length) return at;
        }
        return -1;
    }

    @Override
    public void close() {
        closed = true;
    }
}
