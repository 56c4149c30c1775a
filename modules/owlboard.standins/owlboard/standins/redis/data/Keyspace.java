package owlboard.standins.redis.data;

import java.util.stream.IntStream;

/** The numbered databases and the channels. */
final class Keyspace {
    static final int DATABASES = 16;

    private final Database[] databases = IntStream.range(0, DATABASES).mapToObj(i -> new Database()).toArray(Database[]::new);
    final Channels channels = new Channels();

    Database database(int number) {
        return databases[number];
    }

    void sweep(long now) {
        for (var database : databases) database.sweep(now);
    }

    void clear() {
        for (var database : databases) database.clear();
    }
}
