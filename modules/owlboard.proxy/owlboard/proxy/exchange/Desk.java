package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Locale;
import owlboard.proxy.logfile.LogBuffers;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.HttpDate;
import owlboard.wire.loop.Loop;

/**
 * What one loop keeps for its connections: composing space, the times of this second as text, log lines of this turn. Used by that loop's
 * threads only.
 */
public final class Desk {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ENGLISH);
    private static final int KEPT = 64;
    private static final int NUMBERS_KEPT = 512;

    public final Loop loop;
    final Service service;
    public final LogBuffers logs = new LogBuffers();
    /** Hands this turn's log lines over. */
    public final Runnable turnEnd = logs::handOver;
    private final ArrayDeque<Bytes> spare = new ArrayDeque<>();
    private final ArrayDeque<long[]> spareNumbers = new ArrayDeque<>();
    private final ZoneId zone = ZoneId.systemDefault();
    private long second;
    private byte[] httpDate;
    private byte[] localTime;
    private byte[] isoTime;

    /** {@code service}: serves what is made on the way of an exchange. */
    public Desk(Loop loop, Service service) {
        this.loop = loop;
        this.service = service;
        tell(); // the first time loads classes, which no loop should wait for
    }

    public Bytes takeBytes() {
        var bytes = spare.pollLast();
        if (bytes == null) return new Bytes(1024);
        bytes.clear();
        return bytes;
    }

    public void give(Bytes bytes) {
        if (spare.size() < KEPT && bytes.array().length <= 64 << 10) spare.addLast(bytes);
    }

    /** Room for {@code count} numbers or more, with whatever stood there. */
    public long[] takeNumbers(int count) {
        var numbers = spareNumbers.pollLast();
        return numbers == null || numbers.length < count ? new long[count] : numbers;
    }

    /** Once, by who uses them no more. */
    public void give(long[] numbers) {
        if (spareNumbers.size() < NUMBERS_KEPT) spareNumbers.addLast(numbers);
    }

    /** RFC 9110 §5.6.7, for {@code Date}. */
    public byte[] httpDate() {
        tell();
        return httpDate;
    }

    /** {@code $time_local}. */
    public byte[] localTime() {
        tell();
        return localTime;
    }

    /** {@code $time_iso8601}. */
    public byte[] isoTime() {
        tell();
        return isoTime;
    }

    private void tell() {
        long now = loop.wallMillis() / 1000;
        if (now == second) return;
        var instant = Instant.ofEpochSecond(now);
        var local = instant.atZone(zone);
        httpDate = HttpDate.of(now).getBytes(StandardCharsets.US_ASCII);
        localTime = LOCAL.format(local).getBytes(StandardCharsets.US_ASCII);
        isoTime = ISO.format(local).getBytes(StandardCharsets.US_ASCII);
        second = now; // last: the first formatting loads classes, which may let another request of this loop in
    }
}
