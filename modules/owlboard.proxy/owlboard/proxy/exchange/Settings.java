package owlboard.proxy.exchange;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import owlboard.config.Location;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Verdict.Refused;

/** What is in force for a request: of a server, a location, or an {@code if} in one. One slot per feature. */
public final class Settings {
    /** What every exchange needs. */
    public final Core core;
    /** Answers where no phase before did. */
    public final Content content;
    /** The requests of this location are counted here; null at the level of a server. */
    public final Zone zone;
    /** Where these settings stand; null at the level of a server. */
    public final Location location;
    private final Object[] made;
    private final Filter[] filters;
    /** By phase: what is off at this level costs nothing. */
    private final Handler[][] handlers;

    public Settings(Scope scope, Making making, Features features) {
        core = new Core(scope.level(), making);
        location = scope.location();
        zone = scope.zones().location() == null ? null : making.zones().location(scope.zones().location());
        made = new Object[Slot.count()];
        for (var slot : features.slots()) made[slot.index] = slot.maker.of(scope, making);
        filters = features.filters().stream().map(this::get).filter(Objects::nonNull).toArray(Filter[]::new);
        handlers = Stream.of(Phase.values()).map(phase -> features.handlers(phase, this)).toArray(Handler[][]::new);
        content = features.content(this, scope);
    }

    /** Null where the feature is off, or not one of this engine's. */
    @SuppressWarnings("unchecked") // its own maker made it
    public <T> T get(Slot<T> slot) {
        return (T) made[slot.index];
    }

    /** What the handlers of a phase say: until one says another word than to go on. */
    public Verdict run(Phase phase, Exchange exchange) throws Failure, IOException {
        exchange.phase = phase;
        var list = handlers[phase.ordinal()];
        if (phase == Phase.ACCESS && core.anySatisfies) return any(list, exchange);
        for (var handler : list) {
            var verdict = handler.handle(exchange);
            if (verdict != Verdict.GO_ON && verdict != Verdict.PASS) return verdict;
        }
        return Verdict.GO_ON;
    }

    /** {@code satisfy any}: who is refused may still be let pass by another handler; of two refusals a 401 is told. */
    private static Verdict any(Handler[] list, Exchange exchange) throws Failure, IOException {
        Refused refused = null;
        for (var handler : list) {
            switch (handler.handle(exchange)) {
                case Refused again -> refused = refused != null && refused.status() == 401 ? refused : again;
                case Verdict.Word word when word == Verdict.Word.GO_ON -> { }
                case Verdict.Word word when word == Verdict.Word.PASS -> {
                    return Verdict.GO_ON;
                }
                case Verdict other -> {
                    return other;
                }
            }
        }
        return refused == null ? Verdict.GO_ON : refused;
    }

    /** Those that have a say in a phase, in their order. */
    public List<Handler> handlers(Phase phase) {
        return List.of(handlers[phase.ordinal()]);
    }

    /** The way of an answer with this head to {@code last}, the protocol's writer. One that no filter changes goes straight there. */
    Outgoing way(Outgoing last, Exchange exchange, AnswerHead head) {
        Outgoing first = last;
        Link before = null;
        for (var filter : filters) {
            var link = filter.link(exchange, head);
            if (link == null) continue;
            if (before == null) first = link;
            else before.before(link);
            before = link;
        }
        if (before != null) before.before(last);
        return first;
    }

    /** See {@link Filter#recodes}. */
    public boolean recodes(Exchange exchange, AnswerHead head) {
        for (var filter : filters) if (filter.recodes(exchange, head)) return true;
        return false;
    }
}
