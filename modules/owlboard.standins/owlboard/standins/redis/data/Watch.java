package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.List;

/** The keys that one connection watches: spoilt when one of them changes. Guarded by the lock of the store. */
public final class Watch {
    private final List<Runnable> ends = new ArrayList<>();
    private boolean spoilt;

    void on(Database database, String key) {
        database.watch(key, this);
        ends.add(() -> database.unwatch(key, this));
    }

    void spoil() {
        spoilt = true;
    }

    boolean isSpoilt() {
        return spoilt;
    }

    void end() {
        ends.forEach(Runnable::run);
        ends.clear();
        spoilt = false;
    }
}
