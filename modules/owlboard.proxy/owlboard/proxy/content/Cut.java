package owlboard.proxy.content;

/**
 * What is sent in place of a whole file: bytes of ours, and behind them a part of it.
 *
 * @param from the first byte of the file that is sent
 * @param to   the one behind the last
 */
record Cut(byte[] before, long from, long to) {
    long lengthBytes() {
        return before.length + to - from;
    }
}
