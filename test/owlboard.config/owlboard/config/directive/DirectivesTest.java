package owlboard.config.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore.Buffers;
import owlboard.config.directive.HttpCore.KeepaliveTimeout;
import owlboard.config.directive.Passing.Next;
import owlboard.config.language.Context;

class DirectivesTest {
    private final Level nothingSet = new Level(Map.of());

    @Test
    void standsAtMostOnceInAContext() {
        for (var directive : Directives.all()) {
            var contexts = EnumSet.noneOf(Context.class);
            for (var same : Directives.named(directive.name())) {
                for (var context : same.contexts()) assertTrue(contexts.add(context), directive + " twice in " + context);
            }
        }
    }

    @Test
    void saysWhyADirectiveMeansNothing() {
        for (var directive : Directives.all()) {
            boolean explained = directive.standing() == Standing.MEANINGLESS;
            if (directive.standing() != Standing.REFUSED) assertEquals(explained, !directive.reason().isEmpty(), directive.name());
            assertFalse(directive.contexts().isEmpty(), directive.name());
        }
    }

    @Test
    void distinguishesDirectivesOfOneNameByContext() {
        assertEquals(Upstreams.KEEPALIVE_TIMEOUT, Directives.find("keepalive_timeout", Context.UPSTREAM));
        assertEquals(HttpCore.KEEPALIVE_TIMEOUT, Directives.find("keepalive_timeout", Context.SERVER));
    }

    @Test
    void hasNginxDefaults() {
        assertEquals(60_000L, nothingSet.get(Proxy.PASSING.readTimeout));
        assertEquals(1L << 20, nothingSet.get(HttpCore.CLIENT_MAX_BODY_SIZE));
        assertEquals(new Buffers(8, 4096), nothingSet.get(Proxy.PASSING.buffers));
        assertEquals(new KeepaliveTimeout(75_000, 0), nothingSet.get(HttpCore.KEEPALIVE_TIMEOUT));
        assertEquals(Set.of(Next.ERROR, Next.TIMEOUT), nothingSet.get(Proxy.PASSING.nextUpstream));
        assertEquals(List.of("TLSv1.2", "TLSv1.3"), nothingSet.get(Ssl.SSL_PROTOCOLS));
        assertEquals("$proxy_host", nothingSet.get(Proxy.PASSING.tls.name).source());
        assertEquals("html", nothingSet.get(HttpCore.ROOT).path().constant());
        assertEquals("text/html", nothingSet.get(HttpCore.TYPES).get("html"));
        assertEquals(503, nothingSet.get(Limits.LIMIT_REQ_STATUS));
        assertEquals(300_000L, nothingSet.get(Ssl.SSL_SESSION_TIMEOUT));
    }
}
