package owlboard.standins.redis.data;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import owlboard.clients.redis.resp.Reply;

/** The table of the commands that work on data. Those of a connection (AUTH, MULTI, SUBSCRIBE and so on) are not here. */
final class Commands {
    private static final Map<String, Command> TABLE = new HashMap<>();

    static {
        KeyCommands.define();
        ExpiryCommands.define();
        TextCommands.define();
        HashCommands.define();
        ListCommands.define();
        SetCommands.define();
        RankedCommands.define();
        ChannelCommands.define();
        ServerCommands.define();
    }

    private Commands() {}

    static void reads(String name, int arity, Function<Call, Reply> run) {
        TABLE.put(name, new Command(name, arity, false, false, run));
    }

    static void writes(String name, int arity, Function<Call, Reply> run) {
        TABLE.put(name, new Command(name, arity, true, true, run));
    }

    /** Takes away: works without memory to spare. */
    static void removes(String name, int arity, Function<Call, Reply> run) {
        TABLE.put(name, new Command(name, arity, true, false, run));
    }

    static Iterable<Command> all() {
        return TABLE.values();
    }

    static int count() {
        return TABLE.size();
    }

    /** The command these words call, or why not. */
    static Command find(List<String> words) {
        var name = words.getFirst().toLowerCase(Locale.ROOT);
        var command = TABLE.get(name);
        if (command == null) throw unknown(words);
        if (!command.takes(words.size())) throw Refused.arguments(name);
        return command;
    }

    static Refused unknown(List<String> words) {
        var line = new StringBuilder("ERR unknown command '").append(cut(words.getFirst())).append("', with args beginning with: ");
        for (var word : words.subList(1, Math.min(words.size(), 5))) line.append('\'').append(cut(word)).append("' ");
        return new Refused(line.toString());
    }

    private static String cut(String word) {
        return word.length() > 128 ? word.substring(0, 128) : word;
    }
}
