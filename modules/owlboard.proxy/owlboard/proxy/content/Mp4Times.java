package owlboard.proxy.content;

import java.nio.ByteBuffer;

/** The boxes of a film that say how long something takes: {@code mvhd}, {@code tkhd}, {@code mdhd}, in their versions 0 and 1. */
final class Mp4Times {
    /** {@code mvhd} and {@code mdhd}: version and flags, two dates, the timescale, the duration. */
    private static final int TIMESCALE_0 = 12;
    private static final int DURATION_0 = 16;
    private static final int TIMESCALE_1 = 20;
    private static final int DURATION_1 = 24;
    /** {@code tkhd} has its track's number and four bytes in place of a timescale. */
    private static final int TRACK_DURATION_0 = 20;
    private static final int TRACK_DURATION_1 = 28;

    private Mp4Times() {}

    static long timescale(Mp4Box box) throws Mp4Box.Broken {
        var body = box.body;
        boolean isLong = isLong(box, DURATION_1 + Long.BYTES, DURATION_0 + Integer.BYTES);
        return Integer.toUnsignedLong(body.getInt(isLong ? TIMESCALE_1 : TIMESCALE_0));
    }

    /**
     * Takes what is cut off its duration, but {@code more} of its units; returns its timescale. A film that is shorter than where it is to
     * begin is broken.
     */
    static long shorten(Mp4Box box, long startMillis, long lengthMillis, long more) throws Mp4Box.Broken {
        boolean isLong = isLong(box, DURATION_1 + Long.BYTES, DURATION_0 + Integer.BYTES);
        long timescale = timescale(box);
        var lasting = new Lasting(box.body, isLong, isLong ? DURATION_1 : DURATION_0);
        if (lasting.shorten(timescale, startMillis, lengthMillis, more) < 0) {
            throw new Mp4Box.Broken("\"%s\" mp4 start time exceeds file duration");
        }
        return timescale;
    }

    /** The same of a track, in the timescale of its film; its new duration, negative: it ends before it would begin. */
    static long shortenTrack(Mp4Box tkhd, long timescale, long startMillis, long lengthMillis) throws Mp4Box.Broken {
        boolean isLong = isLong(tkhd, TRACK_DURATION_1 + Long.BYTES, TRACK_DURATION_0 + Integer.BYTES);
        var lasting = new Lasting(tkhd.body, isLong, isLong ? TRACK_DURATION_1 : TRACK_DURATION_0);
        return lasting.shorten(timescale, startMillis, lengthMillis, 0);
    }

    /** Where a duration stands. */
    private record Lasting(ByteBuffer body, boolean isLong, int at) {
        long shorten(long timescale, long startMillis, long lengthMillis, long more) {
            long duration = isLong ? body.getLong(at) : Integer.toUnsignedLong(body.getInt(at));
            duration -= units(startMillis, timescale);
            if (duration < 0) return duration;
            if (lengthMillis > 0) duration = Math.min(duration, units(lengthMillis, timescale));
            duration += more;
            if (isLong) body.putLong(at, duration);
            else body.putInt(at, (int) duration);
            return duration;
        }
    }

    /** Rounded down; without an overflow for a billion seconds. */
    static long units(long millis, long timescale) {
        return millis / 1000 * timescale + millis % 1000 * timescale / 1000;
    }

    private static boolean isLong(Mp4Box box, int longBytes, int bytes) throws Mp4Box.Broken {
        boolean isLong = box.body.limit() > 0 && box.body.get(0) == 1;
        if (box.body.limit() < (isLong ? longBytes : bytes)) throw new Mp4Box.Broken("\"%s\" mp4 " + box.type + " atom too small");
        return isLong;
    }
}
