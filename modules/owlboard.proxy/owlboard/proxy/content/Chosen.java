package owlboard.proxy.content;

import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Note;

/**
 * What {@code try_files} has chosen for the URI in force; another URI has its own choice.
 *
 * @param redirects  how often the request had been redirected then
 * @param belowAlias the URI is that of a file below an {@code alias} which stands for the whole location
 */
record Chosen(int redirects, boolean belowAlias) {
    private static final Note<Chosen> NOTE = new Note<>();

    static void note(Exchange exchange, boolean belowAlias) {
        exchange.note(NOTE, new Chosen(exchange.internalRedirects, belowAlias));
    }

    /** Null: nothing yet. */
    static Chosen of(Exchange exchange) {
        var chosen = exchange.note(NOTE);
        return chosen == null || chosen.redirects != exchange.internalRedirects ? null : chosen;
    }

    static boolean isBelowAlias(Exchange exchange) {
        var chosen = of(exchange);
        return chosen != null && chosen.belowAlias;
    }
}
