package owlboard.standins.redis.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.standins.journal.Journal;

/**
 * Commands that run together, as the journal keeps them: milliseconds since 1970, the number of the database, the words of each command.
 */
record Transaction(long millis, int database, List<List<String>> commands) {
    byte[] bytes() {
        long size = 8 + 4 + 4;
        for (var words : commands) {
            size += 4;
            for (var word : words) size += 4 + word.length();
        }
        if (size > Journal.RECORD_MAX) throw new Refused("ERR a transaction may have " + Journal.RECORD_MAX + " bytes here");
        var bytes = ByteBuffer.allocate((int) size).putLong(millis).putInt(database).putInt(commands.size());
        for (var words : commands) {
            bytes.putInt(words.size());
            for (var word : words) bytes.putInt(word.length()).put(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.array();
    }

    static Transaction of(byte[] record) {
        var bytes = ByteBuffer.wrap(record);
        long millis = bytes.getLong();
        int database = bytes.getInt();
        var commands = new ArrayList<List<String>>();
        for (int i = bytes.getInt(); i > 0; i--) {
            var words = new ArrayList<String>();
            for (int j = bytes.getInt(); j > 0; j--) words.add(word(bytes));
            commands.add(words);
        }
        return new Transaction(millis, database, commands);
    }

    private static String word(ByteBuffer bytes) {
        var word = new byte[bytes.getInt()];
        bytes.get(word);
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    /** What a replay needs of it. */
    Transaction onlyWrites() {
        if (commands.size() == 1) return this;
        return new Transaction(millis, database, commands.stream().filter(words -> isSelect(words) || Commands.find(words).writes())
                .toList());
    }

    boolean writes() {
        return commands.stream().anyMatch(words -> !isSelect(words) && Commands.find(words).writes());
    }

    static boolean isSelect(List<String> words) {
        return words.getFirst().toLowerCase(Locale.ROOT).equals("select");
    }
}
