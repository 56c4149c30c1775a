package owlboard.standins.redis.data;

import java.util.List;
/** How much a keyspace holds: {@code bytes} of keys and values, in {@code items} strings. */
record Weight(long bytes, long items) {
    /** What all values together may take of the heap; then commands that add are refused with OOM. */
    static final long BYTES_MAX = Runtime.getRuntime().maxMemory() / 5 * 2;
    /** Objects around one string: headers, references, a node of a map. */
    private static final int AROUND = 120;
    /** The length before each word in the journal. */
    private static final int LENGTH = 4;

    static Weight of(Keyspace keyspace) {
        var sum = new Sum();
        for (int i = 0; i < Keyspace.DATABASES; i++) {
            keyspace.database(i).each(Long.MIN_VALUE, (key, value) -> {
                sum.add(key);
                sum.add(value);
            });
        }
        return new Weight(sum.bytes, sum.items);
    }

    long heap() {
        return bytes + items * AROUND;
    }

    /** About what a journal with only this is long. */
    long journal() {
        return bytes + items * LENGTH;
    }

    /** At most what one command adds. */
    static long heap(List<String> words) {
        long sum = 0;
        for (var word : words) sum += word.length() + AROUND;
        return sum;
    }

    private static final class Sum {
        long bytes;
        long items;

        void add(String text) {
            bytes += text.length();
            items++;
        }

        void add(Value value) {
            switch (value) {
                case Value.Text text -> add(text.text());
                case Value.Hash hash -> hash.fields().forEach((field, of) -> {
                    add(field);
                    add(of);
                });
                case Value.Line line -> line.ring().forEach(this::add);
                case Value.Members members -> members.set().forEach(this::add);
                case Value.Ranked ranked -> ranked.scores().keySet().forEach(member -> {
                    add(member);
                    items += 2;
                });
            }
        }
    }
}
