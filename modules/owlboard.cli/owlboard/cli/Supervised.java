package owlboard.cli;

import owlboard.cli.process.Life;

/** What ends a role together with whoever started it: {@code --parent-pipe} and {@code --while}. */
final class Supervised {
    private Supervised() {}

    static void heed(Given given, Life life) {
        if (given.has("--parent-pipe")) life.endWithStandardInput();
        if (given.has("--while")) life.endWithout(given.path("--while", null));
    }
}
