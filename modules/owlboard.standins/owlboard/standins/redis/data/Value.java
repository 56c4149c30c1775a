package owlboard.standins.redis.data;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.TreeSet;

/** What a key holds. Strings have one char per byte. */
sealed interface Value {
    record Text(String text) implements Value {}

    record Hash(LinkedHashMap<String, String> fields) implements Value {
        Hash() {
            this(new LinkedHashMap<>());
        }
    }

    record Line(Ring ring) implements Value {
        Line() {
            this(new Ring());
        }
    }

    record Members(LinkedHashSet<String> set) implements Value {
        Members() {
            this(new LinkedHashSet<>());
        }
    }

    record Ranked(HashMap<String, Double> scores, TreeSet<Rank> order) implements Value {
        Ranked() {
            this(new HashMap<>(), new TreeSet<>());
        }

        void put(String member, double score) {
            remove(member);
            scores.put(member, score);
            order.add(new Rank(score, member));
        }

        boolean remove(String member) {
            var score = scores.remove(member);
            return score != null && order.remove(new Rank(score, member));
        }
    }

    /** By score, then by bytes. */
    record Rank(double score, String member) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            // 0.0 and -0.0 are one score
            int byScore = score == other.score ? 0 : Double.compare(score, other.score);
            return byScore != 0 ? byScore : member.compareTo(other.member);
        }
    }

    /** The name that TYPE tells. */
    default String type() {
        return switch (this) {
            case Text text -> "string";
            case Hash hash -> "hash";
            case Line line -> "list";
            case Members members -> "set";
            case Ranked ranked -> "zset";
        };
    }

    /** An empty collection is an absent key. */
    default boolean isEmpty() {
        return switch (this) {
            case Text text -> false;
            case Hash hash -> hash.fields.isEmpty();
            case Line line -> line.ring.isEmpty();
            case Members members -> members.set.isEmpty();
            case Ranked ranked -> ranked.scores.isEmpty();
        };
    }
}
