package owlboard.topology;

/** How a process ended, in words. */
record Ending(int code) {
    /** Of a process that was somebody else's child. */
    static final Ending UNKNOWN = new Ending(-1);
    /** Wrong command line or configuration: the same start would end the same way. */
    private static final int USAGE = 2;

    boolean isFinal() {
        return code == USAGE;
    }

    /** The JDK, like a shell, tells 128 + the signal's number. */
    @Override public String toString() {
        return switch (code) {
            case -1 -> "ended";
            case 130 -> "ended by SIGINT";
            case 134 -> "ended by SIGABRT";
            case 137 -> "killed by SIGKILL";
            case 139 -> "ended by SIGSEGV";
            case 143 -> "ended by SIGTERM";
            default -> code > 128 && code < 193 ? "ended by signal " + (code - 128) : "exited with code " + code;
        };
    }
}
