package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import owlboard.clients.redis.resp.Reply;
import owlboard.clients.redis.resp.RespReader;

/** What client libraries ask about the server. */
final class ServerCommands {
    private static final Map<String, String> SETTINGS =
            new TreeMap<>(Map.of("databases", Integer.toString(Keyspace.DATABASES), "appendonly", "yes",
            "save", "", "maxmemory", Long.toString(Weight.BYTES_MAX), "maxmemory-policy", "noeviction", "timeout", "0",
            "proto-max-bulk-len", Integer.toString(RespReader.BULK_MAX)));

    private ServerCommands() {}

    static void define() {
        Commands.reads("ping", -1, call -> call.size() == 1 ? new Reply.Status("PONG") : Reply.of(call.word(1)));
        Commands.reads("echo", 2, call -> Reply.of(call.word(1)));
        Commands.reads("time", 1, call -> Reply.of(List.of(Long.toString(call.now() / 1000), Long.toString(call.now() % 1000 * 1000))));
        Commands.reads("info", -1, call -> Reply.of(info(call)));
        Commands.reads("config", -2, ServerCommands::config);
        Commands.reads("command", -1, ServerCommands::command);
    }

    private static Reply config(Call call) {
        if (!call.option(1).equals("GET")) throw unsupported(call, "CONFIG");
        var told = new ArrayList<Reply>();
        SETTINGS.forEach((name, value) -> {
            if (call.from(2).stream().noneMatch(pattern -> Glob.matches(pattern.toLowerCase(Locale.ROOT), name))) return;
            told.add(Reply.of(name));
            told.add(Reply.of(value));
        });
        return new Reply.Pairs(told);
    }

    private static Reply command(Call call) {
        if (call.size() == 1) return new Reply.Items(describe());
        return switch (call.option(1)) {
            case "COUNT" -> Reply.of(Commands.count());
            case "DOCS" -> new Reply.Pairs(List.of());
            case "LIST" -> Reply.of(describe().stream().map(one -> one.items().getFirst().text()).toList());
            default -> throw unsupported(call, "COMMAND");
        };
    }

    private static List<Reply> describe() {
        var list = new ArrayList<Reply>();
        for (var command : Commands.all()) {
            var flag = new Reply.Status(command.writes() ? "write" : "readonly");
            list.add(new Reply.Items(List.of(Reply.of(command.name()), Reply.of(command.arity()), new Reply.Items(List.of(flag)),
                    Reply.of(1), Reply.of(1), Reply.of(1))));
        }
        return list;
    }

    private static Refused unsupported(Call call, String command) {
        return new Refused("ERR unknown subcommand '" + call.word(1) + "' of " + command + ": not supported here");
    }

    private static String info(Call call) {
        var text = new StringBuilder("# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nserver_name:owlboard\r\n")
                .append("process_id:").append(ProcessHandle.current().pid()).append("\r\n\r\n# Memory\r\nused_memory:")
                .append(Weight.of(call.keyspace()).heap())
                .append("\r\nmaxmemory:").append(Weight.BYTES_MAX)
                .append(
                "\r\n\r\n# Persistence\r\nloading:0\r\naof_enabled:1\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n# "
                + "Keyspace\r\n");
        for (int i = 0; i < Keyspace.DATABASES; i++) {
            var database = call.keyspace().database(i);
            int keys = database.keys(call.now()).size();
            if (keys > 0) {
                text.append("db").append(i).append(":keys=").append(keys).append(",expires=").append(database.ending())
                        .append(",avg_ttl=0\r\n");
            }
        }
        return text.toString();
    }
}
