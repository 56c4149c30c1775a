package owlboard.proxy.content;

import static java.nio.file.Files.isDirectory;
import static java.nio.file.Files.isRegularFile;

import java.io.IOException;
import java.util.List;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.wire.loop.Offload;

/** {@code try_files}, before whatever content the location has (ngx_http_try_files_module). The disk is touched off the loop. */
public final class TryFiles implements Handler {
    private static final Slot<TryFiles> SLOT = new Slot<>(TryFiles::of);
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.PRECONTENT, SLOT);

    private final List<Files.Try> tries;
    /** Null where a status is the last resort. */
    private final Value fallback;
    private final int code;

    private TryFiles(List<Files.Try> tries, Value fallback, int code) {
        this.tries = tries;
        this.fallback = fallback;
        this.code = code;
    }

    /** Null: nothing is tried. */
    private static TryFiles of(Scope scope, Making making) {
        var declared = scope.level().get(HttpCore.TRY_FILES);
        if (declared == null) return null;
        var tries = declared.files().stream().map(file -> new Files.Try(making.value(file), file.source().endsWith("/"))).toList();
        return new TryFiles(tries, declared.fallback() == null ? null : making.value(declared.fallback()), declared.code());
    }

    @Override
    public Verdict handle(Exchange exchange) throws Failure {
        if (Chosen.of(exchange) != null) return Verdict.GO_ON;
        var files = exchange.settings.get(Files.SLOT);
        var links = files.links(exchange);
        for (var attempt : tries) {
            var tried = files.tried(exchange, attempt);
            var known = Files.known(exchange, tried.path());
            boolean there = known != null ? isThere(known, attempt, tried)
                    : Offload.<Boolean, RuntimeException>call(() -> isThere(attempt, tried, links));
            if (!there) continue;
            if (tried.uri() != null) exchange.uri = tried.uri();
            Chosen.note(exchange, tried.belowAlias());
            return Verdict.GO_ON;
        }
        Chosen.note(exchange, false);
        if (fallback == null) return Verdict.refused(code, null);
        return Redirect.to(fallback.text(exchange), exchange.method);
    }

    private static boolean isThere(OpenFiles.Found known, Files.Try attempt, TriedFile tried) {
        return attempt.folder() ? known.folder() : known.isFile() && !tried.uri().endsWith("/");
    }

    /** Off the loop. */
    private static boolean isThere(Files.Try attempt, TriedFile tried, Links.Check links) {
        return attempt.folder() ? isDirectory(tried.path()) : isFile(tried, links); // Off the loop
    }

    /** Off the loop. A path has no slash at its end any more: what was written with one is no file. */
    private static boolean isFile(TriedFile tried, Links.Check links) {
        if (tried.uri().endsWith("/") || !isRegularFile(tried.path())) return false;
        try {
            links.of(tried.path());
            return true;
        } catch (IOException link) {
            return false;
        }
    }
}
