package owlboard.cli;

import java.util.List;

/** The help texts, made from the table. */
final class Help {
    private Help() {}

    static String overview() {
        var text = new StringBuilder("""
                OwlBoard's edge: load balancer, gateways, services and certificates in one image.

                usage: owlboard COMMAND [flags]
                       owlboard --role ROLE [flags]

                Commands
                """);
        rows(text, Commands.COMMANDS);
        text.append("\nRoles\n");
        rows(text, Commands.ROLES);
        text.append("\nowlboard help COMMAND or owlboard --role ROLE --help says more; owlboard --version tells the version.\n");
        return text.toString();
    }

    private static void rows(StringBuilder text, List<Command> commands) {
        for (var command : commands) row(text, command.name(), 10, command.purpose());
    }

    static String of(Command command) {
        var text = new StringBuilder("usage: ").append(command.title());
        if (!command.flags().isEmpty()) text.append(" [flags]");
        if (command.operands() != null) text.append(' ').append(command.operands());
        text.append("\n\n").append(command.purpose()).append("\n\n");
        for (var flag : command.flags()) {
            var usage = flag.argument() == null ? flag.name() : flag.name() + " " + flag.argument();
            row(text, usage, 22, flag.repeats() ? flag.help() + "; may be repeated" : flag.help());
        }
        if (command.notes() != null) text.append('\n').append(command.notes()).append('\n');
        return text.toString();
    }

    private static void row(StringBuilder text, String left, int width, String right) {
        text.append("  ").append(left).repeat(' ', Math.max(2, width - left.length())).append(right).append('\n');
    }
}
