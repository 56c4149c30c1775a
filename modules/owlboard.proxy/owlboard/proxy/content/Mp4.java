package owlboard.proxy.content;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A film in boxes (ISO/IEC 14496-12), cut: {@code ftyp}, a {@code moov} whose tables begin and end with the samples that are left, and the
 * part of {@code mdat} in which these lie. Only boxes that a player needs are kept, as nginx keeps them. Off the loop.
 */
final class Mp4 {
    private static final int HEADER_BYTES = Mp4Box.HEADER_BYTES;
    private static final int LONG_HEADER_BYTES = 16;
    private static final int FTYP_MAX_BYTES = 1024;
    private static final List<String> KEPT = List.of("mvhd", "trak", "tkhd", "mdia", "mdhd", "hdlr", "minf", "vmhd", "smhd", "dinf", "stbl",
            "stsd", "stts", "stss", "ctts", "stsc", "stsz", "stco", "co64");
    private static final List<String> FOLDERS = List.of("trak", "mdia", "minf", "stbl");

    private record Part(long at, long bytes) {}

    private final FileChannel file;
    private final long maxBytes;
    private Part ftyp;
    private Part moov;
    private Part mdat;

    Mp4(FileChannel file, long lengthBytes, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        for (long at = 0; at < lengthBytes; ) {
            var header = ByteBuffer.allocate(LONG_HEADER_BYTES);
            fill(header.limit((int) Math.min(header.capacity(), lengthBytes - at)), at);
            if (header.limit() < HEADER_BYTES) throw new Mp4Box.Broken("\"%s\" mp4 atom is too small:" + header.limit());
            long size = Integer.toUnsignedLong(header.getInt(0));
            int headerBytes = HEADER_BYTES;
            if (size == 1) {
                if (header.limit() < LONG_HEADER_BYTES) throw new Mp4Box.Broken("\"%s\" mp4 atom is too small:" + header.limit());
                size = header.getLong(HEADER_BYTES);
                headerBytes = LONG_HEADER_BYTES;
            }
            if (size == 0) size = lengthBytes - at;
            if (size < headerBytes) throw new Mp4Box.Broken("\"%s\" mp4 atom is too small:" + size);
            if (size > lengthBytes - at) throw new Mp4Box.Broken("\"%s\" mp4 atom too large:" + size);
            var part = new Part(at + headerBytes, size - headerBytes);
            switch (name(header, Integer.BYTES)) {
                case "ftyp" -> ftyp = part;
                case "moov" -> moov = part;
                case "mdat" -> mdat = part;
                default -> {}
            }
            at += size;
        }
    }

    /** From {@code startMillis} on, {@code lengthMillis} of it, 0: to its end. Null: all of it, as it is. */
    Cut cut(long startMillis, long lengthMillis, boolean keyFrame) throws IOException {
        if (moov == null) throw new Mp4Box.Broken("no mp4 trak atoms were found in \"%s\"");
        if (startMillis == 0 && lengthMillis == 0 && (mdat == null || moov.at < mdat.at)) return null;
        if (moov.bytes > maxBytes) {
            throw new Mp4Box.Broken("\"%s\" mp4 moov atom is too large:" + moov.bytes + ", you may want to increase mp4_max_buffer_size");
        }
        if (ftyp != null && ftyp.bytes > FTYP_MAX_BYTES) throw new Mp4Box.Broken("\"%s\" mp4 ftyp atom is too large:" + ftyp.bytes);
        var content = ByteBuffer.allocate((int) moov.bytes);
        fill(content, moov.at);
        var film = new Mp4Box("moov", null);
        boxes(content, film);
        long timescale = Mp4Times.shorten(film.need("mvhd"), startMillis, lengthMillis, 0);
        var tracks = new ArrayList<Mp4Track>();
        for (var trak : List.copyOf(film.boxes)) {
            if (!trak.type.equals("trak")) continue;
            var track = Mp4Track.cut(trak, timescale, startMillis, lengthMillis, keyFrame);
            if (track == null) film.boxes.remove(trak);
            else tracks.add(track);
        }
        if (tracks.isEmpty()) throw new Mp4Box.Broken("no mp4 trak atoms were found in \"%s\"");
        if (mdat == null) throw new Mp4Box.Broken("no mp4 mdat atom was found in \"%s\"");
        return assemble(film, tracks);
    }

    private Cut assemble(Mp4Box film, List<Mp4Track> tracks) throws IOException {
        long mdatEnd = mdat.at + mdat.bytes;
        long from = Math.min(mdatEnd, tracks.stream().mapToLong(Mp4Track::from).min().orElseThrow());
        long to = tracks.stream().anyMatch(Mp4Track::isOpen) ? mdatEnd
                : Math.clamp(tracks.stream().mapToLong(Mp4Track::to).max().orElseThrow(), from, mdatEnd);
        if (from < mdat.at) throw new Mp4Box.Broken("\"%s\" mp4 mdat atom is out of place");
        var before = new ByteArrayOutputStream();
        if (ftyp != null) {
            var content = ByteBuffer.allocate((int) ftyp.bytes);
            fill(content, ftyp.at);
            Mp4Box.header(before, "ftyp", HEADER_BYTES + ftyp.bytes);
            before.writeBytes(content.array());
        }
        boolean isLong = to - from + HEADER_BYTES > 0xffffffffL;
        long data = before.size() + film.bytes() + (isLong ? LONG_HEADER_BYTES : HEADER_BYTES);
        for (var track : tracks) track.move(data - from);
        film.writeTo(before);
        if (isLong) {
            Mp4Box.header(before, "mdat", 1);
            before.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(to - from + LONG_HEADER_BYTES).array());
        } else {
            Mp4Box.header(before, "mdat", to - from + HEADER_BYTES);
        }
        return new Cut(before.toByteArray(), from, to);
    }

    private static void boxes(ByteBuffer content, Mp4Box into) throws Mp4Box.Broken {
        for (int at = 0; at < content.limit(); ) {
            if (content.limit() - at < HEADER_BYTES) throw new Mp4Box.Broken("\"%s\" mp4 atom is too small:" + (content.limit() - at));
            long size = Integer.toUnsignedLong(content.getInt(at));
            if (size == 0) size = content.limit() - at;
            if (size < HEADER_BYTES) throw new Mp4Box.Broken("\"%s\" mp4 atom is too small:" + size);
            if (size > content.limit() - at) throw new Mp4Box.Broken("\"%s\" mp4 atom too large:" + size);
            var type = name(content, at + Integer.BYTES);
            if (type.equals("cmov")) throw new Mp4Box.Broken("unsupported mp4 compressed moov atom (cmov) in \"%s\"");
            if (KEPT.contains(type)) {
                var body = content.slice(at + HEADER_BYTES, (int) size - HEADER_BYTES);
                var box = new Mp4Box(type, FOLDERS.contains(type) ? null : body);
                if (box.body == null) boxes(body, box);
                into.boxes.add(box);
            }
            at += (int) size;
        }
    }

    private static String name(ByteBuffer header, int at) {
        var name = new byte[Integer.BYTES];
        header.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private void fill(ByteBuffer into, long from) throws IOException {
        for (long at = from; into.hasRemaining(); ) {
            int count = file.read(into, at);
            if (count < 0) throw new EOFException("the file became shorter while it was read");
            at += count;
        }
    }
}
