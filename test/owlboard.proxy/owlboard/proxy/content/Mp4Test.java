package owlboard.proxy.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A film of one track, ten samples a second, each with its number in it; a key frame at each fifth; three samples a chunk, then two. */
class Mp4Test {
    private static final int SAMPLES = 100;
    private static final int MAX_BYTES = 10_000;

    @TempDir
    Path folder;

    @Test
    void whatIsLeftBeginsAndEndsWhereItShall() throws IOException {
        for (boolean atEnd : new boolean[] {true, false}) {
            assertEquals(IntStream.range(0, SAMPLES).boxed().toList(), samples(film(atEnd)));
            assertEquals(IntStream.range(37, SAMPLES).boxed().toList(), samples(cut(film(atEnd), 3_799, 0, false)));
            assertEquals(IntStream.range(37, 57).boxed().toList(), samples(cut(film(atEnd), 3_700, 2_000, false)));
            assertEquals(IntStream.range(0, 1).boxed().toList(), samples(cut(film(atEnd), 0, 100, false)));
            assertEquals(IntStream.range(90, SAMPLES).boxed().toList(), samples(cut(film(atEnd), 9_000, 99_000, false)));
        }
        assertEquals(IntStream.range(0, SAMPLES).boxed().toList(), samples(cut(film(true), 0, 0, false)));
    }

    @Test
    void aFilmThatBeginsWithItsTablesIsLeftAloneUntilItIsCut() throws IOException {
        assertNull(cutOf(film(false), 0, 0, false));
    }

    @Test
    void tablesAndTimesAreThoseOfWhatIsLeft() throws IOException {
        var tracks = box(cut(film(true), 3_700, 2_000, false), "moov");
        assertEquals(2_000, ByteBuffer.wrap(box(tracks, "mvhd")).getInt(16));
        assertEquals(2_000, ByteBuffer.wrap(box(tracks, "trak", "tkhd")).getInt(20));
        assertEquals(20, ByteBuffer.wrap(box(tracks, "trak", "mdia", "mdhd")).getInt(16));
        var stbl = box(tracks, "trak", "mdia", "minf", "stbl");
        assertArrayEquals(new int[] {0, 2, 13, 1, 7, 1}, ints(box(stbl, "stts")));
        assertArrayEquals(new int[] {0, 4, 4, 9, 14, 19}, ints(box(stbl, "stss")));
        assertArrayEquals(new int[] {0, 1, 20, 7}, ints(box(stbl, "ctts")));
    }

    @Test
    void aKeyFrameBeforeItIsSentAndNotShown() throws IOException {
        var film = cut(film(true), 3_700, 2_000, true);
        assertEquals(IntStream.range(35, 57).boxed().toList(), samples(film));
        var edit = ByteBuffer.wrap(box(film, "moov", "trak", "edts", "elst"));
        assertEquals(2_000, edit.getLong(8));
        assertEquals(2, edit.getLong(16));
    }

    @Test
    void whatCannotBeCutSaysWhy() throws IOException {
        assertEquals("\"%s\" mp4 start time exceeds file duration", why(film(true), 10_001));
        assertEquals("no mp4 trak atoms were found in \"%s\"", why(film(true), 10_000));
        assertEquals("\"%s\" mp4 atom too large:1734439522", why("garbage not mp4".getBytes(StandardCharsets.US_ASCII), 1));
        assertEquals("no mp4 trak atoms were found in \"%s\"", why(new byte[0], 1));
    }

