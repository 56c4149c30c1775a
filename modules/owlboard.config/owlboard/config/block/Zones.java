package owlboard.config.block;

import owlboard.config.Http.CachePath;
import owlboard.config.Http.LimitConnZone;
import owlboard.config.Http.LimitReqZone;
import owlboard.config.directive.Upstreams;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Shared zones of {@code http}: {@code limit_req_zone}, {@code limit_conn_zone}, {@code proxy_cache_path}. */
final class Zones {
    private record Named(String name, long size) {}

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
        return new LimitReqZone(words.place(), zone.name(), words.template(0), zone.size(), rate);
    }

    static LimitConnZone limitConn(Words words) throws Refusal {
        if (!words.text(1).startsWith("zone=")) throw words.invalidParameter(1);
        var zone = zone(words, words.text(1));
        return new LimitConnZone(words.place(), zone.name(), words.template(0), zone.size());
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

    static CachePath cachePath(Words words) throws Refusal {
        Named zone = null;
        var levels = List.<Integer>of();
        long maxSize = 0;
        long inactive = 600_000;
        boolean useTempPath = true;
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : "") {
                case "levels" -> levels = levels(words, word);
                case "keys_zone" -> {
                    int colon = value.indexOf(':');
                    var size = colon < 0 ? OptionalLong.empty() : Units.size(value.substring(colon + 1));
                    if (size.isEmpty()) throw words.refuse("invalid keys zone size \"" + word + '"');
                    if (size.getAsLong() < 2 * 4096) throw words.refuse("keys zone \"" + word + "\" is too small", "8k is the least");
                    zone = new Named(value.substring(0, colon), size.getAsLong());
                }
                case "max_size" -> maxSize = Units.size(value).orElseThrow(() -> words.refuse("invalid max_size value \"" + word + '"'));
                case "min_free" -> Units.size(value).orElseThrow(() -> words.refuse("invalid min_free value \"" + word + '"'));
                case "inactive" -> inactive = 1000 * Units.seconds(value)
                        .orElseThrow(() -> words.refuse("invalid inactive value \"" + word + '"'));
                case "use_temp_path" -> useTempPath = switch (value) {
                    case "on" -> true;
                    case "off" -> false;
                    default -> throw words.refuse("invalid use_temp_path value \"" + value + "\", it must be \"on\" or \"off\"");
                };
                case "loader_files", "manager_files", "purger_files" -> Units.number(value)
                        .orElseThrow(() -> words.refuse("invalid " + word.substring(0, word.indexOf('=')) + " value \"" + word + '"'));
                case "loader_sleep", "loader_threshold", "manager_sleep", "manager_threshold", "purger_sleep", "purger_threshold" ->
                        Units.millis(value).orElseThrow(() -> words.refuse("invalid " + word.substring(0, word.indexOf('=')) + " value \""
                                + word + '"'));
                case "purger" -> {
                    if (!value.equals("off")) throw words.refuse("\"" + word + "\" is not supported yet");
                }
                default -> throw words.invalidParameter(i);
            }
        }
        if (zone == null) throw words.refuse("\"proxy_cache_path\" must have \"keys_zone\" parameter");
        return new CachePath(words.place(), words.text(0), zone.name(), zone.size(), levels, maxSize, inactive, useTempPath);
    }

    private static List<Integer> levels(Words words, String word) throws Refusal {
        if (!word.matches("levels=[12](:[12]){0,2}")) throw words.refuse("invalid \"levels\" \"" + word + '"');
        var levels = new ArrayList<Integer>();
        for (var level : word.substring(7).split(":")) levels.add(Integer.valueOf(level));
        return List.copyOf(levels);
    }
}
