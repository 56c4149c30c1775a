package owlboard.wire.http2;

/** The streams of a connection that are not closed, by their number: open addressing, at most half full. */
final class Streams {
    private Http2Stream[] table = new Http2Stream[32];
    private int count;

    int count() {
        return count;
    }

    Http2Stream get(int id) {
        for (int at = slot(id); table[at] != null; at = at + 1 & table.length - 1) if (table[at].id == id) return table[at];
        return null;
    }

    void put(Http2Stream stream) {
        if (++count * 2 > table.length) grow();
        insert(stream);
    }

    /** Closes the gap, so that a search may stop at the first empty slot. */
    void remove(int id) {
        int at = slot(id);
        while (table[at] != null && table[at].id != id) at = at + 1 & table.length - 1;
        if (table[at] == null) return;
        table[at] = null;
        count--;
        for (int next = at + 1 & table.length - 1; table[next] != null; next = next + 1 & table.length - 1) {
            var moved = table[next];
            table[next] = null;
            insert(moved);
        }
    }

    /** A copy: what is done with each may remove it. */
    Http2Stream[] all() {
        var all = new Http2Stream[count];
        int i = 0;
        for (var stream : table) if (stream != null) all[i++] = stream;
        return all;
    }

    /** The table itself, with gaps: for who only looks. */
    Http2Stream[] slots() {
        return table;
    }

    private int slot(int id) {
        return id >>> 1 & table.length - 1;
    }

    private void insert(Http2Stream stream) {
        int at = slot(stream.id);
        while (table[at] != null) at = at + 1 & table.length - 1;
        table[at] = stream;
    }

    private void grow() {
        var old = table;
        table = new Http2Stream[old.length * 2];
        for (var stream : old) if (stream != null) insert(stream);
    }
}
