package owlboard.proxy.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import owlboard.wire.http.HttpDate;

/** What a folder holds, as nginx writes it down, byte for byte: folders first, then by name; hidden files are left out. */
record Listing(List<Entry> entries) {
    /** What is shown of a name in HTML. */
    private static final int SHOWN = 50;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ENGLISH);
    private static final String END = "\r\n";

    /** {@code name}: its bytes as Latin-1. */
    private record Entry(String name, boolean folder, boolean file, long sizeBytes, long modifiedSeconds) {
        String kind() {
            if (folder) return "directory";
            return file ? "file" : "other";
        }
    }

    static String name(Path path) {
        return new String(path.getFileName().toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    /** Off the loop. */
    static List<Entry> of(Path folder) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var paths = Files.newDirectoryStream(folder, path -> !isHidden(path))) {
            for (var path : paths) add(path, entries);
        }
        entries.sort(Comparator.comparing((Entry entry) -> !entry.folder).thenComparing(Entry::name));
        return entries;
    }

    /** Off the loop. A link that leads nowhere is itself; what may not be looked at is left out. */
    private static void add(Path path, List<Entry> entries) throws IOException {
        try {
            var found = Files.exists(path) ? attributes(path) : attributes(path, LinkOption.NOFOLLOW_LINKS);
            entries.add(new Entry(name(path), found.isDirectory(), found.isRegularFile(), found.size(),
                    Math.floorDiv(found.lastModifiedTime().toMillis(), 1000L)));
        } catch (AccessDeniedException denied) {
            // nginx says nothing of it either
        }
    }

    /** Off the loop. */
    private static BasicFileAttributes attributes(Path path, LinkOption... how) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, how);
    }

    private static byte[] bytes(StringBuilder out) {
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@code utf8}: names are counted in characters. */
    byte[] html(String uri, boolean utf8, boolean exactSize, boolean localTime) {
        var title = escaped(uri);
        var zone = localTime ? ZoneId.systemDefault().getRules().getOffset(Instant.now()) : ZoneOffset.UTC;
        var out = new StringBuilder("<html>\r\n<head><title>Index of ").append(title)
                .append("</title></head>\r\n<body>\r\n<h1>Index of ").append(title)
                .append("</h1><hr><pre><a href=\"../\">../</a>\r\n");
        for (var entry : entries) {
            out.append("<a href=\"").append(component(entry.name)).append(entry.folder ? "/" : "").append("\">");
            addShown(out, entry, utf8);
            out.append(' ').append(MINUTE.format(Instant.ofEpochSecond(entry.modifiedSeconds).atOffset(zone))).append(' ');
            out.append(exactSize ? exact(entry) : rounded(entry)).append(END);
        }
        return bytes(out.append("</pre><hr></body>\r\n</html>\r\n"));
    }

    private static void addShown(StringBuilder out, Entry entry, boolean utf8) {
        var text = entry.name;
        if (utf8) text = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        int length = text.codePointCount(0, text.length());
        if (length > SHOWN) {
            var part = text.substring(0, text.offsetByCodePoints(0, SHOWN - 3));
            out.append(escaped(utf8 ? latin1(part) : part)).append("..&gt;</a>");
            return;
        }
        out.append(escaped(entry.name));
        boolean slash = entry.folder && length < SHOWN;
        out.append(slash ? "/</a>" : "</a>").repeat(' ', SHOWN - length - (slash ? 1 : 0));
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String exact(Entry entry) {
        return entry.folder ? " ".repeat(18) + '-' : String.format("%19d", entry.sizeBytes);
    }

    private static String rounded(Entry entry) {
        if (entry.folder) return "      -";
        if (entry.sizeBytes > (1 << 30) - 1) return scaled(entry.sizeBytes, 1 << 30, 'G');
        if (entry.sizeBytes > (1 << 20) - 1) return scaled(entry.sizeBytes, 1 << 20, 'M');
        return entry.sizeBytes > 9999 ? scaled(entry.sizeBytes, 1 << 10, 'K') : String.format(" %6d", entry.sizeBytes);
    }

    private static String scaled(long sizeBytes, int unit, char letter) {
        return String.format("%6d%c", sizeBytes / unit + (sizeBytes % unit > unit / 2 - 1 ? 1 : 0), letter);
    }

    byte[] xml() {
        var out = new StringBuilder("<?xml version=\"1.0\"?>\r\n<list>\r\n");
        for (var entry : entries) {
            out.append('<').append(entry.kind()).append(" mtime=\"")
                    .append(SECOND.format(Instant.ofEpochSecond(entry.modifiedSeconds).atOffset(ZoneOffset.UTC))).append('"');
            if (entry.file) out.append(" size=\"").append(entry.sizeBytes).append('"');
            out.append('>').append(escaped(entry.name)).append("</").append(entry.kind()).append('>').append(END);
        }
        return bytes(out.append("</list>\r\n"));
    }

    /** {@code callback}: a function that takes it; null: none. */
    byte[] json(String callback) {
        var out = new StringBuilder();
        if (callback != null) out.append("/* callback */\r\n").append(callback).append('(');
        out.append('[');
        for (var entry : entries) {
            if (entry != entries.getFirst()) out.append(',');
            out.append("\r\n{ \"name\":\"").append(quoted(entry.name)).append("\", \"type\":\"").append(entry.kind())
                    .append("\", \"mtime\":\"").append(HttpDate.of(entry.modifiedSeconds)).append('"');
            if (entry.file) out.append(", \"size\":").append(entry.sizeBytes);
            out.append(" }");
        }
        out.append("\r\n]");
        return bytes(callback == null ? out : out.append(");"));
    }

    private static String quoted(String text) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' ? String.format("\\u%04X", (int) c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** RFC 3986 §2.3: what is not unreserved is escaped. */
    private static String component(String name) {
        var out = new StringBuilder();
        for (char c : name.toCharArray()) {
            boolean plain = c < 128 && Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }
}
