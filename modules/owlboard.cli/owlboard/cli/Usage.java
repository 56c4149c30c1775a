package owlboard.cli;

/** The command line is wrong: exit code 2. The message names the word that is wrong and the nearest right one. */
final class Usage extends Exception {
    Usage(String message) {
        super(message);
    }
}
