package owlboard.proxy.content;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
            "request_filename", path(exchange -> exchange.settings.get(SLOT).path(exchange)),
            "document_root", path(exchange -> exchange.settings.get(SLOT).root(exchange)),
            "realpath_root", path(exchange -> exchange.settings.get(SLOT).root(exchange))));
    /** The prefix that an {@code alias} stands for: that of the location which declares it, also where a location inside inherits it. */
    private static final MainSlot<Map<HttpCore.Root, Optional<String>>> ALIASED = new MainSlot<>((_, _) -> new IdentityHashMap<>());

    private final Value root;
    private final boolean alias;
    private final String prefix;
    private final Paths paths;
    public final List<Value> index;
    public final boolean etag;
    public final HttpCore.IfModifiedSince ifModifiedSince;
    /** The same for what a cache has: as RFC 9110 §13.1.3 says, but where the file says how. */
    public final HttpCore.IfModifiedSince ifModifiedSinceStored;
    public final int maxRanges;

    /** One parameter of {@code try_files}; {@code folder}: it was written with a slash at its end. */
    public record Try(Value value, boolean folder) {}

    private Files(Scope scope, Making making) {
        var level = scope.level();
        var declared = level.get(HttpCore.ROOT);
        root = making.value(declared.path());
        alias = declared.alias();
        prefix = making.main(ALIASED).computeIfAbsent(declared, _ -> Optional.ofNullable(scope.prefix())).orElse(null);
        paths = making.paths();
        index = level.get(HttpCore.INDEX).stream().map(making::value).toList();
        etag = level.get(HttpCore.ETAG);
        ifModifiedSince = level.get(HttpCore.IF_MODIFIED_SINCE);
        ifModifiedSinceStored = level.isSet(HttpCore.IF_MODIFIED_SINCE) ? ifModifiedSince : HttpCore.IfModifiedSince.BEFORE;
        maxRanges = level.get(HttpCore.MAX_RANGES);
    }

    private static Value.Part path(Function<Exchange, String> of) {
        return (out, exchange) -> {
            out.add(of.apply(exchange));
            return true;
        };
    }

    /** {@code $document_root}. */
    public String root(Exchange exchange) {
        return paths.resolve(root.text(exchange)).toString();
    }

    /** {@code $request_filename}. */
    public String path(Exchange exchange) {
        return below(exchange, exchange.uri).toString();
    }

    /** The file of a URI under this level's root; never outside of it. */
    public Path path(Exchange exchange, String uri) throws Failure {
        refuseRewritten(exchange);
        return below(exchange, uri);
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

    /** What follows is put behind the base as it stands, as nginx does; what that makes of it is outside when it is not below the base. */
    private Path inside(String base, String latin1) {
        var rest = new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        var folder = paths.resolve(base).normalize();
        var path = paths.resolve(base + rest).normalize();
        return path.startsWith(folder) ? path : folder.resolve("outside of the root");
    }
}
