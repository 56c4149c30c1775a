package owlboard.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.file.Config;

/**
 * Damages the configurations of the cases at random: whatever comes of it is a configuration or a list of errors, never another exception.
 */
class MutationTest {
    private static final String SPECIAL = ";{}\"'$\\ #~=/:\n\u00e9\0";

    @TempDir
    Path folder;

    @Test
    void survivesAnyDamage() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var texts = texts();
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder(texts.get(random.nextInt(texts.size())));
            for (int damage = 1 + random.nextInt(3); damage > 0 && !text.isEmpty(); damage--) damage(text, texts, random);
            load(text.toString(), "seed " + seed + ", round " + i);
        }
    }

    private static void damage(StringBuilder text, List<String> texts, Random random) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, SPECIAL.charAt(random.nextInt(SPECIAL.length())));
            case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
            default -> {
                var other = texts.get(random.nextInt(texts.size()));
                int from = random.nextInt(other.length());
                text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(20)));
            }
        }
    }

    private void load(String text, String round) throws IOException {
        var main = folder.resolve("case.conf");
        Files.writeString(main, text, StandardCharsets.UTF_8);
        try {
            Config.load(new Config.Source(main, "case.conf", path -> folder.resolve("none"), "", true));
        } catch (ConfigException wrong) {
            assertFalse(wrong.errors().isEmpty(), round);
        } catch (RuntimeException | StackOverflowError crash) {
            fail(round + ":\n" + text, crash);
        }
    }

    private static List<String> texts() throws IOException {
        var texts = new ArrayList<String>();
        try (var files = Files.list(Path.of("test/owlboard.config/cases"))) {
            for (var file : files.sorted().toList()) {
                for (var one : Files.readString(file).split("(?m)^====\n")) texts.add(one.substring(0, one.indexOf("\n----\n")));
            }
        }
        return texts;
    }
}
