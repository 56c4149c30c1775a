package owlboard.wire.http2;

import owlboard.wire.http2.StaticTable.Field;

/**
 * The entries that a connection's header blocks have added (RFC 7541 §2.3.2): a ring, the newest first, bounded by {@link #limit} bytes.
 */
final class DynamicTable {
    private Field[] ring = new Field[16];
    /** Where the next entry goes. */
    private int head;
    private int count;
    private int sizeBytes;
    private int limit;

    DynamicTable(int limit) {
        this.limit = limit;
    }

    int count() {
        return count;
    }

    /** Bytes in the sense of RFC 7541 §4.1. */
    int size() {
        return sizeBytes;
    }

    void limit(int bytes) {
        limit = bytes;
        evictTo(bytes);
    }

    /** The entry at a position that counts from 0 for the newest. */
    Field get(int position) {
        return ring[head - 1 - position & ring.length - 1];
    }

    void clear() {
        evictTo(0);
    }

    /** An entry larger than the table empties it (RFC 7541 §4.4). */
    void add(Field field) {
        evictTo(limit - field.size());
        if (field.size() > limit) return;
        if (count == ring.length) grow();
        ring[head] = field;
        head = head + 1 & ring.length - 1;
        count++;
        sizeBytes += field.size();
    }

    private void evictTo(int bytes) {
        while (count > 0 && sizeBytes > bytes) {
            int oldest = head - count & ring.length - 1;
            sizeBytes -= ring[oldest].size();
            ring[oldest] = null;
            count--;
        }
    }

    private void grow() {
        var larger = new Field[ring.length * 2];
        int oldest = head - count & ring.length - 1;

        for (int i = 0; i < count; i++) larger[i] = ring[oldest + i & ring.length - 1];
        ring = larger;
        head = count;
    }
}
