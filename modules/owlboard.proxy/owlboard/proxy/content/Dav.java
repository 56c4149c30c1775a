package owlboard.proxy.content;

import static java.nio.file.Files.createDirectory;
import static java.nio.file.Files.exists;
import static java.nio.file.Files.isDirectory;
import static java.nio.file.Files.isSameFile;
import static owlboard.config.directive.Dav.CREATE_FULL_PUT_PATH;
import static owlboard.config.directive.Dav.DAV_ACCESS;
import static owlboard.config.directive.Dav.DAV_METHODS;
import static owlboard.config.directive.Dav.MIN_DELETE_DEPTH;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import owlboard.config.Level;
import owlboard.config.directive.Dav.Method;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;
import owlboard.wire.http.Framing;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Offload;

/**
 * {@code dav_methods}: files are written, deleted, copied and moved (ngx_http_dav_module; RFC 4918 §9). The disk is touched off the loop.
 */
public final class Dav {
    private static final Slot<Dav> SLOT = new Slot<>((scope, _) -> of(scope.level()));
    /** Where files answer. */
    public static final Feature FEATURE = Feature.of(SLOT).answers((settings, _) -> {
        var dav = settings.get(SLOT);
        return dav == null ? null : new Answering(dav, settings.get(Files.SLOT));
    });

    private record Answering(Dav dav, Files files) implements Content {
        @Override
        public Verdict answer(Exchange exchange) throws Failure, IOException {
            return dav.answer(exchange, files);
        }

        @Override
        public boolean changes(Exchange exchange) {
            var method = method(exchange);
            return method != null && dav.methods.contains(method);
        }
    }

    private static final byte[] DEPTH = "depth".getBytes(StandardCharsets.US_ASCII);
    /** Of {@code Depth: infinity}. */
    private static final int INFINITY = -1;

    private final Set<Method> methods;
    private final int access;
    private final boolean makesFolders;
    private final int deleteDepthMin;

    private Dav(Level level) {
        methods = level.get(DAV_METHODS);
        access = level.get(DAV_ACCESS);
        makesFolders = level.get(CREATE_FULL_PUT_PATH);
        deleteDepthMin = level.get(MIN_DELETE_DEPTH);
    }

    /** Null: off. */
    private static Dav of(Level level) {
        var methods = level.get(DAV_METHODS);
        return methods.isEmpty() || methods.contains(Method.OFF) ? null : new Dav(level);
    }

    private Verdict answer(Exchange exchange, Files files) throws Failure, IOException {
        var method = method(exchange);
        if (method == null || !methods.contains(method)) return SendFile.run(exchange, files);
        try {
            return switch (method) {
                case PUT -> put(exchange, files);
                case DELETE -> delete(exchange, files);
                case MKCOL -> makeFolder(exchange, files);
                default -> transfer(exchange, files, method == Method.MOVE);
            };
        } catch (DavRefused refused) {
            exchange.log(refused.severity, refused.getMessage());
            return Verdict.refused(refused.status, null);
        }
    }

    private static Method method(Exchange exchange) {
        if (exchange.is(Methods.PUT)) return Method.PUT;
        if (exchange.is(Methods.DELETE)) return Method.DELETE;
        if (exchange.is(Methods.MKCOL)) return Method.MKCOL;
        if (exchange.is(Methods.COPY)) return Method.COPY;
        return exchange.is(Methods.MOVE) ? Method.MOVE : null;
    }

    private static <T> T offLoop(Callable<T> work) throws DavRefused {
        return Offload.<T, DavRefused>call(work);
    }

    // PUT.

