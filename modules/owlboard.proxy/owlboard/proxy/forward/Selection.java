package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import owlboard.proxy.content.Files;
import owlboard.proxy.content.Preconditions;
import owlboard.proxy.content.Ranges;
import owlboard.proxy.content.SendFile;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.respond.AddedHeaders;
import owlboard.wire.http.Head;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/**
 * What a request gets of a whole answer that a cache has, or is about to have: nothing (304), parts, or all of it.
 *
 * @param status 200, 206 or 304
 * @param ranges null: all of it
 */
record Selection(int status, Ranges ranges) {
    private static final byte[] NONE = "none".getBytes(StandardCharsets.US_ASCII);

    /**
     * {@code length} -1: it is not known, so there are no parts. At most {@code partsMax} of them; {@code forced}: whatever the answer
     * says of them. {@code relayed} is the answer as the client would get it, whose lines are those of a 416, too.
     */
    static Selection of(Exchange exchange, RelayedHead relayed, long length, int partsMax, boolean forced) throws Failure {
        var answer = relayed.head;
        if (!isConditional(exchange.head)) return new Selection(200, null);
        int status = known(relayed, exchange.head).status(exchange, exchange.settings.get(Files.SLOT).ifModifiedSinceStored);
        boolean mayBePart = length >= 0 && exchange.head.has(Name.RANGE) && !exchange.is(Methods.HEAD); // RFC 9110 §14.2: GET alone
        if (status != 200 || !mayBePart) return new Selection(status, null);
        int accepts = answer.find(Name.ACCEPT_RANGES);
        if (accepts >= 0 && answer.valueIs(accepts, NONE) && !forced) return new Selection(200, null);
        var ranges = asked(exchange, relayed, length, partsMax);
        if (ranges == null) return new Selection(200, null);
        if (ranges.parts().isEmpty()) throw notSatisfiable(exchange, relayed, length);
        return new Selection(206, ranges);
    }

    /** {@code proxy_force_ranges}: the one part of an answer that comes whole; null: all of it. */
    static Ranges forced(Exchange exchange, RelayedHead relayed, long length) throws Failure {
        if (length < 0 || !exchange.head.has(Name.RANGE)) return null;
        var ranges = asked(exchange, relayed, length, 1);
        if (ranges == null) return null;
        if (!ranges.parts().isEmpty()) return ranges;
        throw notSatisfiable(exchange, relayed, length);
    }

    /** Null: all of it. */
    private static Ranges asked(Exchange exchange, RelayedHead relayed, long length, int partsMax) {
        int most = Math.min(partsMax, exchange.settings.get(Files.SLOT).maxRanges);
        var ranges = dated(exchange, relayed).ranges(exchange, length, most);
        var answer = relayed.head;
        return ranges == null ? null : SendFile.sendable(exchange, ranges, answer.value(Name.CONTENT_TYPE, null),
                answer.value(Name.CONTENT_ENCODING, null), length);
    }

    private static Failure notSatisfiable(Exchange exchange, RelayedHead relayed, long length) {
        exchange.contentRange = "bytes */" + length;
        relayed.outlives();
        return Failure.client(416, null);
    }

    private static boolean isConditional(Head request) {
        return request.has(Name.RANGE) || request.has(Name.IF_NONE_MATCH) || request.has(Name.IF_MODIFIED_SINCE)
                || request.has(Name.IF_MATCH) || request.has(Name.IF_UNMODIFIED_SINCE);
    }

    /** By {@code Last-Modified} alone: {@code If-Range} wants a date that is a validator (RFC 9110 §13.1.5). */
    private static Preconditions dated(Exchange exchange, RelayedHead relayed) {
        var added = exchange.settings.get(AddedHeaders.SLOT);
        long modified = seconds(added.replaced(exchange, Name.LAST_MODIFIED, relayed.shown(Name.LAST_MODIFIED)));
        long sent = seconds(relayed.head.value(Name.DATE, null));
        boolean strong = modified >= 0 && (sent < 0 || sent > modified); // it may have changed twice within a second (§8.8.2.2)
        return new Preconditions(added.replaced(exchange, Name.ETAG, relayed.shown(Name.ETAG)), strong ? modified : Preconditions.UNKNOWN);
    }

    private static long seconds(String date) {
        return date == null ? -1 : HttpDate.seconds(date);
    }

    /**
     * RFC 9111 §4.3.2: without {@code Last-Modified} its {@code Date} stands for that, but not for {@code If-Unmodified-Since}, and not
     * where the client is not to know it ({@code proxy_hide_header}).
     */
    private static Preconditions known(RelayedHead relayed, Head request) {
        var answer = relayed.head;
        long modified = seconds(relayed.shown(Name.LAST_MODIFIED));
        boolean isHidden = answer.has(Name.LAST_MODIFIED) && relayed.shown(Name.LAST_MODIFIED) == null;
        if (modified < 0 && !isHidden && !request.has(Name.IF_UNMODIFIED_SINCE)) modified = seconds(answer.value(Name.DATE, null));
        return new Preconditions(relayed.shown(Name.ETAG), modified < 0 ? Preconditions.UNKNOWN : modified);
    }
}
