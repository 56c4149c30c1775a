package owlboard.proxy.cache;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import owlboard.proxy.content.OpenFiles;
import owlboard.proxy.exchange.OwnersOnly;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;
import owlboard.wire.http.ResponseHead;

/**
 * The file of an entry: numbers, key, names and values of {@code Vary}, head, and then the body to its end. A checksum covers
 * all but the body, whose length is known: a file that was cut is none. What becomes of the head of a large one lies beside it
 * ({@link #renew}). Everything here blocks: never on a loop.
 */
final class EntryFile {
    private static final long MAGIC = 0x4f574c4341434831L; // OWLCACH1
    private static final int FIXED = 96;
    private static final int CHECKSUM_AT = 8;
    private static final int LENGTH_AT = 16;
    private static final int HEAD_MAX = 1 << 24;
    /** Of the name of what lies beside an entry. */
    private static final String ASIDE = ".head";
    private static final AtomicLong NUMBER = new AtomicLong();
    /** What is read at first: the head of most entries, and small bodies. */
    private static final int FIRST = 16 << 10;
    /** Bodies up to here are kept in memory. */
    static final int SMALL = 64 << 10;
    /** The least that a file of an entry can be. */
    static final int LEAST = FIXED;

    private EntryFile() {}

    /** Not an entry, or not a whole one. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String why) {
            super(why);
        }
    }

    /** All that stands before the body. {@code bodyLength} may be told later: {@link #seal}. */
    static byte[] header(Stored.Label label, Terms terms, Head head, long bodyLength) {
        var key = bytes(label.key());
        var vary = bytes(label.vary());
        var variant = bytes(label.variant());
        int headLength = head.end - head.start;
        var out = ByteBuffer.allocate(FIXED + key.length + vary.length + variant.length + headLength);
        out.putLong(MAGIC).putInt(0).putInt(out.capacity()).putLong(bodyLength);
        out.putLong(terms.receivedMillis()).putLong(terms.ageMillis()).putLong(terms.lifetimeMillis()).putLong(terms.staleWhileMillis())
                .putLong(terms.staleErrorMillis());
        out.putLong(label.family()).putInt(terms.rule().ordinal()).putInt(label.headOnly() ? 1 : 0);
        out.putInt(key.length).putInt(vary.length).putInt(variant.length).putInt(headLength);
        out.put(key).put(vary).put(variant).put(head.array, head.start, headLength);
        seal(out.array(), bodyLength);
        return out.array();
    }

    /** Writes the length of the body, and the checksum. */
    static void seal(byte[] header, long bodyLength) {
        var buffer = ByteBuffer.wrap(header);
        buffer.putLong(LENGTH_AT, bodyLength).putInt(CHECKSUM_AT, checksum(header));
    }

    /** What {@link #seal} has written. */
    static int sealed(byte[] header) {
        return ByteBuffer.wrap(header).getInt(CHECKSUM_AT);
    }

    /** Off the loop. The file of this very entry; {@link Broken} where another one has taken its place. */
    static OpenFiles.Found open(Stored stored) throws IOException {
        var file = FileChannel.open(stored.file(), StandardOpenOption.READ);
        try {
            var begin = new byte[LENGTH_AT];
            fill(file, begin, 0, 0);
            if (sealed(begin) != stored.checksum()) throw new Broken("another one has its place");
            var arena = Arena.ofShared();
            var mark = new OpenFiles.Mark(stored.checksum(), mapped(file, arena), arena);
            return new OpenFiles.Found(file, stored.bodyLength(), 0, false, null, mark);
        } catch (IOException | RuntimeException broken) {
            file.close();
            throw broken;
        }
    }

    /** Null: the system has no more room for it. */
    private static MemorySegment mapped(FileChannel file, Arena arena) {
        try {
            return file.map(MapMode.READ_ONLY, 0, file.size(), arena);
        } catch (IOException noRoom) {
            return null;
        }
    }

