package owlboard.proxy.cache;

import java.io.IOException;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.forward.Forward;
import owlboard.proxy.forward.ProxyPass;
import owlboard.proxy.forward.Proxying;
import owlboard.proxy.forward.Slicing;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.wire.http.Framing;

/** What answers where there is a cache before an upstream: what is stored, or else the upstream. */
public final class CacheFirst {
    public static final Feature FEATURE =
            Feature.of(CacheRules.SLOT).handles(Phase.LOG, CacheRules.SLOT).answers((settings, _) -> content(settings))
                    .defines(CacheVariables.ALL);

    private CacheFirst() {}

    private static Content content(Settings settings) {
        var rules = settings.get(CacheRules.SLOT);
        var pass = settings.get(ProxyPass.SLOT);
        return rules == null || pass == null ? null : exchange -> Slicing.rest(exchange, answer(exchange, rules, pass));
    }

    private static Verdict answer(Exchange exchange, CacheRules rules, ProxyPass pass) throws Failure, IOException {
        pass.begins(exchange);
        boolean whole = exchange.framing == Framing.NONE || awaitBody(exchange, rules, pass);
        var zone = rules.zone(exchange);
        if (zone == null) return Proxying.answer(exchange, pass);
        var visit = new Visit(exchange, pass, rules, zone);
        if (rules.purges(exchange)) visit.purge();
        else if (!whole || !rules.takes(exchange)) visit.pass();
        else if (rules.bypasses(exchange)) visit.bypass();
        else visit.run();
        return visit.verdict();
    }

    /** The body may be in the key. Where its answer may be stored it is read to its end; false: there is no getting it. */
    private static boolean awaitBody(Exchange exchange, CacheRules rules, ProxyPass pass) throws Failure, IOException {
        var body = RequestBody.of(exchange);
        if (!body.isGone() && rules.takes(exchange)) body.readAll();
        else Forward.awaitBody(exchange, pass);
        return !body.isGone();
    }

    /**
     * For what is only explained: from now on it is composed as for a cache that has nothing stored. Null: there is no cache for it.
     *
     * @return what is stored under which key
     */
    public static String foresee(Exchange exchange) throws Failure {
        var rules = exchange.settings.get(CacheRules.SLOT);
        var pass = exchange.settings.get(ProxyPass.SLOT);
        if (rules == null || pass == null) return null;
        pass.begins(exchange);
        var zone = rules.zone(exchange);
        if (zone == null) return null;
        var key = rules.key(exchange, pass);
        if (rules.purges(exchange)) return "purges what is stored under \"" + key + "\"";
        if (!rules.takes(exchange)) return "answers to this are not stored";
        exchange.caching = new Foreseen(exchange, key, rules.convertsHead);
        if (rules.bypasses(exchange)) return "asks the upstream (bypass), whatever is stored under \"" + key + "\"";
        return "answers with what is stored under \"" + key + "\"; else";
    }

    /** The zones of a configuration are in force from here on. */
    public static void start(CacheZones zones, ErrorLog errorLog) {
        if (zones.isEmpty()) return;
        Rehearsal.run();
        zones.start(errorLog);
    }
}
