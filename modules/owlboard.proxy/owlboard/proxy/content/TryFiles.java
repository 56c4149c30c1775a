package owlboard.proxy.content;

import static java.nio.file.Files.isDirectory;
import static java.nio.file.Files.isRegularFile;

import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Verdict;
import owlboard.wire.loop.Offload;

/** {@code try_files}, before whatever content the location has (ngx_http_try_files_module). The disk is touched off the loop. */
public final class TryFiles {
    public static final Feature FEATURE = Feature.of().handles(Phase.PRECONTENT, TryFiles::choose);

    private TryFiles() {}

    private static Verdict choose(Exchange exchange) throws Failure {
        var files = exchange.settings.get(Files.SLOT);
        if (files.tries == null || Chosen.of(exchange) != null) return Verdict.GO_ON;
        for (var attempt : files.tries.files()) {
            var tried = files.tried(exchange, attempt);
            boolean there = Offload.<Boolean, RuntimeException>call(() -> attempt.folder()
                    ? isDirectory(tried.path()) : isFile(tried));
            if (!there) continue;
            if (tried.uri() != null) exchange.uri = tried.uri();
            Chosen.note(exchange, tried.belowAlias());
            return Verdict.GO_ON;
        }
        Chosen.note(exchange, false);
        if (files.tries.fallback() == null) return Verdict.refused(files.tries.code(), null);
        return Redirect.to(files.tries.fallback().text(exchange), exchange.method);
    }

    /** Off the loop. A path has no slash at its end any more: what was written with one is no file. */
    private static boolean isFile(TriedFile tried) {
        return !tried.uri().endsWith("/") && isRegularFile(tried.path());
    }
}
