package owlboard.config.block;

import owlboard.config.Http.CachePace;
import owlboard.config.Http.CachePath;
import owlboard.config.Protocol;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** {@code proxy_cache_path} and its likes. */
final class CachePaths {
    private static final int FILES = 100;
    private static final long THRESHOLD_MILLIS = 200;
    private static final long SLEEP_MILLIS = 50;
    private static final long INACTIVE_MILLIS = 600_000;

    private final Words words;
    private final Map<String, Long> paces = new HashMap<>();
    private String zone;
    private long zoneBytes;
    private List<Integer> levels = List.of();
    private long maxBytes;
    private long freeBytes;
    private long inactiveMillis = INACTIVE_MILLIS;
    private boolean useTempPath = true;
    private boolean purger;

    private CachePaths(Words words) {
        this.words = words;
    }

    static CachePath read(Words words) throws Refusal {
        return new CachePaths(words).read();
    }

    private CachePath read() throws Refusal {
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            int equals = word.indexOf('=');
            if (equals < 0) throw words.invalidParameter(i);
            parameter(i, word.substring(0, equals), word.substring(equals + 1));
        }
        if (zone == null || zone.isEmpty()) throw words.refuse('"' + words.name() + "\" must have \"keys_zone\" parameter");
        return new CachePath(words.place(), protocol(), words.text(0), zone, zoneBytes, levels, maxBytes, freeBytes, inactiveMillis,
                useTempPath, purger, pace("loader"), pace("manager"));
    }

    private Protocol protocol() {
        var prefix = words.name().substring(0, words.name().indexOf('_'));
        return Stream.of(Protocol.values()).filter(protocol -> protocol.prefix.equals(prefix)).findFirst().orElseThrow();
    }

    private void parameter(int i, String name, String value) throws Refusal {
        switch (name) {
            case "levels" -> levels = levels(value);
            case "keys_zone" -> keysZone(value);
            case "max_size" -> maxBytes = value(name, value, Units.size(value));
            case "min_free" -> freeBytes = value(name, value, Units.size(value));
            case "inactive" -> inactiveMillis = 1000 * value(name, value, Units.seconds(value));
            case "use_temp_path" -> useTempPath = flag(name, value);
            case "purger" -> purger = flag(name, value);
            case "loader_files", "manager_files", "purger_files" -> paces.put(name, value(name, value, Units.number(value)));
            case "loader_sleep", "loader_threshold", "manager_sleep", "manager_threshold", "purger_sleep", "purger_threshold" ->
                paces.put(name, value(name, value, Units.millis(value)));
            default -> throw words.invalidParameter(i);
        }
    }

    /** Nothing said: as fast as it goes; else what nginx has for the rest. */
    private CachePace pace(String who) {
        if (paces.keySet().stream().noneMatch(name -> name.startsWith(who))) return CachePace.AT_ONCE;
        long files = paces.getOrDefault(who + "_files", (long) FILES);
        return new CachePace(Math.clamp(files, 1, Integer.MAX_VALUE), paces.getOrDefault(who + "_threshold", THRESHOLD_MILLIS),
                paces.getOrDefault(who + "_sleep", SLEEP_MILLIS));
    }

    private void keysZone(String value) throws Refusal {
        int colon = value.indexOf(':');
        var size = colon < 0 ? OptionalLong.empty() : Units.size(value.substring(colon + 1));
        if (size.isEmpty()) throw words.refuse("invalid keys zone size \"keys_zone=" + value + '"');
        if (size.getAsLong() < 2 * 4096) throw words.refuse("keys zone \"keys_zone=" + value + "\" is too small", "8k is the least");
        zone = value.substring(0, colon);
        zoneBytes = size.getAsLong();
    }

    private long value(String name, String value, OptionalLong read) throws Refusal {
        return read.orElseThrow(() -> words.refuse("invalid " + name + " value \"" + name + '=' + value + '"'));
    }

    private boolean flag(String name, String value) throws Refusal {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw words.refuse("invalid " + name + " value \"" + value + "\", it must be \"on\" or \"off\"");
        };
    }

    private List<Integer> levels(String value) throws Refusal {
        if (value.isEmpty()) return List.of(); // as in nginx
        if (!value.matches("[12](:[12]){0,2}")) throw words.refuse("invalid \"levels\" \"levels=" + value + '"');
        var all = new ArrayList<Integer>();
        for (var level : value.split(":")) all.add(Integer.valueOf(level));
        return List.copyOf(all);
    }
}
