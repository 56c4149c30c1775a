package owlboard.proxy.exchange;

/**
 * A feature's place in each {@link Snapshot}, as nginx's {@code main_conf[ctx_index]}: zones, groups of peers, virtual servers. It is made
 * when it is first asked for; what was in it before a reload is at hand then, so that counts live on.
 */
public final class MainSlot<T> {
    /** {@code before} is null at a start. What is kept of it is taken here. */
    @FunctionalInterface
    public interface Maker<T> {
        T of(Making making, T before);
    }

    private final Maker<T> maker;

    public MainSlot(Maker<T> maker) {
        this.maker = maker;
    }

    public T make(Making making, T before) {
        return maker.of(making, before);
    }
}
