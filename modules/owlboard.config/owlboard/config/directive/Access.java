package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.List;

/** ngx_http_access_module: {@code allow} and {@code deny} make one list, in file order. */
public final class Access {
    /** {@code network} has 4 or 16 bytes, or is null: everybody, or only {@code unix:} peers when {@code unix}. */
    public record AccessRule(Place place, boolean allow, byte[] network, int prefix, boolean unix) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION, LIMIT_EXCEPT, STREAM, STREAM_SERVER};

    public static final Directive<List<AccessRule>> ACCESS =
            directive("allow").in(EVERYWHERE).takes(1).collects(words -> rule(words, true)).otherwise(List.of());
    public static final Directive<List<AccessRule>> DENY =
            directive("deny").in(EVERYWHERE).takes(1).collects(words -> rule(words, false)).into(ACCESS);

    private Access() {}

    private static AccessRule rule(Words words, boolean allow) throws Refusal {
        if (words.text().equals("all")) return new AccessRule(words.place(), allow, null, 0, false);
        if (words.text().equals("unix:")) return new AccessRule(words.place(), allow, null, 0, true);
        var network = Networks.of(words);
        if (network == null) {
            throw words.refuse("invalid parameter \"" + words.text() + '"', "write an address, a network such as 10.0.0.0/8, all or unix:");
        }
        return new AccessRule(words.place(), allow, network.address(), network.prefix(), false);
    }
}
