package owlboard.proxy.content;

import java.nio.file.Path;
import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.route.Building;
import owlboard.proxy.route.Paths;
import owlboard.proxy.route.Value;

/** Static files of one level: {@code root}, {@code alias}, {@code index}, {@code try_files}. Sent by {@code respond.SendFile}. */
public final class Files implements Content {
    private final Value root;
    private final boolean alias;
    private final String prefix;
    private final Paths paths;
    public final List<Value> index;
    /** Null when there is no {@code try_files}. */
    public final Tries tries;
    public final boolean etag;
    public final HttpCore.IfModifiedSince ifModifiedSince;
    public final int maxRanges;

    /** One parameter of {@code try_files}; {@code folder}: it was written with a slash at its end. */
    public record Try(Value value, boolean folder) {}

    /** {@code try_files}; {@code fallback} is null when {@code code} is set. */
    public record Tries(List<Try> files, Value fallback, int code) {}

    public Files(Level level, String prefix, Building building) {
        var declared = level.get(HttpCore.ROOT);
        root = building.value(declared.path());
        alias = declared.alias();
        this.prefix = prefix;
        paths = building.paths;
        index = Value.all(level.get(HttpCore.INDEX), building.variables);
        var tried = level.get(HttpCore.TRY_FILES);
        tries = tried == null ? null : new Tries(tried.files().stream().map(file -> new Try(building.value(file), file.source().endsWith("/"))).toList(), tried.fallback() == null ? null : building.value(tried.fallback()), tried.code());
        etag = level.get(HttpCore.ETAG);
        ifModifiedSince = level.get(HttpCore.IF_MODIFIED_SINCE);
        maxRanges = level.get(HttpCore.MAX_RANGES);
    }

    /** {@code $document_root}. */
    public String root(Exchange exchange) {
        return paths.resolve(root.text(exchange)).toString();
    }

    /** {@code $request_filename}. */
    public String path(Exchange exchange) {
        return path(exchange, exchange.uri).toString();
    }

    /** The file of a URI under this level's root; never outside of it. */
    public Path path(Exchange exchange, String uri) {
        var text = new String(uri.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8);
        var base = root.text(exchange);
        if (!alias) return inside(paths.resolve(base), text);
        if (prefix == null) return paths.resolve(base);
        var rest = text.length() >= prefix.length() ? text.substring(prefix.length()) : "";
        return inside(paths.resolve(base), rest);
    }

    private static Path inside(Path base, String rest) {
        int start = 0;
        while (start < rest.length() && rest.charAt(start) == '/') start++;
        var path = base.resolve(rest.substring(start)).normalize();
        return path.startsWith(base.normalize()) ? path : base.resolve("outside of the root");
    }
}
