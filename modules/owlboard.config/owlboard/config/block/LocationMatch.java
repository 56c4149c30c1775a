package owlboard.config.block;

import owlboard.config.Location.Match;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** How a location is found, with its name as written in messages. */
record LocationMatch(Match match, String name) {
    static LocationMatch read(Words words) throws Refusal {
        if (words.count() == 2) return of(words, words.text(0), words.text(1));
        var text = words.text(0);
        for (var modifier : new String[] {"=", "^~", "~*", "~"}) {
            if (text.startsWith(modifier)) return of(words, modifier, text.substring(modifier.length()));
        }
        if (text.startsWith("@")) return new LocationMatch(new Match.Named(text), text);
        return new LocationMatch(new Match.Prefix(text, false), text);
    }

    private static LocationMatch of(Words words, String modifier, String name) throws Refusal {
        return new LocationMatch(switch (modifier) {
            case "=" -> new Match.Exact(name);
            case "^~" -> new Match.Prefix(name, true);
            case "~" -> new Match.Matching(words.regex(name, false));
            case "~*" -> new Match.Matching(words.regex(name, true));
            default -> throw words.refuse("invalid location modifier \"" + modifier + '"', "it must be one of =, ^~, ~, ~*");
        }, name);
    }

    void refuseInside(LocationMatch outer, Words words) throws Refusal {
        var location = "location \"" + name + '"';
        if (outer.match instanceof Match.Exact) throw words.refuse(location + " cannot be inside the exact location \"" + outer.name + '"');
        if (outer.match instanceof Match.Named) throw words.refuse(location + " cannot be inside the named location \"" + outer.name + '"');
        if (match instanceof Match.Named) throw words.refuse("named " + location + " can be on the server level only");
        if (!(match instanceof Match.Matching) && !name.startsWith(outer.name)) {
            throw words.refuse(location + " is outside location \"" + outer.name + '"');
        }
    }
}
