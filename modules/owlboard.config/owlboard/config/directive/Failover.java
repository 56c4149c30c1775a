package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Outliers;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** What nginx does not have: how failures of upstreams are kept from spreading. {@code owlboard_strict} switches all but the first off. */
public final class Failover {
    /**
     * Between two tiers of ours. ASK: upstreams are asked whether an error is their own; one that is of an upstream behind them is passed
     * on, and is no failure of theirs. TELL: clients that ask are told so.
     */
    public enum Origin { OFF, ASK, TELL }

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    public static final Directive<Origin> OWLBOARD_ORIGIN = directive("owlboard_origin").in(MAIN, HTTP, SERVER, LOCATION).takes(1)
            .reads(words -> words.choice(Origin.class, 0)).unset("off");
    /** Whether a peer that is slow to accept or to answer is given up for another one. */
    public static final Directive<Boolean> OWLBOARD_HEDGE = directive("owlboard_hedge").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    /** How many percent of a group's requests in progress may be retries of what was sent before; 0: any. */
    public static final Directive<Integer> OWLBOARD_RETRY_BUDGET = directive("owlboard_retry_budget").in(EVERYWHERE).takes(1)
            .reads(Failover::percent).unset("20%");
    /** Null: a server that answers unlike the others goes on to get requests. */
    public static final Directive<Outliers> OWLBOARD_OUTLIERS = directive("owlboard_outliers").in(UPSTREAM).takesAtLeast(1)
            .reads(OutliersLine::read);

    private Failover() {}

    private static Integer percent(Words words) throws Refusal {
        var text = words.text();
        if (text.equals("off")) return 0;
        var number = Units.number(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        if (!text.endsWith("%") || number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > 100) {
            throw words.invalid(0, "write a share such as 20%, or off");
        }
        return (int) number.getAsLong();
    }
}
