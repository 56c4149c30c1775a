package owlboard.proxy.respond;

import java.nio.file.Files;
import owlboard.proxy.content.TriedFile;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.wire.loop.Offload;

/** {@code try_files}, before whatever content the location has (ngx_http_try_files_module). The disk is touched off the loop. */
public final class TryFiles {
    private TryFiles() {}

    /**
     * Leaves with an internal redirect, a status, or a URI whose file is there. Does nothing where there is no {@code try_files}, or it has
     * chosen already.
     */
    public static void run(Exchange exchange) throws Failure {
        var files = exchange.rules.files;
        if (files.tries == null || exchange.triesDone) return;
        exchange.triesDone = true;
        for (var attempt : files.tries.files()) {
            var tried = files.tried(exchange, attempt);
            boolean there = Offload.<Boolean, RuntimeException>call(() -> attempt.folder() ? Files.isDirectory(tried.path())
                    : isFile(tried));
            if (there) {
                take(exchange, tried);
                return;
            }
        }
        if (files.tries.fallback() == null) throw new Failure(files.tries.code(), Failure.Side.CLIENT, Failure.Kind.NONE, null, null);
        throw InternalRedirect.to(files.tries.fallback().text(exchange), exchange.method);
    }

    /** Off the loop. A path has no slash at its end any more: what was written with one is no file. */
    private static boolean isFile(TriedFile tried) {
        return !tried.uri().endsWith("/") && Files.isRegularFile(tried.path());
    }

    private static void take(Exchange exchange, TriedFile tried) {
        if (tried.uri() != null) exchange.uri = tried.uri();
        exchange.belowAlias = tried.belowAlias();
    }
}
