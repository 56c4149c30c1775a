package owlboard.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code owlboard restart | stop | start | kill | reload | scale}: what the supervisor is to do to roles that run. */
final class Change {
    static final List<String> COMMANDS = List.of("restart", "stop", "start", "kill", "scale", "reload");
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--state"), Set.of(), Map.of(), true);

    private static final int DIGITS_MAX = 4;

    private Change() {}

    static int run(String command, List<String> words, PrintStream out, PrintStream err) throws Complaint {
        var flags = Flags.parse(command, words, KNOWN);
        var state = State.at(Path.of(flags.value("--state", "run")));
        var names = command.equals("scale") ? scale(flags.names()) : flags.names();
        if (names.isEmpty() && !command.equals("reload")) {
            throw Complaint.usage("owlboard " + command + " which role? '*' is all of them; " + state.command("ps") + " lists them");
        }
        var found = Running.of(state);
        if (found.isEmpty()) {
            var left = Left.running(state);
            if (!left.isEmpty()) throw Complaint.failure(Left.told(left, state));
            throw Elsewhere.nothingRuns(words(command, flags.names()), state);
        }
        var running = found.get();
        try {
            return Asking.operate(running, command, names, line -> (line.startsWith("owlboard: ") ? err : out).println(line));
        } catch (IOException gone) {
            throw Held.orSilent(running, gone, "it may be starting or ending");
        }
    }

    /** As they were typed. */
    static String words(String command, List<String> names) {
        return Stream.concat(Stream.of(command), names.stream().map(State::word)).collect(Collectors.joining(" "));
    }

    /** {@code api_gateway=8} as the two words that the supervisor takes. */
    private static List<String> scale(List<String> names) throws Complaint {
        var text = names.size() == 1 ? names.getFirst() : "";
        int equals = text.indexOf('=');
        if (equals < 1 || !text.substring(equals + 1).matches("\\d+")) {
            throw Complaint.usage("owlboard scale takes the gateways and how many: owlboard scale api_gateway=8");
        }
        var digits = text.substring(equals + 1);
        int count = digits.length() > DIGITS_MAX ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (count < Fleet.GATEWAYS_MIN || count > Fleet.GATEWAYS_MAX) {
            throw Complaint.usage("owlboard scale " + text + ": from " + Fleet.GATEWAYS_MIN + " (with one alone nothing can fail over) to "
                    + Fleet.GATEWAYS_MAX);
        }
        return List.of(text.substring(0, equals), Integer.toString(count));
    }

    static String help(String command) {
        return switch (command) {
            case "restart" -> """
                    usage: owlboard restart [--state DIR] NAME...

                    Ends and starts roles, one after the other, each healthy before the next. A gateway first leaves the load balancers, so
                    no request is lost.
                    """;
            case "stop" -> """
                    usage: owlboard stop [--state DIR] NAME...

                    Ends roles; each finishes what it serves. They stay stopped until owlboard start, or the next up.
                    """;
            case "start" -> """
                    usage: owlboard start [--state DIR] NAME...

                    Starts roles that were stopped or have exited, and waits until they are healthy.
                    """;
            case "kill" -> """
                    usage: owlboard kill [--state DIR] NAME...

                    Kills roles at once (SIGKILL). As after any crash they are started again, later each time.
                    """;
            case "scale" -> """
                    usage: owlboard scale [--state DIR] api_gateway=N

                    Has N gateways, from 2 to 32. New ones are healthy before requests go to them; the load balancers let go of a leaving
                    one before it finishes what it serves and ends. Lasts until down; no file of yours is changed.
                    """;
            default -> """
                    usage: owlboard reload [--state DIR] [NAME...]

                    Has load balancers, gateways and front ends read their configurations again; without a NAME the topology file
                    too: roles that are new in it start, those that it does not name any more leave, changed ones start anew. A file
                    with an error changes nothing and is told.
                    """;
        } + (command.equals("scale") ? "\n" : """

                  NAME          a role, or a pattern: 'api_gateway_*'
                """) + """
                  --state DIR   the state folder of the up (default ./run)

                Example: owlboard\s""" + command + switch (command) {
            case "scale" -> " api_gateway=8";
            case "reload" -> "";
            case "restart" -> " 'api_gateway_*'";
            default -> " api_gateway_2";
        } + "\n\nExit codes: 0 done, 1 failure, 2 wrong command line.\n";
    }
}
