package owlboard.proxy.content;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One track of a film, cut: its tables are those of the samples from {@code first} on, and before {@code end}. Samples and chunks are
 * counted from 0 here, from 1 in the file.
 */
final class Mp4Track {
    /** Version and flags, and how many entries follow. */
    private static final int TABLE_HEAD = 8;
    private static final int STSZ_HEAD = 12;

    private final Mp4Box stbl;
    private final boolean open;
    private int first;
    private int end;
    /** How much of the time before {@code first} is sent all the same, in the track's units: from its key frame on. */
    private long lead;
    private long[] chunks;
    private boolean wide;
    private long from = Long.MAX_VALUE;
    private long to;

    private Mp4Track(Mp4Box stbl, boolean open) {
        this.stbl = stbl;
        this.open = open;
    }

    /** Null: it ends before it would begin. {@code keyFrame}: it begins with the key frame before that, which is not shown. */
    static Mp4Track cut(Mp4Box trak, long filmTimescale, long startMillis, long lengthMillis, boolean keyFrame) throws Mp4Box.Broken {
        long shown = Mp4Times.shortenTrack(trak.need("tkhd"), filmTimescale, startMillis, lengthMillis);
        if (shown <= 0) return null;
        var mdhd = trak.need("mdia", "mdhd");
        long timescale = Mp4Times.timescale(mdhd);
        var track = new Mp4Track(trak.need("mdia", "minf", "stbl"), lengthMillis == 0);
        long lasting = lengthMillis == 0 ? Long.MAX_VALUE : Mp4Times.units(lengthMillis, timescale);
        track.times(Mp4Times.units(startMillis, timescale), lasting, keyFrame);
        Mp4Times.shorten(mdhd, startMillis, lengthMillis, track.lead);
        track.keyFrames();
        track.offsets();
        track.places();
        if (track.lead > 0) trak.boxes.add(1, edit(shown, track.lead));
        return track;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    /** It goes on to the end of the file. */
    boolean isOpen() {
        return open;
    }

    /** {@code stts}: the time of each sample, of so many the same. What is left lasts from the first sample that is shown on. */
    private void times(long startTime, long lasting, boolean keyFrame) throws Mp4Box.Broken {
        var stts = stbl.need("stts");
        int runs = entries(stts, 8);
        long time = 0;
        long sample = 0;
        long start = -1;
        long last = -1;
        long endTime = Long.MAX_VALUE;
        for (int i = 0; i < runs; i++) {
            long count = unsigned(stts.body, TABLE_HEAD + 8 * i);
            long duration = unsigned(stts.body, TABLE_HEAD + 8 * i + 4);
            if (duration > 0 && start < 0 && startTime - time < count * duration) {
                start = sample + (startTime - time) / duration;
                if (lasting < Long.MAX_VALUE) endTime = time + (startTime - time) / duration * duration + lasting;
            }
            if (duration > 0 && last < 0 && endTime - time < count * duration) last = sample + (endTime - time) / duration;
            time += count * duration;
            sample += count;
        }
        if (start < 0) throw new Mp4Box.Broken("start time is out mp4 stts samples in \"%s\"");
        if (sample > Integer.MAX_VALUE || start > sample || last > sample) throw new Mp4Box.Broken("too many mp4 stts samples in \"%s\"");
        end = (int) (last < 0 ? sample : last);
        first = keyFrame ? keyFrame((int) start) : (int) start;
        var kept = new Runs(8);
        sample = 0;
        for (int i = 0; i < runs; i++) {
            long count = unsigned(stts.body, TABLE_HEAD + 8 * i);
            long duration = unsigned(stts.body, TABLE_HEAD + 8 * i + 4);
            lead += Math.max(0, Math.min(sample + count, start) - Math.max(sample, first)) * duration;
            long left = Math.min(sample + count, end) - Math.max(sample, first);
            if (left > 0) kept.add(left, duration);
            sample += count;
        }
        kept.replace(stts);
    }

    /** The last key frame that is not behind {@code sample}; where all are, or there is none before it: that one. */
    private int keyFrame(int sample) throws Mp4Box.Broken {
        var stss = stbl.find("stss");
        if (stss == null) return sample;
        int best = -1;
        for (int i = 0, count = entries(stss, 4); i < count; i++) {
            long at = unsigned(stss.body, TABLE_HEAD + 4 * i) - 1;
            if (at <= sample) best = (int) Math.max(best, at);
        }
        return best < 0 ? sample : best;
    }

    /** {@code stss}: the samples that can be shown without those before them. */
    private void keyFrames() throws Mp4Box.Broken {
        var stss = stbl.find("stss");
        if (stss == null) return;
        var kept = new Runs(4);
        for (int i = 0, count = entries(stss, 4); i < count; i++) {
            long at = unsigned(stss.body, TABLE_HEAD + 4 * i) - 1;
            if (at >= first && at < end) kept.add(at - first + 1);
        }
        kept.replace(stss);
    }

    /** {@code ctts}: when samples are shown that are not shown in their order. */
    private void offsets() throws Mp4Box.Broken {
        var ctts = stbl.find("ctts");
        if (ctts == null) return;
        var kept = new Runs(8);
        long sample = 0;
        for (int i = 0, runs = entries(ctts, 8); i < runs; i++) {
            long count = unsigned(ctts.body, TABLE_HEAD + 8 * i);
            long left = Math.min(sample + count, end) - Math.max(sample, first);
            if (left > 0) kept.add(left, unsigned(ctts.body, TABLE_HEAD + 8 * i + 4));
            sample += count;
        }
        if (kept.count == 0) stbl.boxes.remove(ctts);
        else kept.replace(ctts);
    }

    /** {@code stsc}, {@code stsz} and {@code stco} or {@code co64}: in which chunk a sample is, how long it is, where the chunk is. */
    private void places() throws Mp4Box.Broken {
        var stsc = stbl.need("stsc");
        var places = stbl.find("co64") != null ? stbl.find("co64") : stbl.need("stco");
        wide = places.type.equals("co64");
        int width = wide ? Long.BYTES : Integer.BYTES;
        int chunkCount = entries(places, width);
        int runs = entries(stsc, 12);
        var perChunk = new Runs(12);
        var starts = new long[chunkCount];
        int kept = 0;
        long sample = 0;
        for (int i = 0; i < runs && sample < end; i++) {
            long chunk = unsigned(stsc.body, TABLE_HEAD + 12 * i) - 1;
            long samples = unsigned(stsc.body, TABLE_HEAD + 12 * i + 4);
            int kind = stsc.body.getInt(TABLE_HEAD + 12 * i + 8);
            long next = i + 1 < runs ? unsigned(stsc.body, TABLE_HEAD + 12 * (i + 1)) - 1 : chunkCount;
            if (chunk < 0 || samples == 0 || next <= chunk || next > chunkCount) {
                throw new Mp4Box.Broken("invalid chunk in mp4 stsc atom in \"%s\"");
            }
            long skipped = Math.min(next - chunk, Math.max(0, (first - sample) / samples));
            sample += skipped * samples;
            for (chunk += skipped; chunk < next && sample < end; chunk++, sample += samples) {
                long left = Math.min(sample + samples, end) - Math.max(sample, first);
                if (left <= 0) continue;
                long at = TABLE_HEAD + chunk * width;
                long place = wide ? places.body.getLong((int) at) : unsigned(places.body, (int) at);
                long begin = place + bytes(sample, Math.max(sample, first));
                from = Math.min(from, begin);
                to = Math.max(to, begin + bytes(Math.max(sample, first), Math.min(sample + samples, end)));
                if (!perChunk.endsWith(left, kind)) perChunk.add(kept + 1, left, kind);
                starts[kept++] = begin;
            }
        }
        if (sample < end || kept == 0) throw new Mp4Box.Broken("start time is out mp4 stsc chunks in \"%s\"");
        perChunk.replace(stsc);
        sizes();
        chunks = Arrays.copyOf(starts, kept);
        places.body = ByteBuffer.allocate(TABLE_HEAD + chunks.length * width).putInt(4, chunks.length);
    }

    /** Of the samples from {@code at} to {@code behind}. */
    private long bytes(long at, long behind) throws Mp4Box.Broken {
        var stsz = size();
        long all = unsigned(stsz.body, 4);
        if (all != 0) return all * (behind - at);
        long sum = 0;
        for (long i = at; i < behind; i++) sum += unsigned(stsz.body, (int) (STSZ_HEAD + 4 * i));
        return sum;
    }

    private Mp4Box size() throws Mp4Box.Broken {
        var stsz = stbl.need("stsz");
        if (stsz.body.limit() < STSZ_HEAD) throw new Mp4Box.Broken("\"%s\" mp4 stsz atom too small");
        boolean each = stsz.body.getInt(4) == 0;
        if (unsigned(stsz.body, 8) < end || each && stsz.body.limit() < STSZ_HEAD + 4L * end) {
            throw new Mp4Box.Broken("start time is out mp4 stsz chunks in \"%s\"");
        }
        return stsz;
    }

    private void sizes() throws Mp4Box.Broken {
        var stsz = size();
        boolean each = stsz.body.getInt(4) == 0;
        var body = ByteBuffer.allocate(STSZ_HEAD + (each ? 4 * (end - first) : 0));
        body.put(stsz.body.slice(0, 8)).putInt(end - first);
        if (each) body.put(stsz.body.slice(STSZ_HEAD + 4 * first, 4 * (end - first)));
        stsz.body = body.rewind();
    }

    /** Every chunk lies this many bytes further. */
    void move(long bytes) throws Mp4Box.Broken {
        var places = stbl.find(wide ? "co64" : "stco").body;
        for (int i = 0; i < chunks.length; i++) {
            long place = chunks[i] + bytes;
            if (wide) places.putLong(TABLE_HEAD + Long.BYTES * i, place);
            else if (place > 0xffffffffL) throw new Mp4Box.Broken("\"%s\" mp4 stco atom cannot hold its new chunks");
            else places.putInt(TABLE_HEAD + Integer.BYTES * i, (int) place);
        }
    }

    /** {@code edts}: what comes before {@code lead} is not shown. */
    private static Mp4Box edit(long shown, long lead) {
        var edits = new Mp4Box("edts", null);
        var list = ByteBuffer.allocate(28).putInt(0, 1 << 24).putInt(4, 1).putLong(8, shown).putLong(16, lead).putShort(24, (short) 1);
        edits.boxes.add(new Mp4Box("elst", list));
        return edits;
    }

    /** How many entries of so many bytes a table has. */
    private static int entries(Mp4Box table, int bytes) throws Mp4Box.Broken {
        long count = table.body.limit() < TABLE_HEAD ? -1 : unsigned(table.body, 4);
        if (count < 0 || TABLE_HEAD + count * bytes > table.body.limit()) {
            throw new Mp4Box.Broken("\"%s\" mp4 " + table.type + " atom too small");
        }
        return (int) count;
    }

    private static long unsigned(ByteBuffer from, int at) {
        return Integer.toUnsignedLong(from.getInt(at));
    }

    /** A table that is written anew: entries of so many bytes. */
    private static final class Runs {
        private final int width;
        private ByteBuffer entries = ByteBuffer.allocate(1 << 10);
        private int count;

        Runs(int width) {
            this.width = width;
        }

        void add(long... numbers) {
            if (entries.remaining() < width) entries = ByteBuffer.allocate(2 * entries.capacity()).put(entries.flip());
            for (long number : numbers) entries.putInt((int) number);
            count++;
        }

        /** Whether the last entry says this of what comes behind its first number, too. */
        boolean endsWith(long second, long third) {
            int end = entries.position();
            return count > 0 && entries.getInt(end - 8) == (int) second && entries.getInt(end - 4) == (int) third;
        }

        void replace(Mp4Box table) {
            var body = ByteBuffer.allocate(TABLE_HEAD + count * width);
            body.put(table.body.slice(0, 4)).putInt(count).put(entries.flip());
            table.body = body.rewind();
        }
    }
}
