package owlboard.proxy.exchange;

import owlboard.proxy.exchange.Failure.Kind;
import owlboard.proxy.exchange.Failure.Side;

/**
 * How an exchange ended, in a word for machines: who caused it, a dot, what it was. {@code client}: who asked; {@code here}: a rule or a
 * fault of this hop; {@code upstream}: the peer that was asked; {@code beyond}: somebody behind it, as its 502, 503 or 504 says.
 * {@code ok}, and {@code ok.retried} where another peer had failed before.
 */
public final class Reason {
    private Reason() {}

    /** A constant: nothing is made for it. Of an exchange that is over. */
    public static String of(Exchange exchange) {
        var failure = exchange.failure;
        if (failure != null) return of(failure);
        if (exchange.aborted || exchange.status == 499) return "client.gone";
        boolean proxied = !exchange.attempts.isEmpty();
        return switch (exchange.status / 100) {
            case 5 -> proxied ? beyond(exchange.status) : "here.status";
            case 4 -> "client.status";
            default -> exchange.isRetried() ? "ok.retried" : "ok";
        };
    }

    /** Whether nobody is to blame but the client, or a line of the configuration that has nothing to tell it. */
    public static boolean isOfClient(Exchange exchange) {
        var reason = of(exchange);
        return reason.startsWith("client.") || reason.equals("here.closed");
    }

    private static String beyond(int status) {
        return switch (status) {
            case 502 -> "beyond.502";
            case 503 -> "beyond.503";
            case 504 -> "beyond.504";
            default -> "upstream.status";
        };
    }

    private static String of(Failure failure) {
        if (failure.side == Side.OURS) return "here.error";
        return failure.side == Side.CLIENT ? client(failure.status) : upstream(failure);
    }

    private static String client(int status) {
        return switch (status) {
            case 499 -> "client.gone";
            case 408 -> "client.timeout";
            case 413 -> "client.too_large";
            case 401, 403 -> "here.denied";
            case 404 -> "client.not_found";
            case 429, 503 -> "here.limited";
            case 495, 496 -> "client.certificate";
            case 444 -> "here.closed";
            default -> status >= 500 ? "here.error" : "client.bad_request";
        };
    }

    /** The last try's, where the failure itself only says that there was no other. */
    private static String upstream(Failure failure) {
        if (failure.kind == Kind.NONE && failure.getCause() instanceof Failure last) return upstream(last);
        return switch (failure.kind) {
            case TIMEOUT, LATE -> "upstream.timeout";
            case ERROR, REUSED, UNPROCESSED -> "upstream.error";
            case INVALID_HEADER -> "upstream.invalid_header";
            case STATUS -> "upstream.status";
            case GONE -> "client.gone";
            case NONE -> failure.getCause() == null ? "upstream.none" : "upstream.broke";
        };
    }
}
