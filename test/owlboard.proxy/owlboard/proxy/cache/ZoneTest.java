package owlboard.proxy.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.Http.CachePace;
import owlboard.config.Http.CachePath;
import owlboard.config.Place;
import owlboard.config.Protocol;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;
import owlboard.harness.Tree;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Head;

/** Files of a zone: written whole or not at all, found after a restart, kept within bounds. */
class ZoneTest {
    private static final Place HERE = new Place("test", 1);
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n";
    @TempDir Path folder;
    private final List<String> logged = new CopyOnWriteArrayList<>();

    private void log(Severity severity, String message) {
        logged.add(severity + " " + message);
    }

    private CachePath path(long zoneBytes, long maxBytes, long inactiveMillis) {
        return new CachePath(HERE, Protocol.HTTP, folder.toString(), "z", zoneBytes, List.of(1, 2), maxBytes, 0, inactiveMillis, false,
                false, CachePace.AT_ONCE, CachePace.AT_ONCE);
    }

    private Zone zone(CachePath path) {
        return new Zone(path, folder, folder);
    }

    private static Head head() throws IOException {
        return EntryFile.head(ANSWER.getBytes(StandardCharsets.US_ASCII));
    }

    private static Fill fill(Zone zone, String key) throws IOException {
        long now = System.currentTimeMillis();
        var label = new Stored.Label(key, "", "", 1, false);
        var terms = new Terms(now, 0, 60_000, 0, 0, Terms.Rule.FREE);
        return new Fill(zone, zone.enter(Key.of(key), now / 1000), key, label, new Fill.Content(terms, head()));
    }

    private static void put(Zone zone, String key, String body) throws IOException {
        var fill = fill(zone, key);
        fill.add(ByteBuffer.wrap(body.getBytes(StandardCharsets.US_ASCII)));
        fill.settle(fill.complete());
    }

    private static Stored find(Zone zone, String key) {
        long second = System.currentTimeMillis() / 1000;
        var there = zone.inMemory(key, second);
        return there != null ? there : zone.onDisk(Key.of(key), key, key, second);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Patience.NANOS;
        while (!condition.getAsBoolean() && System.nanoTime() - until < 0) TimeUnit.MILLISECONDS.sleep(10);
        assertTrue(condition.getAsBoolean());
    }

    private List<Path> files() throws IOException {
        return Tree.files(folder);
    }

    @Test void whatWasStoredIsThereAfterARestart() throws Exception {
        var before = zone(path(1 << 20, 0, 600_000));
        put(before, "small", "hello");
        put(before, "large", "x".repeat(200_000));
        var after = zone(path(1 << 20, 0, 600_000));
        assertEquals("hello", new String(find(after, "small").body(), StandardCharsets.US_ASCII)); // before anything was loaded
        after.start(this::log);
        await(after::isLoaded);
        assertEquals(2, after.count());
        var large = find(after, "large");
        assertEquals(200_000, large.bodyLength());
        assertTrue(large.terms().isFresh(System.currentTimeMillis()));
        assertNull(find(after, "neither"));
        after.close();
    }

    private static void renew(Zone zone, String key) {
        var there = find(zone, key);
        var node = zone.enter(Key.of(key), System.currentTimeMillis() / 1000);
        var newer = there.with(new Terms(System.currentTimeMillis(), 0, 5_000, 0, 0, Terms.Rule.NEVER), there.head());
        zone.freshen(node, key, newer);
        zone.keepHead(node, newer);
    }

