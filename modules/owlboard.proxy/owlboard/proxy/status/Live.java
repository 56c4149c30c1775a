package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.List;
import owlboard.proxy.count.Sampler;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.upstream.Groups;

/** What one engine knows of itself over all its configurations: which is in force, since when, and what its zones counted lately. */
public final class Live implements AutoCloseable {
    private volatile Snapshot snapshot;
    private volatile long loadedMillis;
    private volatile int generation;
    private final Sampler sampler = new Sampler(this::zones);

    /** This one is in force from now on. */
    public void inForce(Snapshot now) {
        snapshot = now;
        loadedMillis = System.currentTimeMillis();
        generation++;
    }

    /** Once there is one in force. */
    public void start() {
        sampler.start();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** How many have been in force. */
    int generation() {
        return generation;
    }

    long loadedMillis() {
        return loadedMillis;
    }

    private List<Zone> zones() {
        var all = new ArrayList<>(snapshot.zones.all());
        for (var group : snapshot.get(Groups.SLOT).all()) for (var peer : group.state(0).peers()) all.add(peer.zone());
        return all;
    }

    @Override
    public void close() {
        sampler.close();
    }
}
