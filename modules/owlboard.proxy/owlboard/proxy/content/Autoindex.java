package owlboard.proxy.content;

import static owlboard.config.directive.Autoindex.AUTOINDEX;
import static owlboard.config.directive.Autoindex.AUTOINDEX_EXACT_SIZE;
import static owlboard.config.directive.Autoindex.AUTOINDEX_FORMAT;
import static owlboard.config.directive.Autoindex.AUTOINDEX_LOCALTIME;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Autoindex.Format;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.Charset;
import owlboard.proxy.respond.Respond;
import owlboard.wire.loop.Offload;

/** {@code autoindex}: the list of a folder's files, where it has no index (ngx_http_autoindex_module). */
public final class Autoindex {
    private static final Slot<Autoindex> SLOT = new Slot<>((scope, _) -> Autoindex.of(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT);
    private static final int CALLBACK_MAX = 128;

    private final Format format;
    private final boolean exactSize;
    private final boolean localTime;

    private Autoindex(Level level) {
        format = level.get(AUTOINDEX_FORMAT);
        exactSize = level.get(AUTOINDEX_EXACT_SIZE);
        localTime = level.get(AUTOINDEX_LOCALTIME);
    }

    /** Null: off. */
    private static Autoindex of(Level level) {
        return level.get(AUTOINDEX) ? new Autoindex(level) : null;
    }

    /** Null: nothing is listed, for it is off here, or something else is asked for. */
    static Verdict answer(Exchange exchange, Path folder) throws Failure, IOException {
        var listing = exchange.settings.get(SLOT);
        boolean asked = listing != null && (exchange.is(Methods.GET) || exchange.is(Methods.HEAD));
        return asked ? listing.list(exchange, folder) : null;
    }

    private Verdict list(Exchange exchange, Path folder) throws Failure, IOException {
        var callback = format == Format.JSONP ? argument(exchange.args, "callback") : null;
        if (callback != null && !isName(exchange, callback)) return Verdict.refused(400, null);
        var own = switch (format) {
            case HTML -> "text/html";
            case XML -> "text/xml; charset=utf-8";
            case JSON -> "application/json";
            case JSONP -> callback == null ? "application/json" : "application/javascript";
        };
        boolean utf8 = Charset.named(exchange, 200, own).toLowerCase(Locale.ROOT).endsWith("charset=utf-8");
        var text = text(exchange.uri, folder, callback, utf8);
        RequestBody.discard(exchange);
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus : Preconditions.ofMade(exchange);
        var head = Respond.begin(exchange, status);
        if (status != 304) Respond.contentType(head, exchange, own);
        Respond.connection(head, exchange);
        Respond.finish(head, exchange, false);
        exchange.way().body(ByteBuffer.wrap(head.bodiless ? new byte[0] : text), true);
        return Verdict.DONE;
    }

    private byte[] text(String uri, Path folder, String callback, boolean utf8) throws Failure {
        try {
            return Offload.<byte[], IOException>call(() -> {
                var listing = new Listing(Listing.of(folder));
                return switch (format) {
                    case HTML -> listing.html(uri, utf8, exactSize, localTime);
                    case XML -> listing.xml();
                    case JSON, JSONP -> listing.json(callback);
                };
            });
        } catch (AccessDeniedException denied) {
            throw Failure.client(403, "opendir() \"" + folder + "\" failed (13: Permission denied)");
        } catch (IOException missing) {
            throw Failure.client(404, "opendir() \"" + folder + "\" failed (2: No such file or directory)");
        }
    }

    /** The value of an argument as it stands; null where it is not there, or empty. */
    private static String argument(String args, String name) {
        for (var pair : args.split("&")) {
            if (pair.length() > name.length() + 1 && pair.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }

    private static boolean isName(Exchange exchange, String callback) {
        boolean fits = callback.length() <= CALLBACK_MAX;
        boolean valid = fits && callback.matches("[A-Za-z0-9_.]*");
        if (!valid) {
            exchange.log(Severity.INFO, "client sent " + (fits ? "invalid" : "too long") + " callback name: \"" + callback + '"');
        }
        return valid;
    }
}
