package owlboard.proxy.content;

import static java.nio.file.Files.isDirectory;
import static java.nio.file.Files.readAttributes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.SentFile;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.respond.AddedHeaders;
import owlboard.proxy.respond.Charset;
import owlboard.proxy.respond.KeptLines;
import owlboard.proxy.respond.Respond;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Offload;

/** Static files: {@code index}, conditional requests (RFC 9110 §13), ranges (§14). The disk is touched off the loop. */
public final class SendFile {
    private static final byte[] ETAG = "ETag".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCEPT_RANGES = "Accept-Ranges".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_ENCODING = "Content-Encoding".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GZIP = "gzip".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.US_ASCII);

    /** What fits into a buffer leaves together with its head. */
    private static final int COPIED_MAX_BYTES = 24 << 10;

    /**
     * @param packed it is the {@code .gz} beside the file
     * @param taken  of those that stay open; null: it is closed
     * @param cut    what is sent of it; null: all of it
     */
    private record Found(Path path, FileChannel channel, long lengthBytes, long modified, boolean packed, OpenFiles.Taken taken, Cut cut) {
        static Found of(Path path, OpenFiles.Found file, boolean packed, OpenFiles.Taken taken) {
            return new Found(path, file.channel(), file.lengthBytes(), file.modified(), packed, taken, null);
        }

        Found with(Cut part) {
            return part == null ? this : new Found(path, channel, part.lengthBytes(), modified, packed, taken, part);
        }

        SentFile sent() {
            return new SentFile(path, channel, null);
        }
    }

    /** Where nothing else answers. */
    public static final Feature FEATURE = Feature.of().answers((settings, _) -> exchange -> run(exchange, settings.get(Files.SLOT)));

    private SendFile() {}

    static Verdict run(Exchange exchange, Files files) throws IOException, Failure {
        boolean post = exchange.is(Methods.POST);
        if (!post && !exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) return Verdict.refused(405, null);
        if (exchange.uri.endsWith("/")) return index(exchange, files);
        var path = files.path(exchange, exchange.uri);
        var beside = exchange.settings.get(GzipStatic.SLOT);
        var links = files.links(exchange);
        boolean takesBeside = beside != null && !post && beside.isTaken(exchange);
        var packed = takesBeside || beside != null && !post && beside.varies() ? openBeside(exchange, path, links) : null;
        if (packed != null && !beside.always()) exchange.varies = true; // also of a folder
        boolean sendsPacked = packed != null && takesBeside && packed.channel != null;
        if (packed != null && !sendsPacked) close(packed);
        var found = sendsPacked ? packed : open(exchange, path, links);
        if (found.channel == null) { // a folder without its slash
            close(found);
            return Respond.redirects(exchange, 301, UriPath.escaped(exchange, exchange.uri + "/"));
        }
        try {
            if (post) return Verdict.refused(405, null); // nginx looks first whether there is such a file
            RequestBody.discard(exchange);
            send(exchange, files, found, files.maxRanges);
            return Verdict.DONE;
        } finally {
            close(found);
        }
    }

    /** The file itself or, where there is none, as without a {@code cutter}. */
    static Verdict run(Exchange exchange, Files files, Cut.Maker cutter) throws IOException, Failure {
        var path = files.path(exchange, exchange.uri);
        var found = open(exchange, path, files.links(exchange));
        if (found.channel == null) {
            if (found.taken != null) found.taken.close();
            return run(exchange, files);
        }
        try {
            RequestBody.discard(exchange);
            var cut = Offload.<Cut, IOException>call(() -> cutter.cut(found.channel, found.lengthBytes));
            send(exchange, files, found.with(cut), Math.min(files.maxRanges, cutter.maxRanges()));
            return Verdict.DONE;
        } catch (Mp4Box.Broken broken) {
            throw Failure.ours(500, broken.getMessage().replace("%s", path.toString()));
        } finally {
            close(found);
        }
    }

    private static void close(Found found) throws IOException {
        if (found.taken != null) found.taken.close();
        else if (found.channel != null) Offload.<Void, IOException>call(() -> {
            found.channel.close();
            return null;
        });
    }

    /** Perhaps a folder. Null: there is nothing of that name, or nothing that can be read. */
    private static Found openBeside(Exchange exchange, Path path, Links.Check links) {
        try {
            return found(exchange, path.resolveSibling(path.getFileName() + ".gz"), true, links);
        } catch (IOException notThere) {
            return null;
        }
    }

    private static Found found(Exchange exchange, Path path, boolean packed, Links.Check links) throws IOException {
        var open = exchange.settings.get(Files.SLOT).open;
        if (open == null) return Found.of(path, Offload.<OpenFiles.Found, IOException>call(() -> file(path, links)), packed, null);
        var taken = open.take(path, exchange.loop().wallMillis(), _ -> true, () -> OpenFiles.open(path));
        return Found.of(path, taken.found(), packed, taken);
    }

    /** Off the loop. Without a channel: a folder. */
    private static OpenFiles.Found file(Path path, Links.Check links) throws IOException {
        OpenFiles.Found found;
        try {
            found = OpenFiles.open(path);
        } catch (IOException notOpened) {
            links.of(path); // one that leads nowhere is a link, too
            throw notOpened;
        }
        try {
            links.of(path);
        } catch (IOException link) {
            if (found.channel() != null) found.channel().close(); // Off the loop
            throw link;
        }
        return found;
    }

    private static Verdict index(Exchange exchange, Files files) throws Failure, IOException {
        var folder = files.path(exchange, exchange.uri);
        var random = RandomIndex.choose(exchange, folder);
        if (random != null) return random;
        var links = files.links(exchange);
        boolean looked = false;
        for (var value : files.index) {
            var name = value.text(exchange);
            if (name.startsWith("/")) return new Redirect(name, exchange.args, exchange.method);
            var path = files.indexed(exchange, name);
            if (isIndex(exchange, path, links)) {
                return new Redirect(exchange.uri + name, exchange.args, exchange.method);
            }
            if (!looked) checkFolder(exchange, files, folder); // nginx, too, looks for it when its first index is not there
            looked = true;
        }
        if (!looked) checkFolder(exchange, files, folder);
        var listed = Autoindex.answer(exchange, folder);
        if (listed != null) return listed;
        var slash = files.filename(exchange).endsWith("/") ? "/" : ""; // an alias may have none
        return Verdict.refused(403, "directory index of \"" + folder + slash + "\" is forbidden");
    }

    /** A folder of that name is one, too: where the request goes on there, a slash is asked for. */
    private static boolean isIndex(Exchange exchange, Path path, Links.Check links) throws Failure, IOException {
        var known = Files.known(exchange, path);
        if (known != null) return known.isFile() || known.folder();
        try {
            return Offload.<Boolean, IOException>call(() -> isThere(path, links));
        } catch (Links.Forbidden link) {
            throw forbidden(path, link);
        } catch (FileSystemException through) {
            if (Errno.isLoop(through)) throw Failure.client(403, null);
            throw Failure.client(404, "\"" + path + "\" is not found (" + Errno.of(through) + ")");
        }
    }

    /** Off the loop. A failure of its own: links that go round, or one that may not be followed. */
    private static boolean isThere(Path path, Links.Check links) throws IOException {
        links.of(path);
        try {
            readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (FileSystemException failure) {
            if (Errno.isLoop(failure)) throw failure;
            return false;
        }
    }

    private static Failure forbidden(Path path, Links.Forbidden link) {
        return Failure.client(403, "openat() \"" + path + "\" failed (40: " + link.getReason() + ")");
    }

    private static Failure notFound(Exchange exchange, Path path) {
        return Failure.client(404, "open() \"" + path + "\" failed (" + missing(exchange, path) + ")");
    }

    /** Why nothing is there, where that is logged: the disk is asked once more for it. */
    private static String missing(Exchange exchange, Path path) {
        boolean belowFile = exchange.settings.core.logsNotFound && Offload.<Boolean, RuntimeException>call(() -> BelowFile.is(path));
        return belowFile ? "20: Not a directory" : "2: No such file or directory";
    }

    private static void checkFolder(Exchange exchange, Files files, Path folder) throws Failure {
        if (Offload.<Boolean, RuntimeException>call(() -> isDirectory(folder))) return;
        var first = files.index.isEmpty() ? folder + "/" : files.indexed(exchange, files.index.getFirst().text(exchange)).toString();
        throw Failure.client(404, "\"" + first + "\" is not found (" + missing(exchange, folder.resolve("index")) + ")");
    }

    private static Found open(Exchange exchange, Path path, Links.Check links) throws Failure, IOException {
        try {
            return found(exchange, path, false, links);
        } catch (NoSuchFileException missing) {
            throw notFound(exchange, path);
        } catch (AccessDeniedException denied) {
            throw Failure.client(403, "open() \"" + path + "\" failed (13: Permission denied)");
        } catch (Links.Forbidden link) {
            throw forbidden(path, link);
        } catch (FileSystemException unreachable) {
            int status = Errno.isLoop(unreachable) ? 403 : 404;
            throw Failure.client(status, "open() \"" + path + "\" failed (" + Errno.of(unreachable) + ")");
        }
    }

    private static void send(Exchange exchange, Files files, Found found, int maxRanges) throws IOException, Failure {
        var modified = HttpDate.of(Math.max(0, found.modified)); // ngx_gmtime knows no earlier time
        var etag = files.etag ? '"' + Long.toString(found.modified, 16) + "-" + Long.toHexString(found.lengthBytes) + '"' : null;
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus : 200;
        var known = new Preconditions(etag, found.modified);
        if (status == 200) status = known.status(exchange, files.ifModifiedSince);
        var ownType = KeptLines.type(exchange, exchange.settings.core.mediaType.of(exchange.uri));
        var ranges = status == 200 ? ranges(exchange, known, found.lengthBytes, maxRanges) : null;
        var coding = found.packed ? "gzip" : null;
        if (ranges != null) ranges = sendable(exchange, ranges, ownType, coding, found.lengthBytes);
        if (ranges != null && ranges.parts().isEmpty()) {
            exchange.contentRange = "bytes */" + found.lengthBytes;
            throw Failure.client(416, null);
        }
        var head = Respond.begin(exchange, status);
        if (status != 304 && status != 204) { // a 204 of error_page has no body (RFC 9110 §15.3.5)
            Respond.contentType(head, exchange, ownType);
            Respond.length(head, found.lengthBytes);
        }
        if (status == 200 || status == 304) Respond.lastModified(head, modified); // as ngx_http_header_filter has it
        Respond.connection(head, exchange);
        if (etag != null) head.add(ETAG, Name.ETAG, etag);
        if (found.packed && status != 304) head.add(CONTENT_ENCODING, Name.CONTENT_ENCODING, GZIP);
        Respond.added(head, exchange, status != 304);
        var multipart = ranges == null ? null : ranges.cut(head, exchange, found.lengthBytes);
        boolean offersParts = ranges == null && status == 200 && maxRanges != 0;
        if (offersParts) head.add(ACCEPT_RANGES, Name.ACCEPT_RANGES, BYTES);
        exchange.begins(head);
        if (head.bodiless) exchange.way().body(ByteBuffer.allocate(0), true);
        else if (multipart != null) parts(exchange, found, ranges, multipart);
        else if (ranges != null) body(exchange, found, ranges.parts().getFirst(), true);
        else body(exchange, found, new Ranges.Part(0, found.lengthBytes), true);
    }

    /** {@code If-Range} is about the lines that are sent, {@code known} about the file. */
    private static Ranges ranges(Exchange exchange, Preconditions known, long length, int maxRanges) {
        if (!exchange.head.has(Name.RANGE)) return null;
        var added = exchange.settings.get(AddedHeaders.SLOT);
        var tag = added.replaced(exchange, Name.ETAG, known.etag());
        var date = added.replaced(exchange, Name.LAST_MODIFIED, HttpDate.of(known.modified()));
        long seconds = date == null ? -1 : HttpDate.seconds(date);
        var shown = new Preconditions(tag, seconds < 0 ? Preconditions.UNKNOWN : seconds);
        return shown.ranges(exchange, length, maxRanges);
    }

    /**
     * What goes out of these parts; null: all of it. So where it would go out with other bytes than its own: nginx knows ranges of those
     * only that are sent; others may get other bytes than this client: then the part, too, {@code varies}. And where the parts, with what
     * stands between them, are more than the whole (nginx from 1.29.5). {@code coding} null: its bytes are what it means.
     */
    public static Ranges sendable(Exchange exchange, Ranges asked, String type, String coding, long size) {
        var whole = Respond.begin(exchange, 200);
        Respond.contentType(whole, exchange, type);
        if (coding != null) whole.add(CONTENT_ENCODING, Name.CONTENT_ENCODING, coding);
        Respond.length(whole, size);
        boolean recoded = exchange.settings.recodes(exchange, whole);
        exchange.varies |= whole.varies;
        boolean isMore = asked.parts().size() > 1 && asked.isMoreThan(size, type == null ? null : Charset.named(exchange, 200, type));
        return recoded || isMore ? null : asked;
    }

    private static void parts(Exchange exchange, Found found, Ranges ranges, Ranges.Multipart multipart) throws IOException {
        for (var part : ranges.parts()) {
            exchange.way().body(ByteBuffer.wrap(multipart.before(part).getBytes(StandardCharsets.ISO_8859_1)), false);
            body(exchange, found, part, false);
        }
        exchange.way().body(ByteBuffer.wrap(multipart.end().getBytes(StandardCharsets.ISO_8859_1)), true);
    }

    /** Sends a part of what was found. */
    private static void body(Exchange exchange, Found found, Ranges.Part part, boolean last) throws IOException {
        var cut = found.cut;
        if (cut == null) {
            body(exchange, found.sent(), part, last);
            return;
        }
        int before = cut.before().length;
        long rest = cut.from() - before;
        if (part.from() < before) {
            int from = (int) part.from();
            int count = (int) Math.min(before, part.to()) - from;
            exchange.way().body(ByteBuffer.wrap(cut.before(), from, count).slice(), last && part.to() <= before);
        }
        if (part.to() <= before) return;
        body(exchange, found.sent(), new Ranges.Part(Math.max(before, part.from()) + rest, part.to() + rest), last);
    }

    /** Sends a part of the file. */
    private static void body(Exchange exchange, SentFile file, Ranges.Part part, boolean last) throws IOException {
        var way = exchange.way();
        if (part.length() > COPIED_MAX_BYTES && way.file(file, part.from(), part.to(), last)) return;
        var buffer = exchange.loop().buffers.takeDirect();
        try {
            if (part.length() == 0) way.body(buffer.limit(0), last);
            for (long at = part.from(); at < part.to(); ) {
                long position = at;
                int from = way.headroom();
                buffer.clear().position(from).limit((int) Math.min(buffer.capacity() - Outgoing.TAILROOM, from + part.to() - at));
                int count = Offload.<Integer, IOException>call(() -> file.channel().read(buffer, position));
                if (count <= 0) throw file.truncated(at);
                at += count;
                way.body(buffer.flip().position(from), last && at == part.to());
            }
        } finally {
            exchange.loop().buffers.give(buffer);
        }
    }
}
