package owlboard.proxy.content;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;

/**
 * Static files of one level: {@code root}, {@code alias}, {@code index}, {@code try_files}. Chosen by {@link TryFiles}, sent by
 * {@link SendFile}.
 */
public final class Files {
    public static final Slot<Files> SLOT = new Slot<>(Files::new);
    public static final Feature FEATURE = Feature.of(SLOT).defines(Map.of(
            "request_filename", path(exchange -> exchange.settings.get(SLOT).filename(exchange)),
            "document_root", path(exchange -> exchange.settings.get(SLOT).root(exchange)),
            "realpath_root", path(exchange -> exchange.settings.get(SLOT).realRoot(exchange))));
    /** The prefix that an {@code alias} stands for: that of the location which declares it, also where a location inside inherits it. */
    private static final MainSlot<Map<HttpCore.Root, Optional<String>>> ALIASED = new MainSlot<>((_, _) -> new IdentityHashMap<>());

    /** Levels whose lines say the same have one. */
    private static final MainSlot<Map<Kept, OpenFiles>> OPEN = new MainSlot<>((_, _) -> new HashMap<>());

    private static final MainSlot<Map<HttpCore.Root, Optional<String>>> REAL = new MainSlot<>((_, _) -> new IdentityHashMap<>());

    private final Value root;
    private final String realRoot;
    private final boolean alias;
    private final String prefix;
    private final Paths paths;
    public final List<Value> index;
    public final boolean etag;
    public final HttpCore.IfModifiedSince ifModifiedSince;
    /** The same for what a cache has: as RFC 9110 §13.1.3 says, but where the file says how. */
    public final HttpCore.IfModifiedSince ifModifiedSinceStored;
    public final int maxRanges;
    private final Links links;
    /** {@code open_file_cache}; null: off, as where links are looked at. */
    final OpenFiles open;

    /** {@code open_file_cache} and its family. */
    private record Kept(HttpCore.FileCache cache, long validMillis, int minUses, boolean errors) {
        static Kept of(Level level) {
            return new Kept(level.get(HttpCore.OPEN_FILE_CACHE), level.get(HttpCore.OPEN_FILE_CACHE_VALID),
                    level.get(HttpCore.OPEN_FILE_CACHE_MIN_USES), level.get(HttpCore.OPEN_FILE_CACHE_ERRORS));
        }

        OpenFiles files() {
            return new OpenFiles(cache, validMillis, minUses, errors);
        }
    }

    /** One parameter of {@code try_files}; {@code folder}: it was written with a slash at its end. */
    public record Try(Value value, boolean folder) {}

    private Files(Scope scope, Making making) {
        var level = scope.level();
        var declared = level.get(HttpCore.ROOT);
        root = making.value(declared.path());
        alias = declared.alias();
        prefix = making.main(ALIASED).computeIfAbsent(declared, _ -> Optional.ofNullable(scope.prefix())).orElse(null);
        paths = making.paths();
        realRoot = !root.isConstant() ? null
                : making.main(REAL).computeIfAbsent(declared, _ -> Optional.ofNullable(real(paths.resolve(root.text(null))))).orElse(null);
        index = level.get(HttpCore.INDEX).stream().map(making::value).toList();
        etag = level.get(HttpCore.ETAG);
        ifModifiedSince = level.get(HttpCore.IF_MODIFIED_SINCE);
        ifModifiedSinceStored = level.isSet(HttpCore.IF_MODIFIED_SINCE) ? ifModifiedSince : HttpCore.IfModifiedSince.BEFORE;
        maxRanges = level.get(HttpCore.MAX_RANGES);
        links = Links.of(level.get(HttpCore.DISABLE_SYMLINKS), making);
        var kept = Kept.of(level);
        open = links != null || kept.cache.max() == 0 ? null : making.main(OPEN).computeIfAbsent(kept, Kept::files);
    }

    private static Value.Part path(Function<Exchange, String> of) {
        return (out, exchange) -> {
            var text = of.apply(exchange);
            if (text == null) return false;
            out.add(text);
            return true;
        };
    }

    /** {@code $document_root}. */
    public String root(Exchange exchange) {
        return paths.text(root.text(exchange));
    }

    /**
     * {@code $realpath_root}: without links and dots, as they were when the file was read, for a log line is written without waiting for a
     * disk. One with variables stays as it is. Null where there is no such folder.
     */
    private String realRoot(Exchange exchange) {
        return root.isConstant() ? realRoot : root(exchange);
    }

    private static String real(Path path) {
        try {
            return Paths.latin1(path.toRealPath());
        } catch (IOException missing) {
            return null;
        }
    }

