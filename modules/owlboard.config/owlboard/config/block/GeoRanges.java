package owlboard.config.block;

import owlboard.config.AddressTable.Span;
import owlboard.config.AddressTable;
import owlboard.config.Place;
import owlboard.config.language.Refusal;

import java.util.ArrayList;
import java.util.TreeMap;

/**
 * IPv4 ranges of a {@code geo} block while it is read. As in nginx each is cut at multiples of 65536 addresses, and a piece may repeat an
 * earlier one or lie inside it (then the later holds), but not overlap it otherwise.
 */
final class GeoRanges {
    private static final long PIECE = 0xffff;

    /** Up to {@code last}, inclusive. */
    private record Piece(long last, String value) {}

    private final TreeMap<Long, Piece> pieces = new TreeMap<>();
    private final Reading reading;
    /** No piece reaches beyond it: most files are sorted. */
    private long end = -1;

    GeoRanges(Reading reading) {
        this.reading = reading;
    }

    /** {@code text} is how the range is written. */
    void put(Place place, String text, long first, long last, String value) throws Refusal {
        for (long from = first; from <= last; from = (from | PIECE) + 1) putPiece(place, text, from, Math.min(last, from | PIECE), value);
    }

    private void putPiece(Place place, String text, long first, long last, String value) throws Refusal {
        boolean isBehindAll = first > end;
        end = Math.max(end, last);
        var old = isBehindAll ? null : pieces.floorEntry(last);
        if (old == null || old.getValue().last < first) {
            pieces.put(first, new Piece(last, value));
            return;
        }
        long oldFirst = old.getKey();
        long oldLast = old.getValue().last;
        var oldValue = old.getValue().value;
        if (first < oldFirst || last > oldLast) {
            throw new Refusal(place, "range \"" + text + "\" overlaps \"" + dotted(oldFirst) + "-" + dotted(oldLast) + '"');
        }
        if (first == oldFirst && last == oldLast) {
            reading.warn(place, "geo", "duplicate range \"" + text + "\", value: \"" + value + "\", old value: \"" + oldValue + '"');
        }
        if (oldFirst < first) pieces.put(oldFirst, new Piece(first - 1, oldValue));
        pieces.put(first, new Piece(last, value));
        if (last < oldLast) pieces.put(last + 1, new Piece(oldLast, oldValue));
    }

    /** False: not all of it was there. */
    boolean remove(long first, long last) {
        boolean whole = true;
        for (long from = first; from <= last; from = (from | PIECE) + 1) {
            var piece = pieces.get(from);
            if (piece != null && piece.last == Math.min(last, from | PIECE)) pieces.remove(from);
            else whole = false;
        }
        return whole;
    }

    /** {@code otherwise} is the value outside of every range. */
    AddressTable table(String otherwise) {
        var spans = new ArrayList<Span>();
        long next = 0;
        for (var piece : pieces.entrySet()) {
            if (piece.getKey() > next) add(spans, next, otherwise);
            add(spans, piece.getKey(), piece.getValue().value);
            next = piece.getValue().last + 1;
        }
        if (next <= 0xffff_ffffL) add(spans, next, otherwise);
        return new AddressTable(spans);
    }

    private static void add(ArrayList<Span> spans, long first, String value) {
        if (spans.isEmpty() || !spans.getLast().value().equals(value)) spans.add(new Span(0, first, value));
    }

    private static String dotted(long address) {
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
