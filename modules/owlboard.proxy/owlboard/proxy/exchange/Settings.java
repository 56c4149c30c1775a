package owlboard.proxy.exchange;

/** What is in force for a request: of a server, a location, or an {@code if} in one. One slot per feature. */
public final class Settings {
    /** What every exchange needs. */
    public final Core core;
    /** Answers where no phase before did. */
    public final Content content;
    private final Object[] made;
    private final Filter[] filters;

    public Settings(Scope scope, Making making, Features features) {
        core = new Core(scope.level(), making);
        made = new Object[Slot.count()];
        for (var slot : features.slots()) made[slot.index] = slot.maker.of(scope, making);
        filters = features.filters().stream().map(this::get).filter(filter -> filter != null).toArray(Filter[]::new);
        content = features.content(this, scope);
    }

    /** Null where the feature is off, or not one of this engine's. */
    @SuppressWarnings("unchecked") // its own maker made it
    public <T> T get(Slot<T> slot) {
        return (T) made[slot.index];
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