    /** {@code $request_filename}: a text, that nothing is read from before it has been looked at. */
    String filename(Exchange exchange) {
        var base = root(exchange);
        if (!alias || prefix == null && Chosen.isBelowAlias(exchange)) return base + exchange.uri;
        if (prefix == null) return base;
        return base + (exchange.uri.length() >= prefix.length() ? exchange.uri.substring(prefix.length()) : "");
    }

    /** The file of a URI under this level's root; never outside of it. */
    public Path path(Exchange exchange, String uri) throws Failure {
        refuseRewritten(exchange);
        return below(exchange, uri);
    }

    /** A name of {@code index}, behind what the URI names. */
    Path indexed(Exchange exchange, String name) throws Failure {
        refuseRewritten(exchange);
        boolean isWhole = alias && prefix == null && !Chosen.isBelowAlias(exchange);
        return isWhole ? inside(root.text(exchange), name) : below(exchange, exchange.uri + name);
    }

    private void refuseRewritten(Exchange exchange) throws Failure {
        if (!alias || exchange.locationPrefixHolds) return;
        throw Failure.ours(500, "\"alias\" cannot be used in location \"" + Objects.requireNonNullElse(prefix, "~")
                + "\" where URI was rewritten");
    }

    /** Where an {@code alias} stands for a prefix, only what is under that has a place. */
    void checkPrefix(Exchange exchange, Destination destination) throws DavRefused {
        if (!alias || prefix == null || !exchange.locationPrefixHolds || destination.uri().startsWith(prefix)) return;
        throw DavRefused.asked(400, "\"Destination\" URI \"" + destination.value()
                + "\" must be within location prefix when using \"alias\"");
    }

    /** What is there, perhaps an error, as {@code open_file_cache} has it; null: it is off, or the path cannot be opened. */
    static OpenFiles.Found known(Exchange exchange, Path path) {
        var open = exchange.settings.get(SLOT).open;
        if (open == null) return null;
        try (var taken = open.take(path, exchange.loop().wallMillis(), _ -> true, () -> OpenFiles.open(path))) {
            return taken.found();
        } catch (NoSuchFileException missing) {
            return OpenFiles.Found.of(missing);
        } catch (IOException notOpen) {
            return null;
        }
    }

    /** {@code disable_symlinks}, for what this exchange opens. */
    Links.Check links(Exchange exchange) {
        return Links.check(links, exchange, this);
    }

    /** A path of the configuration. */
    Path folder(String path) {
        return paths.resolve(path).normalize();
    }

    private Path below(Exchange exchange, String uri) {
        var base = root.text(exchange);
        if (!alias) return inside(base, uri);
        if (prefix == null) return Chosen.isBelowAlias(exchange) ? inside(base, uri) : paths.resolve(base);
        return inside(base, uri.length() >= prefix.length() ? uri.substring(prefix.length()) : "");
    }

    /**
     * One parameter of {@code try_files}. Where an {@code alias} stands for a prefix, a value made of variables has that prefix taken off;
     * a text has none.
     */
    public TriedFile tried(Exchange exchange, Try attempt) throws Failure {
        refuseRewritten(exchange);
        var text = attempt.value().text(exchange);
        if (attempt.folder()) text = text.substring(0, text.length() - 1);
        var base = root.text(exchange);
        if (!alias) return new TriedFile(inside(base, text), text.isEmpty() ? "/" : text, false);
        if (prefix == null) return new TriedFile(inside(base, text), attempt.folder() ? null : text, !attempt.folder());
        var begin = exchange.uri.substring(0, Math.min(prefix.length(), exchange.uri.length()));
        var rest = !attempt.value().isConstant() && text.startsWith(begin) ? text.substring(begin.length()) : text;
        return new TriedFile(inside(base, rest), begin + rest, false);
    }

    /**
     * What follows is put behind the base as it stands, as nginx does; what that makes of it is outside when it is not below the base, nor
     * has a name that an {@code alias} begins.
     */
    private Path inside(String base, String latin1) {
        var folder = paths.resolve(base).normalize();
        var path = paths.resolve(base + latin1).normalize();
        boolean isInside = path.startsWith(folder) || alias && goesOn(base, latin1) && path.toString().startsWith(folder.toString());
        return isInside ? path : folder.resolve("outside of the root");
    }

    /** {@code /srv/f} and {@code 1} are {@code /srv/f1}, which no dots lead away from. */
    private static boolean goesOn(String base, String rest) {
        if (base.endsWith("/")) return false;
        var names = base.substring(base.lastIndexOf('/') + 1) + rest;
        return !("/" + names + "/").contains("/../");
    }
}
