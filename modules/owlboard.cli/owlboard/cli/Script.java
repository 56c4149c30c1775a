package owlboard.cli;

import java.util.Arrays;

/**
 * The main class of a file that begins with {@code #!}, as a container without a shell has one: the kernel puts the file's name before the
 * arguments.
 */
final class Script {
    private Script() {}

    public static void main(String[] arguments) {
        Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
