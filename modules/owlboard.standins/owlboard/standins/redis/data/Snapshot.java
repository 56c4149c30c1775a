package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import owlboard.clients.redis.resp.Numbers;

/** The shortest journal that leads to what a keyspace holds: transactions that build each key. */
record Snapshot(Keyspace keyspace, long now) {
    /** Words, and about so many bytes, of one command. */
    private static final int WORDS_MAX = 1000;
    private static final int BYTES_MAX = 1 << 20;

    Stream<byte[]> records() {
        return Stream.iterate(0, i -> i < Keyspace.DATABASES, i -> i + 1).flatMap(this::records);
    }

    private Stream<byte[]> records(int number) {
        var database = keyspace.database(number);
        return database.keys(now).stream().mapMulti((String key, Consumer<byte[]> to) -> {
            build(key, database.get(key, now), words -> to.accept(new Transaction(now, number, List.of(words)).bytes()));
            var end = database.end(key);
            if (end != null) to.accept(new Transaction(now, number, List.of(List.of("pexpireat", key, end.toString()))).bytes());
        });
    }

    private static void build(String key, Value value, Consumer<List<String>> to) {
        switch (value) {
            case Value.Text text -> to.accept(List.of("set", key, text.text()));
            case Value.Hash hash -> {
                var command = new Growing("hset", key, to);
                hash.fields().forEach(command::add);
                command.send();
            }
            case Value.Line line -> {
                var command = new Growing("rpush", key, to);
                line.ring().forEach(command::add);
                command.send();
            }
            case Value.Members members -> {
                var command = new Growing("sadd", key, to);
                members.set().forEach(command::add);
                command.send();
            }
            case Value.Ranked ranked -> {
                var command = new Growing("zadd", key, to);
                ranked.order().forEach(rank -> command.add(Numbers.text(rank.score()), rank.member()));
                command.send();
            }
        }
    }

    /** A command that goes out whenever it is long enough. */
    private static final class Growing {
        private final String name;
        private final String key;
        private final Consumer<List<String>> to;
        private List<String> words = new ArrayList<>();
        private int bytes;

        Growing(String name, String key, Consumer<List<String>> to) {
            this.name = name;
            this.key = key;
            this.to = to;
        }

        void add(String... more) {
            for (var word : more) {
                words.add(word);
                bytes += word.length();
            }
            if (words.size() >= WORDS_MAX || bytes > BYTES_MAX) send();
        }

        void add(String element) {
            add(new String[] {element});
        }

        void add(String field, String value) {
            add(new String[] {field, value});
        }

        void send() {
            if (words.isEmpty()) return;
            words.addFirst(key);
            words.addFirst(name);
            to.accept(words);
            words = new ArrayList<>();
            bytes = 0;
        }
    }
}