    /** Whatever is broken in it: another film, or a word about it. */
    @Test
    void damageIsNoBug() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var film = film(i % 2 == 0);
            for (int left = 1 + random.nextInt(3); left > 0; left--) film[random.nextInt(film.length)] = (byte) random.nextInt(256);
            try {
                cutOf(film, random.nextInt(11_000), random.nextInt(3) * 1_000, random.nextBoolean());
            } catch (IOException broken) {
                continue;
            } catch (RuntimeException bug) {
                throw new AssertionError("seed " + seed + ", round " + i, bug);
            }
        }
    }

    private String why(byte[] film, long startMillis) {
        return assertThrows(Mp4Box.Broken.class, () -> cutOf(film, startMillis, 0, false)).getMessage();
    }

    private Cut cutOf(byte[] film, long startMillis, long lengthMillis, boolean keyFrame) throws IOException {
        try (var file = FileChannel.open(Files.write(folder.resolve("film.mp4"), film))) {
            return new Mp4(file, film.length, MAX_BYTES).cut(startMillis, lengthMillis, keyFrame);
        }
    }

    private byte[] cut(byte[] film, long startMillis, long lengthMillis, boolean keyFrame) throws IOException {
        var cut = cutOf(film, startMillis, lengthMillis, keyFrame);
        var whole = ByteBuffer.allocate((int) cut.lengthBytes()).put(cut.before());
        return whole.put(film, (int) cut.from(), (int) (cut.to() - cut.from())).array();
    }

    // A film, and what is in one.

    private static byte[] film(boolean atEnd) {
        var ftyp = box("ftyp", "isom".getBytes(StandardCharsets.US_ASCII));
        var data = ByteBuffer.allocate(SAMPLES * 4 * 2);
        var sizes = ByteBuffer.allocate(12 + 4 * SAMPLES).putInt(0).putInt(0).putInt(SAMPLES);
        var places = new ArrayList<Integer>();
        for (int i = 0, left = 0; i < SAMPLES; i++, left--) {
            if (left == 0) {
                places.add(data.position());
                left = i < 60 ? 3 : 2;
            }
            int length = 4 + i % 5;
            sizes.putInt(length);
            data.putInt(i).put(new byte[length - 4]);
        }
        var mdat = box("mdat", Arrays.copyOf(data.array(), data.position()));
        int before = ftyp.length + 8 + (atEnd ? 0 : moov(sizes.array(), places, 0).length);
        var moov = moov(sizes.array(), places, before);
        return atEnd ? joined(ftyp, mdat, moov) : joined(ftyp, moov, mdat);
    }

    private static byte[] moov(byte[] sizes, List<Integer> places, int before) {
        var chunks = ByteBuffer.allocate(8 + 4 * places.size()).putInt(0).putInt(places.size());
        places.forEach(place -> chunks.putInt(place + before));
        var keys = ByteBuffer.allocate(8 + 4 * 20).putInt(0).putInt(20);
        for (int i = 0; i < 20; i++) keys.putInt(1 + 5 * i);
        var stbl = box("stbl", joined(box("stsd", new byte[8]), box("stts", of(0, 2, 50, 1, 50, 1)), box("stss", keys.array()),
                box("ctts", of(0, 2, 30, 0, 70, 7)), box("stsc", of(0, 2, 1, 3, 1, 21, 2, 1)), box("stsz", sizes),
                box("stco", chunks.array())));
        var mdia = box("mdia", joined(box("mdhd", of(0, 0, 0, 10, SAMPLES, 0)), box("hdlr", new byte[24]), box("minf", joined(box("vmhd",
                new byte[12]), stbl))));
        return box("moov", joined(box("mvhd", of(0, 0, 0, 1000, 10_000)), box("trak", joined(box("tkhd", of(0, 0, 0, 1, 0, 10_000)), mdia)),
                box("udta", new byte[4])));
    }

    private static byte[] of(int... numbers) {
        var bytes = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) bytes.putInt(number);
        return bytes.array();
    }

    private static int[] ints(byte[] bytes) {
        return IntStream.range(0, bytes.length / 4).map(i -> ByteBuffer.wrap(bytes).getInt(4 * i)).toArray();
    }

    private static byte[] box(String type, byte[] body) {
        return ByteBuffer.allocate(8 + body.length).putInt(8 + body.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(body).array();
    }

    private static byte[] joined(byte[]... parts) {
        var all = ByteBuffer.allocate(List.of(parts).stream().mapToInt(part -> part.length).sum());
        for (var part : parts) all.put(part);
        return all.array();
    }

    private static byte[] box(byte[] from, String... path) {
        var in = from;
        for (var name : path) {
            var boxes = ByteBuffer.wrap(in);
            byte[] found = null;
            while (found == null) {
                var body = new byte[boxes.getInt() - 8];
                var type = new byte[4];
                boxes.get(type).get(body);
                if (new String(type, StandardCharsets.US_ASCII).equals(name)) found = body;
            }
            in = found;
        }
        return in;
    }

    /** The numbers in the samples, found by the film's own tables. */
    private static List<Integer> samples(byte[] film) {
        var stbl = box(film, "moov", "trak", "mdia", "minf", "stbl");
        var sizes = ints(box(stbl, "stsz"));
        var runs = ints(box(stbl, "stsc"));
        var places = ints(box(stbl, "stco"));
        var found = new ArrayList<Integer>();
        for (int chunk = 1, run = 0; chunk <= places[1]; chunk++) {
            if (run + 1 < runs[1] && runs[2 + 3 * (run + 1)] == chunk) run++;
            int at = places[1 + chunk];
            for (int i = 0; i < runs[3 + 3 * run]; i++) {
                found.add(ByteBuffer.wrap(film).getInt(at));
                at += sizes[3 + found.size() - 1];
            }
        }
        assertEquals(sizes[2], found.size());
        return found;
    }
}
