package owlboard.standins.redis.data;

import java.util.Locale;
/** MATCH, COUNT and TYPE of the SCAN commands; null where not told. */
record ScanOptions(String match, int count, String type) {
    static ScanOptions of(Call call, int from) {
        String match = null;
        int count = 10;
        String type = null;
        for (int i = from; i < call.size(); i += 2) {
            var value = call.after(i);
            switch (call.option(i)) {
                case "MATCH" -> match = value;
                case "COUNT" -> {
                    long told = Call.whole(value);
                    if (told < 1) throw new Refused(Refused.SYNTAX);
                    count = (int) Math.min(told, 1 << 20);
                }
                case "TYPE" -> type = value.toLowerCase(Locale.ROOT);
                default -> throw new Refused(Refused.SYNTAX);
            }
        }
        return new ScanOptions(match, count, type);
    }

    boolean takes(String name) {
        return match == null || Glob.matches(match, name);
    }
}
