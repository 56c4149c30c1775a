package owlboard.certs;

/**
 * One thing that is wrong with a certificate or its key.
 *
 * @param file    the file's path below the folder
 * @param problem what is wrong with it, to be read after the file's name
 * @param remedy  what a person does about it
 */
record Finding(String file, String problem, Cure cure, String remedy) {
    /** What {@code init} does about it. */
    enum Cure { REISSUE, TIGHTEN, BY_HAND }

    /** As a line: {@code api_gateway/client.crt expired on 2026-01-01: run "owlboard certs init" to renew it}. */
    String line() {
        return file + " " + problem + ": " + remedy;
    }
}