    private static int checksum(byte[] header) {
        var sum = new CRC32C();
        sum.update(header, CHECKSUM_AT + 4, header.length - CHECKSUM_AT - 4);
        return (int) sum.getValue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Off the loop. Reads an entry, with its body where that is small; {@link Broken} when it is none. */
    static Stored read(Path path) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = file.size();
            var first = new byte[(int) Math.min(FIRST, size)];
            fill(file, first, 0, 0);
            if (first.length < FIXED) throw new Broken("it has " + size + " bytes");
            var numbers = ByteBuffer.wrap(first);
            if (numbers.getLong(0) != MAGIC) throw new Broken("it does not begin as one");
            int bodyAt = numbers.getInt(12);
            long bodyLength = numbers.getLong(LENGTH_AT);
            if (bodyAt < FIXED || bodyAt > HEAD_MAX || bodyLength < 0 || size != bodyAt + bodyLength) {
                throw new Broken("it has " + size + " bytes instead of " + bodyAt + " + " + bodyLength);
            }
            var header = new byte[bodyAt];
            System.arraycopy(first, 0, header, 0, Math.min(first.length, bodyAt));
            if (bodyAt > first.length) fill(file, header, first.length, first.length);
            if (checksum(header) != numbers.getInt(CHECKSUM_AT)) throw new Broken("its checksum is wrong");
            byte[] body = null;
            if (bodyLength <= SMALL) {
                body = new byte[(int) bodyLength];
                int there = Math.clamp(first.length - bodyAt, 0, body.length);
                System.arraycopy(first, Math.min(bodyAt, first.length), body, 0, there);
                fill(file, body, there, bodyAt + there);
            }
            var stored = parsed(header, body, path, bodyLength);
            return body == null ? renewed(stored) : stored;
        }
    }

    /** Where terms and head of this entry are that are newer than its own. */
    static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + ASIDE);
    }

    /** Whether this lies beside an entry that is no more. */
    static boolean isLeft(Path file) {
        var name = file.toString();
        return name.endsWith(ASIDE) && !Files.exists(Path.of(name.substring(0, name.length() - ASIDE.length())));
    }

    /** A name for what is not whole yet. */
    static Path begun(Path folder) {
        return folder.resolve("cache-" + ProcessHandle.current().pid() + '-' + NUMBER.incrementAndGet() + ".tmp");
    }

    /**
     * Writes terms and head of a large entry beside it, whose body stays where it is: which entry it belongs to, and a header as that has.
     * Off the loop. It is there as a whole or not at all.
     */
    static void renew(Stored stored) throws IOException {
        var begun = begun(stored.file().getParent());
        var header = header(stored.label(), stored.terms(), stored.head(), stored.bodyLength());
        var bytes = ByteBuffer.allocate(4 + header.length).putInt(stored.checksum()).put(header).flip();
        try {
            write(begun, bytes);
            Files.move(begun, aside(stored.file()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(begun);
        }
        if (isLeft(aside(stored.file()))) Files.deleteIfExists(aside(stored.file()));
    }

    /** Off the loop. */
    private static void write(Path path, ByteBuffer bytes) throws IOException {
        try (var file = OwnersOnly.file(path)) {
            while (bytes.hasRemaining()) file.write(bytes);
        }
    }

    /** Off the loop. With what lies beside it, where that is about this very entry. */
    private static Stored renewed(Stored stored) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(aside(stored.file()));
        } catch (NoSuchFileException none) {
            return stored;
        }
        var header = Arrays.copyOfRange(bytes, Math.min(4, bytes.length), bytes.length);
        if (header.length < FIXED || checksum(header) != sealed(header)) throw new Broken("what lies beside it is broken");
        if (ByteBuffer.wrap(bytes).getInt() != stored.checksum()) return stored;
        var newer = parsed(header, null, stored.file(), stored.bodyLength());
        return stored.with(newer.terms(), newer.head());
    }

    private static Stored parsed(byte[] header, byte[] body, Path path, long bodyLength) throws IOException {
        var in = ByteBuffer.wrap(header).position(LENGTH_AT + 8);
        long received = in.getLong();
        long age = in.getLong();
        long lifetime = in.getLong();
        long staleWhile = in.getLong();
        long staleIfError = in.getLong();
        long family = in.getLong();
        int rule = in.getInt();
        boolean headOnly = in.getInt() != 0;
        int[] lengths = {in.getInt(), in.getInt(), in.getInt(), in.getInt()};
        var terms = new Terms(received, age, lifetime, staleWhile, staleIfError, Terms.Rule.values()[rule]);
        int at = FIXED;
        var texts = new String[3];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = new String(header, at, lengths[i], StandardCharsets.ISO_8859_1);
            at += lengths[i];
        }
        var label = new Stored.Label(texts[0], texts[1], texts[2], family, headOnly);
        var head = new byte[lengths[3]];
        System.arraycopy(header, at, head, 0, head.length);
        return new Stored(label, terms, head(head), body, path, header.length, bodyLength, sealed(header));
    }

    /** The head in an array of its own. */
    static Head head(byte[] text) throws BadMessage {
        var head = new Head();
        ResponseHead.parse(text, head);
        return head;
    }

    /** Off the loop. */
    private static void fill(FileChannel file, byte[] into, int from, long position) throws IOException {
        var buffer = ByteBuffer.wrap(into, from, into.length - from);
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, position + buffer.position() - from);
            if (count < 0) throw new EOFException("it ends too early");
        }
    }
}
