package owlboard.config.block;

import owlboard.config.Http.LimitConnZone;
import owlboard.config.Http.LimitReqZone;
import owlboard.config.directive.Upstreams;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** Shared zones of {@code http}: {@code limit_req_zone}, {@code limit_conn_zone}. */
final class Zones {
    private record Named(String name, long bytes) {}

    private Zones() {}

    static LimitReqZone limitReq(Words words) throws Refusal {
        Named zone = null;
        long rate = 1000;
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            if (word.startsWith("zone=")) zone = zone(words, word);
            else if (word.startsWith("rate=")) rate = rate(words, word);
            else if (!word.equals("sync")) throw words.invalidParameter(i);
        }
        if (zone == null) throw words.refuse("\"limit_req_zone\" must have \"zone\" parameter");
        return new LimitReqZone(words.place(), zone.name(), words.template(0), zone.bytes(), rate);
    }

    static LimitConnZone limitConn(Words words) throws Refusal {
        if (!words.text(1).startsWith("zone=")) throw words.invalidParameter(1);
        var zone = zone(words, words.text(1));
        return new LimitConnZone(words.place(), zone.name(), words.template(0), zone.bytes());
    }

    private static Named zone(Words words, String word) throws Refusal {
        int colon = word.indexOf(':');
        if (colon < 0) throw words.refuse("invalid zone size \"" + word + '"', "write zone=NAME:SIZE");
        var name = word.substring(5, colon);
        return new Named(name, Upstreams.zoneSize(words, word.substring(colon + 1), word, word));
    }

    private static long rate(Words words, String word) throws Refusal {
        var text = word.substring(5);
        int scale = text.endsWith("r/m") ? 60 : 1;
        var number = Units.number(text.endsWith("r/m") || text.endsWith("r/s") ? text.substring(0, text.length() - 3) : text);
        if (number.isEmpty() || number.getAsLong() == 0 || number.getAsLong() > 1_000_000_000_000L) {
            throw words.refuse("invalid rate \"" + word + '"', "write 100r/s or 30r/m");
        }
        return number.getAsLong() * 1000 / scale;
    }
}
