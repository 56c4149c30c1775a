package owlboard.config.block;

import owlboard.config.Server.ServerName;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code server_name}. */
final class ServerNames {
    private ServerNames() {}

    static List<ServerName> read(Words words, Reading reading) throws Refusal {
        var names = new ArrayList<ServerName>();
        for (var name : words.args()) {
            if (name.contains("/")) reading.warn(words.place(), "server_name", "server name \"" + name + "\" has suspicious symbols");
            boolean star = name.startsWith("*") && (name.length() < 3 || name.charAt(1) != '.');
            if (star || name.equals(".")) throw words.refuse("server name \"" + name + "\" is invalid");
            if (name.startsWith("~")) {
                if (name.length() == 1) throw words.refuse("empty regex in server name \"" + name + '"');
                names.add(new ServerName.Matching(words.regex(name.substring(1), true)));
            } else {
                names.addAll(plain(name));
            }
        }
        return names;
    }

    private static List<ServerName> plain(String written) {
        var name = written.toLowerCase(Locale.ROOT);
        boolean leads = name.startsWith("*.") || name.startsWith(".") && name.length() > 1;
        boolean trails = name.endsWith(".*");
        int stars = (int) name.chars().filter(c -> c == '*').count();
        boolean wrong = stars > 1 || stars == 1 && !leads && !trails || leads && trails || name.contains("..");
        if (wrong) return List.of(new ServerName.Exact(name));  // harmless while its server is alone, and refused beside another
        if (name.startsWith("*.")) return List.of(new ServerName.Leading(name.substring(1)));
        if (leads) return List.of(new ServerName.Exact(name.substring(1)), new ServerName.Leading(name));
        if (trails) return List.of(new ServerName.Trailing(name.substring(0, name.length() - 1)));
        return List.of(new ServerName.Exact(name));
    }
}