    private Verdict put(Exchange exchange, Files files) throws Failure, IOException {
        if (exchange.uri.endsWith("/")) throw DavRefused.asked(409, "cannot PUT to a collection");
        if (exchange.head.has(Name.CONTENT_RANGE)) throw DavRefused.asked(501, "PUT with range is unsupported");
        boolean hasNone = exchange.framing == Framing.NONE && exchange.head.version < 20 && !exchange.head.has(Name.CONTENT_LENGTH);
        if (hasNone) throw DavRefused.asked(500, "PUT request body must be in a file");
        var body = RequestBody.of(exchange);
        if (body.isGone()) throw DavRefused.asked(500, "PUT request body is unavailable");
        body.becomesFile().readAll();
        var path = files.path(exchange, exchange.uri);
        boolean there = offLoop(() -> isThere(path));
        var file = offLoop(() -> NewFile.at(path, makesFolders ? access : null));
        try {
            write(exchange, body, file);
            long modified = HttpDate.seconds(exchange.head.value(Name.DATE, ""));
            offLoop(() -> {
                file.mark(access, modified);
                file.place();
                return null;
            });
        } finally {
            offLoop(() -> {
                file.close();
                return null;
            });
        }
        return there ? noContent(exchange) : created(exchange, true);
    }

    /** Off the loop. */
    private static boolean isThere(Path path) throws DavRefused {
        if (isDirectory(path)) {
            throw DavRefused.asked(409, "\"" + path + "\" could not be created (21: Is a directory)");
        }
        return exists(path);
    }

    private static void write(Exchange exchange, RequestBody body, NewFile file) throws Failure, DavRefused {
        var buffer = exchange.loop().buffers.takeDirect();
        try {
            for (long at = 0; at < body.length(); at += buffer.limit()) {
                body.copy(at, buffer.clear());
                buffer.flip();
                offLoop(() -> {
                    file.add(buffer);
                    return null;
                });
            }
        } finally {
            exchange.loop().buffers.give(buffer);
        }
    }

    // DELETE and MKCOL.

    private static void refuseBody(Exchange exchange, String what) throws DavRefused {
        boolean has = exchange.framing.kind() == Framing.Kind.CHUNKED || exchange.framing.length() > 0;
        if (has) throw DavRefused.asked(415, what + " unsupported");
    }

    private Verdict delete(Exchange exchange, Files files) throws Failure, IOException {
        refuseBody(exchange, "DELETE with body is");
        checkDepthOfUri(exchange.uri);
        boolean slash = exchange.uri.endsWith("/");
        var path = files.path(exchange, exchange.uri);
        var tree = new DavTree();
        offLoop(() -> {
            boolean folder = isFolder(path, slash, 409);
            if (folder && !slash) throw DavRefused.asked(409, "DELETE \"" + path + "\" failed (21: Is a directory)");
            var depth = depth(exchange, slash ? INFINITY : 0);
            if (folder && depth != INFINITY) throw DavRefused.asked(400, "\"Depth\" header must be infinity");
            if (!folder && depth != INFINITY && depth != 0) throw DavRefused.asked(400, "\"Depth\" header must be 0 or infinity");
            tree.delete(path, folder);
            return null;
        });
        tell(exchange, tree);
        return noContent(exchange);
    }

    private void checkDepthOfUri(String uri) throws DavRefused {
        if (deleteDepthMin == 0) return;
        int depth = 0;
        for (int i = uri.indexOf('/'); i >= 0; i = uri.indexOf('/', i + 1)) {
            if (++depth >= deleteDepthMin && i + 1 < uri.length()) return;
        }
        throw DavRefused.asked(409, "insufficient URI depth:" + depth + " to DELETE");
    }

    /** Off the loop. 404 for what is not there; {@code notFolder} for a file with a slash behind it. */
    private static boolean isFolder(Path path, boolean slash, int notFolder) throws DavRefused {
        var attributes = DavTree.attributes(path, notFolder);
        if (attributes == null) throw DavRefused.by("lstat", path, new NoSuchFileException(path.toString()), 404);
        if (slash && !attributes.isDirectory()) throw DavTree.notFolder(path, notFolder);
        return attributes.isDirectory();
    }

    private static void tell(Exchange exchange, DavTree tree) {
        for (var problem : tree.problems) exchange.log(problem.severity, problem.getMessage());
    }

    private Verdict makeFolder(Exchange exchange, Files files) throws Failure, IOException {
        refuseBody(exchange, "MKCOL with body is");
        if (!exchange.uri.endsWith("/")) throw DavRefused.asked(409, "MKCOL can create a collection only");
        var path = files.path(exchange, exchange.uri);
        offLoop(() -> {
            try {
                return createDirectory(path, NewFile.asFolder(access));
            } catch (IOException failure) {
                throw DavRefused.by("mkdir", path, failure, 409);
            }
        });
        return created(exchange, true);
    }

