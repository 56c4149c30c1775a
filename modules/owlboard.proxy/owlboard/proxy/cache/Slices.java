package owlboard.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.forward.ProxyPass;
import owlboard.proxy.forward.Slicing;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;

/**
 * The parts of a resource that are stored one by one ({@code slice}) end together: beside them lies an entry without a body, and a part is
 * good as long as it is of that one's family. What changes the resource takes that entry away; where it is lost, so are the parts.
 */
final class Slices {
    /** No {@link Variant} is this. */
    private static final String LABEL = "slices";
    private static final Head NOTHING = nothing();

    private final Zone zone;
    /** The key of a part, without its range. */
    final String resource;
    /** Since the upstream was last asked for a part. */
    private Node node;

    private Slices(Zone zone, String resource) {
        this.zone = zone;
        this.resource = resource;
    }

    /** Null: the key has no range in it. */
    static Slices of(Exchange exchange, ProxyPass pass, CacheRules rules, Zone zone, String key) throws Failure {
        if (Slicing.range(exchange) == null) return null;
        var resource = Slicing.ofAll(exchange, () -> rules.key(exchange, pass));
        return resource.equals(key) ? null : new Slices(zone, resource);
    }

    static Key key(String resource) {
        return Key.of(resource, LABEL);
    }

    private static Head nothing() {
        try {
            return EntryFile.head("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (BadMessage impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a part is of what is there now. */
    boolean has(Stored part, long second) {
        var entry = entry(second);
        return entry != null && entry.label().family() == part.label().family();
    }

    private Stored entry(long second) {
        var name = Fill.name(resource, LABEL);
        var there = zone.inMemory(name, second);
        return there != null ? there : zone.onDisk(key(resource), name, resource, second);
    }

    /** From here on the upstream is asked. */
    void enter(long second) {
        node = zone.enter(key(resource), second);
    }

    /** The resource was changed since then: nobody knows whether an answer is from before. */
    boolean isChanged() {
        return node != null && node.gone;
    }

    /** To which a new part belongs. */
    long family(long nowMillis) {
        var there = entry(nowMillis / 1000);
        if (there != null) return there.label().family();
        var label = new Stored.Label(resource, "", LABEL, ThreadLocalRandom.current().nextLong(), false);
        var entry = new Fill(zone, node, Fill.name(resource, LABEL), label,
                new Fill.Content(new Terms(nowMillis, 0, 0, 0, 0, Terms.Rule.NEVER), NOTHING));
        entry.settle(entry.complete());
        return label.family();
    }
}
