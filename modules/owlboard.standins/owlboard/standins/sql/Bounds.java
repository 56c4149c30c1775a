package owlboard.standins.sql;

import java.time.Duration;

/**
 * What a database refuses to go beyond.
 *
 * @param lockWait                how long a statement waits for another transaction that writes
 * @param idleInTransactionMillis how long a client that has written and not committed may be silent
 * @param storeBytes              memory of all rows, roughly; an INSERT beyond it finds the table full
 * @param transactionBytes        journal bytes of one transaction; at most that of a journal record
 * @param resultBytes             memory of one result, roughly
 */
public record Bounds(Duration lockWait, int idleInTransactionMillis, long storeBytes, int transactionBytes, int resultBytes) {
    /** 10 s, 60 s, 256 MiB or two fifths of the heap, 32 MiB, 64 MiB. */
    public static final Bounds STANDARD =
            new Bounds(Duration.ofSeconds(10), 60_000, Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 5 * 2), 32 << 20, 64 << 20);
}