    // COPY and MOVE.

    private Verdict transfer(Exchange exchange, Files files, boolean moves) throws Failure, IOException {
        refuseBody(exchange, "COPY and MOVE with body are");
        var destination = Destination.of(exchange);
        files.checkPrefix(exchange, destination);
        int depth = depth(exchange, INFINITY);
        if (depth != INFINITY && moves) throw DavRefused.asked(400, "\"Depth\" header must be infinity");
        if (depth != INFINITY && depth != 0) throw DavRefused.asked(400, "\"Depth\" header must be 0 or infinity");
        boolean overwrites = Destination.overwrites(exchange);
        var from = files.path(exchange, exchange.uri);
        var to = files.path(exchange, destination.uri());
        destination.refuseItself(from, to);
        var tree = new DavTree();
        boolean folder = offLoop(() -> {
            boolean isFolder = makeWay(tree, destination, overwrites, from, to);
            if (isFolder && moves) tree.move(from, to);
            else if (isFolder) tree.copy(from, to);
            else if (moves) moveFile(from, to);
            else copyFile(destination, from, to);
            return isFolder;
        });
        tell(exchange, tree);
        return folder ? created(exchange, false) : noContent(exchange);
    }

    /** Off the loop. What is in the place of a folder that comes goes. Returns whether one comes. */
    private static boolean makeWay(DavTree tree, Destination destination, boolean overwrites, Path from, Path to) throws DavRefused {
        var there = DavTree.attributes(to, 404);
        if (there != null && there.isDirectory() && !destination.isFolder()) throw destination.notTo(409);
        if (there != null && !overwrites) throw DavRefused.asked(412, "\"" + to + "\" could not be created (17: File exists)");
        boolean folder = isFolder(from, destination.sourceIsFolder(), 404);
        if (folder && !destination.sourceIsFolder()) throw DavRefused.asked(400, "\"" + destination.source() + "\" is collection");
        if (folder && there != null) tree.delete(to, there.isDirectory());
        return folder;
    }

    /** Off the loop. */
    private void moveFile(Path from, Path to) throws DavRefused {
        if (NewFile.rename(from, to, access)) return;
        try (var file = NewFile.at(to, access)) {
            file.copy(from);
            file.place();
        }
        new DavTree().delete(from, false);
    }

    /** Off the loop. A file that is there already is written into, so that it keeps its access and its names. */
    private static void copyFile(Destination destination, Path from, Path to) throws DavRefused {
        try {
            if (exists(to) && isSameFile(from, to)) throw destination.sameLocation();
        } catch (DavRefused same) {
            throw same;
        } catch (IOException failure) {
            throw DavRefused.unplaced("stat() \"" + to + '"', failure);
        }
        NewFile.copy(from, to);
    }

    /** {@link #INFINITY}, 0 or 1. */
    private static int depth(Exchange exchange, int otherwise) throws DavRefused {
        int line = exchange.head.find(DEPTH, 0);
        if (line < 0) return otherwise;
        var text = exchange.head.value(line);
        return switch (text) {
            case "0" -> 0;
            case "1" -> 1;
            case "infinity" -> INFINITY;
            default -> throw DavRefused.asked(400, "client sent invalid \"Depth\" header: \"" + text + '"');
        };
    }

    // Answers.

    private static Verdict noContent(Exchange exchange) throws IOException {
        Respond.send(exchange, 204, null, new byte[0], null);
        return Verdict.DONE;
    }

    private static Verdict created(Exchange exchange, boolean located) throws IOException {
        var head = Respond.begin(exchange, 201);
        Respond.length(head, 0);
        if (located) {
            var uri = exchange.desk().takeBytes();
            UriPath.addEscaped(uri, exchange.uri);
            Respond.location(head, Respond.absolute(exchange, uri.toString()));
            exchange.desk().give(uri);
        }
        Respond.connection(head, exchange);
        Respond.finish(head, exchange, true);
        exchange.way().body(ByteBuffer.allocate(0), true);
        return Verdict.DONE;
    }
}
