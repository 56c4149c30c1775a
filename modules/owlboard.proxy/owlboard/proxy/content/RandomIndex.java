package owlboard.proxy.content;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import owlboard.config.directive.Autoindex;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Slot;
import owlboard.wire.loop.Offload;

/** {@code random_index}: any file of a folder stands in for its index (ngx_http_random_index_module). */
public final class RandomIndex {
    private static final Slot<Boolean> SLOT = new Slot<>((scope, _) -> scope.level().get(Autoindex.RANDOM_INDEX) ? true : null);
    public static final Feature FEATURE = Feature.of(SLOT);

    private RandomIndex() {}

    /** Null: it is off here, or there is no file. */
    static Redirect choose(Exchange exchange, Path folder) throws Failure {
        if (exchange.settings.get(SLOT) == null) return null;
        try {
            var name = Offload.<String, IOException>call(() -> anyIn(folder));
            return name == null ? null : new Redirect(exchange.uri + name, exchange.args, exchange.method);
        } catch (AccessDeniedException denied) {
            throw Failure.client(403, "opendir() \"" + folder + "\" failed (13: Permission denied)");
        } catch (IOException missing) {
            throw Failure.client(404, "opendir() \"" + folder + "\" failed (2: No such file or directory)");
        }
    }

    /** Off the loop: each of them is as likely as another one, and none is kept. Latin-1. */
    private static String anyIn(Path folder) throws IOException {
        Path chosen = null;
        int seen = 0;
        try (var entries = Files.newDirectoryStream(folder, entry -> !Listing.isHidden(entry) && Files.isRegularFile(entry))) {
            for (var entry : entries) if (ThreadLocalRandom.current().nextInt(++seen) == 0) chosen = entry;
        }
        return chosen == null ? null : Listing.name(chosen);
    }
}
