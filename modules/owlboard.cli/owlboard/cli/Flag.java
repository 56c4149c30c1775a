package owlboard.cli;

/**
 * One flag of a command. {@code name} with its dashes; {@code argument} names its value in help ({@code HOST:PORT}), null for a switch;
 * {@code repeats}: may be given several times, otherwise the second one is a usage error.
 */
record Flag(String name, String argument, boolean repeats, String help) {
    static Flag of(String name, String argument, String help) {
        return new Flag(name, argument, false, help);
    }

    static Flag repeated(String name, String argument, String help) {
        return new Flag(name, argument, true, help);
    }

    static Flag toggle(String name, String help) {
        return new Flag(name, null, false, help);
    }
}