    @Test void theHeadOfALargeOneLiesBesideIt() throws Exception {
        var before = zone(path(1 << 20, 0, 600_000));
        put(before, "x", "x".repeat(200_000));
        renew(before, "x");
        var file = before.file(Key.of("x"));
        assertEquals(Terms.Rule.NEVER, find(zone(path(1 << 20, 0, 600_000)), "x").terms().rule());
        put(before, "x", "y".repeat(200_000)); // another one: it is not about that
        assertEquals(List.of(file), files());
        assertEquals(Terms.Rule.FREE, find(zone(path(1 << 20, 0, 600_000)), "x").terms().rule());
        renew(before, "x");
        Files.write(EntryFile.aside(file), new byte[10]); // the machine went down
        assertNull(find(zone(path(1 << 20, 0, 600_000)), "x"));
        assertEquals(List.of(), files());
        put(before, "x", "x".repeat(200_000));
        renew(before, "x");
        Files.delete(file);
        var after = zone(path(1 << 20, 0, 600_000));
        after.start(this::log);
        await(after::isLoaded);
        assertEquals(List.of(), files());
        after.close();
    }

    @Test void whatIsNotWholeIsNeverSeen() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        var fill = fill(zone, "half");
        fill.add(ByteBuffer.wrap(new byte[200_000]));
        assertEquals(1, files().size());
        assertNull(find(zone, "half"));
        fill.abandon();
        assertEquals(List.of(), files());
    }

    @Test @OwlboardOnly(row = "cache-removed", value = "looks for the file each time")
    void aRemovedFileIsMissedWithinASecond() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        put(zone, "x", "hello");
        long second = System.currentTimeMillis() / 1000 + 100;
        assertNotNull(zone.inMemory("x", second));
        Files.delete(files().getFirst());
        assertNotNull(zone.inMemory("x", second));
        assertNull(zone.inMemory("x", second + 1));
        assertNull(find(zone, "x"));
        zone.close();
    }

    @Test void filesThatBeginOnAnotherFileSystemAreKept() throws Exception {
        var memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
                "there is one file system only");
        var beginnings = Files.createTempDirectory(memory, "owlboard");
        try {
            var zone = new Zone(path(1 << 20, 0, 600_000), folder, beginnings);
            zone.start(this::log);
            put(zone, "small", "hello");
            put(zone, "large", "x".repeat(200_000));
            assertEquals(200_000, find(zone, "large").bodyLength());
            assertEquals(2, files().size(), logged::toString);
            assertEquals(List.of(), Tree.files(beginnings));
            zone.close();
        } finally {
            Tree.delete(beginnings);
        }
    }

    @Test void nobodyElseMayReadThem() throws Exception {
        var mine = folder.resolve("mine");
        var zone = new Zone(path(1 << 20, 0, 600_000), mine, mine.resolve("begun"));
        put(zone, "small", "hello");
        put(zone, "large", "x".repeat(200_000));
        for (var path : Tree.of(mine)) {
            var wanted = Files.isDirectory(path) ? "rwx------" : "rw-------";
            assertEquals(wanted, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), path.toString());
        }
        zone.close();
    }

    @Test void anotherFileInItsPlaceIsRead() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        put(zone, "x", "hello");
        var file = files().getFirst();
        Files.createDirectory(folder.resolve("another"));
        var another = new Zone(path(1 << 20, 0, 600_000), folder.resolve("another"), folder.resolve("another"));
        put(another, "x", "hello again");
        Files.move(Tree.files(folder.resolve("another")).getFirst(), file, StandardCopyOption.REPLACE_EXISTING);
        long second = System.currentTimeMillis() / 1000 + 100;
        assertNull(zone.inMemory("x", second));
        assertEquals("hello again", new String(find(zone, "x").body(), StandardCharsets.US_ASCII));
        zone.close();
    }

    @Test void whatHasNoFileYetIsNotMissed() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        put(zone, "x", "hello");
        var fill = fill(zone, "x");
        fill.add(ByteBuffer.wrap(new byte[100]));
        var whole = fill.complete();
        long second = System.currentTimeMillis() / 1000 + 100;
        assertEquals(whole, zone.inMemory("x", second));
        fill.settle(whole);
        assertEquals(whole, zone.inMemory("x", second + 1));
        zone.close();
    }

    @Test void aFolderInItsPlaceIsTold() throws Exception {
        var before = zone(path(1 << 20, 0, 600_000));
        put(before, "x", "hello");
        var file = files().getFirst();
        Files.delete(file);
        Files.writeString(Files.createDirectory(file).resolve("in-it"), "");
        var zone = zone(path(1 << 20, 0, 600_000));
        zone.start(this::log);
        assertNull(find(zone, "x"));
        assertTrue(logged.getLast().endsWith("failed (39: Directory not empty)"), logged::toString);
        zone.close();
    }

    @Test void aBrokenFileIsDropped() throws Exception {
        for (var damage : List.of("cut", "header", "empty", "longer")) {
            var before = zone(path(1 << 20, 0, 600_000));
            put(before, "x", "hello");
            var file = files().getFirst();
            switch (damage) {
                case "cut" -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
                case "empty" -> Files.write(file, new byte[0]);
                case "longer" -> Files.write(file, new byte[1], StandardOpenOption.APPEND);
                default -> {
                    var bytes = Files.readAllBytes(file);
                    bytes[100] ^= 1;
                    Files.write(file, bytes);
                }
            }
            var after = zone(path(1 << 20, 0, 600_000));
            assertNull(find(after, "x"), damage);
            assertEquals(List.of(), files(), damage);
        }
    }

    @Test void theLoaderTakesAwayWhatADeadProcessHadBegun() throws Exception {
        var dead = new ProcessBuilder("true").start();
        assertTrue(dead.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        Files.writeString(folder.resolve("cache-" + dead.pid() + "-1.tmp"), "half");
        Files.writeString(folder.resolve("cache-" + ProcessHandle.current().pid() + "-0.tmp"), "half");
        Files.writeString(folder.resolve("notes.txt"), "somebody else's");
        Files.createDirectories(folder.resolve("c/29"));
        Files.writeString(folder.resolve("c/29/b7f54b2df7773722d382f4809d65029c"), "too short");
        var zone = zone(path(1 << 20, 0, 600_000));
        zone.start(this::log);
        await(zone::isLoaded);
        assertEquals(List.of("cache-" + ProcessHandle.current().pid() + "-0.tmp", "notes.txt"),
                files().stream().map(file -> file.getFileName().toString()).sorted().toList());
        assertEquals(0, zone.count());
        zone.close();
    }

    @Test void manyEntriesAreFound() throws Exception {
        int count = Integer.getInteger("owlboard.cache.entries", 5_000);
        var label = new Stored.Label("k", "", "", 1, false);
        var terms = new Terms(System.currentTimeMillis(), 0, 60_000, 0, 0, Terms.Rule.FREE);
        var bytes = EntryFile.header(label, terms, head(), 0);
        for (int i = 0; i < count; i++) {
            var file = Key.of("key " + i).path(folder, List.of(1, 2));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
        var zone = zone(path(128L * count, 0, 600_000));
        long begin = System.nanoTime();
        zone.start(this::log);
        await(zone::isLoaded);
        if (count > 5_000) System.out.println(count + " entries in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        assertEquals(count, zone.count());
        zone.close();
    }

    @Test void theZoneIsBounded() throws Exception {
        var zone = zone(path(8192, 0, 600_000)); // 64 keys
        zone.start(this::log);
        await(zone::isLoaded);
        for (int i = 0; i < 100; i++) put(zone, "key " + i, "body");
        assertEquals(64, zone.count());
        assertNull(find(zone, "key 0"));
        assertNotNull(find(zone, "key 99"));
        await(() -> count() == 64);
        zone.close();
    }

    private int count() {
        try {
            return files().size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test void whatWasUsedLastStays() throws Exception {
        var zone = zone(path(8192, 0, 600_000));
        for (int i = 0; i < 64; i++) put(zone, "key " + i, "body");
        zone.enter(Key.of("key 0"), System.currentTimeMillis() / 1000);
        put(zone, "another", "body");
        assertNotNull(zone.inMemory("key 0", 0));
        assertNull(zone.inMemory("key 1", 0));
    }

    @Test void maxSizeIsKept() throws Exception {
        var zone = zone(path(1 << 20, 40_960, 600_000)); // 10 blocks
        zone.start(this::log);
        await(zone::isLoaded);
        for (int i = 0; i < 30; i++) put(zone, "key " + i, "body");
        await(() -> zone.bytesOnDisk() <= 40_960 && count() == 10);
        assertNotNull(find(zone, "key 29"));
        zone.close();
    }

    private CachePath paced(long maxBytes, long minFree, CachePace loader, CachePace manager) {
        return new CachePath(HERE, Protocol.HTTP, folder.toString(), "z", 1 << 20, List.of(1, 2), maxBytes, minFree, 600_000, false, false,
                loader, manager);
    }

    @Test void minFreeIsKept() throws Exception {
        var full = zone(paced(0, Long.MAX_VALUE, CachePace.AT_ONCE, CachePace.AT_ONCE));
        full.start(this::log);
        await(full::isLoaded);
        for (int i = 0; i < 10; i++) put(full, "key " + i, "body");
        await(() -> full.count() == 0 && count() == 0);
        full.close();
        var empty = zone(paced(0, 1, CachePace.AT_ONCE, CachePace.AT_ONCE));
        empty.start(this::log);
        for (int i = 0; i < 10; i++) put(empty, "key " + i, "body");
        TimeUnit.MILLISECONDS.sleep(1500); // it looks once a second
        assertEquals(10, empty.count());
        empty.close();
    }

    /** {@code loader_files}, {@code loader_sleep}, {@code loader_threshold}. */
    @Test void theLoaderRestsBetweenItsTurns() throws Exception {
        var before = zone(path(1 << 20, 0, 600_000));
        for (int i = 0; i < 10; i++) put(before, "key " + i, "body");
        for (var pace : List.of(new CachePace(2, 60_000, 100), new CachePace(1000, 0, 50))) {
            var zone = zone(paced(0, 0, pace, CachePace.AT_ONCE));
            long begin = System.nanoTime();
            zone.start(this::log);
            assertEquals("body", new String(find(zone, "key 9").body(), StandardCharsets.US_ASCII)); // whoever asks does not wait
            await(zone::isLoaded);
            assertTrue(System.nanoTime() - begin >= 500_000_000, pace.toString());
            assertEquals(10, zone.count());
            zone.close();
        }
    }

    /** {@code manager_files}, {@code manager_sleep}, {@code manager_threshold}. */
    @Test void theManagerRestsBetweenItsTurns() throws Exception {
        var zone = zone(paced(4096, 0, CachePace.AT_ONCE, new CachePace(3, 60_000, 200)));
        for (int i = 0; i < 10; i++) put(zone, "key " + i, "body");
        long begin = System.nanoTime();
        zone.start(this::log);
        await(() -> count() == 1);
        assertTrue(System.nanoTime() - begin >= 400_000_000); // three, three, and three
        assertNotNull(find(zone, "key 9"));
        zone.close();
    }

    @Test void aZoneThatEndsWhileItRestsEndsAtOnce() throws Exception {
        var before = zone(path(1 << 20, 0, 600_000));
        for (int i = 0; i < 5; i++) put(before, "key " + i, "body");
        var zone = zone(new CachePath(HERE, Protocol.HTTP, folder.toString(), "rests", 1 << 20, List.of(1, 2), 0, 0, 600_000, false, false,
                new CachePace(1, 60_000, 600_000), CachePace.AT_ONCE));
        zone.start(this::log);
        await(() -> zone.count() > 0);
        zone.close();
        await(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("cache-rests")));
    }

    @Test void whatNobodyAsksForGoes() throws Exception {
        var zone = zone(path(1 << 20, 0, 1000));
        zone.start(this::log);
        await(zone::isLoaded);
        put(zone, "x", "body");
        await(() -> zone.count() == 0 && count() == 0);
        zone.close();
    }

    @Test void whatWasDroppedIsNotStoredByWhoBeganBefore() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        var fill = fill(zone, "x");
        fill.add(ByteBuffer.wrap(new byte[10]));
        zone.drop(Key.of("x"));
        assertNull(fill.complete());
        assertNull(find(zone, "x"));
        var large = fill(zone, "y");
        large.add(ByteBuffer.wrap(new byte[100_000]));
        zone.drop(Key.of("y"));
        large.complete();
        assertNull(find(zone, "y"));
        assertEquals(List.of(), files());
    }

    @Test void purgeByTheBeginningOfKeys() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        zone.start(this::log);
        await(zone::isLoaded);
        for (var key : List.of("http://a/x", "http://a/y", "http://b/x")) put(zone, key, "body");
        zone.purge("http://a/");
        assertNull(find(zone, "http://a/x"));
        await(() -> count() == 1);
        assertNotNull(find(zone, "http://b/x"));
        put(zone, "http://a/x", "new");
        assertNotNull(find(zone, "http://a/x"));
        zone.close();
    }

    /** What was found in memory is of the file that was there then. */
    @Test void anotherOnesFileIsNotSentInItsPlace() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        put(zone, "x", "a".repeat(100_000));
        var before = find(zone, "x");
        try (var taken = zone.open(before, 0); var again = zone.open(before, 0)) {
            assertTrue(taken == again);
            put(zone, "x", "b".repeat(100_001)); // in the same millisecond, perhaps: another length makes it another one
            var bytes = ByteBuffer.allocate(1);
            taken.found().channel().read(bytes, before.bodyAt());
            assertEquals('a', bytes.get(0)); // who reads it goes on
        }
        assertThrows(EntryFile.Broken.class, () -> zone.open(before, 0));
        var after = find(zone, "x");
        try (var taken = zone.open(after, 0)) {
            zone.drop(Key.of("x"));
            assertTrue(taken.found().channel().isOpen());
        }
        assertThrows(IOException.class, () -> zone.open(after, 0));
        assertEquals(List.of(), files());
    }

    /** The purge looks through the zone when its turn comes; until then who finds a file that it means takes it away. */
    @Test void aPurgedFileThatWasLookedForGoesToo() throws Exception {
        var zone = zone(path(1 << 20, 0, 600_000));
        put(zone, "http://a/x", "body");
        zone.purge("http://a/");
        assertNull(find(zone, "http://a/x"));
        zone.start(this::log);
        await(() -> count() == 0);
        zone.close();
    }

    @Test void aFileThatCannotBeWrittenIsToldAndTheAnswerStillServes() throws Exception {
        var blocked = folder.resolve("blocked");
        Files.writeString(blocked, "a file where a folder should be");
        var zone = new Zone(path(1 << 20, 0, 600_000), blocked, blocked);
        zone.start(this::log);
        var fill = fill(zone, "x");
        fill.add(ByteBuffer.wrap(new byte[10]));
        var stored = fill.complete();
        fill.settle(stored);
        assertNotNull(zone.inMemory("x", 0));
        assertTrue(logged.stream().anyMatch(line -> line.contains("while caching")), logged.toString());
        zone.close();
    }

    @Test void aZoneIsTakenOverWhereItsFilesAreTheSame() {
        var zone = zone(path(1 << 20, 0, 600_000));
        assertTrue(zone.isLike(path(1 << 20, 5, 7), folder));
        assertFalse(zone.isLike(path(1 << 21, 0, 600_000), folder));
        assertFalse(zone.isLike(path(1 << 20, 0, 600_000), new Paths(null, folder, folder).resolve("other")));
    }
}
