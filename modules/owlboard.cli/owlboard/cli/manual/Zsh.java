package owlboard.cli.manual;

import java.util.ArrayList;
import java.util.List;

/** What zsh completes behind {@code owlboard}, each with what its help says of it. */
public final class Zsh {
    private static final String BEGINNING = """
            #compdef owlboard
            # Made from the help texts by: owlboard completion zsh
            # Put it as _owlboard into a folder of $fpath, before compinit; or source it behind compinit.

            # Who has run in the state folder that the line names, or in ./run.
            _owlboard_roles() {
                local -a names
                local at=${words[(i)--state]} state=run
                (( at < $#words )) && state=${words[at + 1]}
                names=($state/logs/*.log(N:t:r))
                compadd -a names
            }

            _owlboard() {
                local -a commands roles
                local curcontext=$curcontext state line what
            """;
    private static final String MIDDLE = """
                if (( CURRENT == 2 )); then
                    if [[ $words[2] == -* ]]; then
                        compadd -- --role --help --version
                    else
                        _describe command commands
                    fi
                    return
                fi
                if [[ $words[2] == --role ]]; then
                    if (( CURRENT == 3 )); then
                        _describe role roles
                        return
                    fi
                    what="role-$words[3]"
                    shift 2 words
                    (( CURRENT -= 2 ))
                else
                    what=$words[2]
                    shift words
                    (( CURRENT-- ))
                fi
                case $what in
            """;
    private static final String END = """
                esac
            }

            if [[ $funcstack[1] == _owlboard ]]; then
                _owlboard "$@"
            else
                compdef _owlboard owlboard
            fi
            """;

    private Zsh() {}

    /** @param roles what {@code --role} takes, which are not among the commands */
    public static String of(List<HelpText> commands, List<HelpText> roles) {
        var text = new StringBuilder(BEGINNING);
        list(text, "commands", commands);
        list(text, "roles", roles);
        text.append(MIDDLE);
        for (var each : commands) of(text, each);
        for (var each : roles) of(text, each);
        return text.append(END).toString();
    }

    private static void list(StringBuilder text, String name, List<HelpText> all) {
        text.append("    ").append(name).append("=(\n");
        for (var each : all) {
            text.append("        ").append(quoted(each.name().replaceFirst("^role-", "") + ':' + each.purpose())).append('\n');
        }
        text.append("    )\n");
    }

    private static void of(StringBuilder text, HelpText help) {
        var words = new ArrayList<String>();
        for (var flag : help.flags()) {
            for (var name : flag.names()) words.add(quoted(name(name) + '[' + escaped(flag.help()) + ']' + value(flag)));
        }
        if (!help.operands().isEmpty() && (help.takes("FILE") || !help.behind().isEmpty())) {
            var usual = "compadd " + String.join(" ", help.operands()) + (help.takes("FILE") ? "; _files" : "");
            words.add(quoted("*: :{ " + behind(help) + usual + "; fi".repeat(help.behind().size()) + " }"));
        } else if (!help.operands().isEmpty()) {
            words.add(quoted("*: :(" + String.join(" ", help.operands()) + ")"));
        } else if (help.takes("NAME") || help.takes("ROLE")) {
            words.add(quoted("*:role:_owlboard_roles"));
        } else if (help.takes("FILE")) {
            words.add(quoted("*:file:_files"));
        }
        text.append("        ").append(help.name()).append(") _arguments \\\n            ").append(String.join(" \\\n            ", words))
                .append(" ;;\n");
    }

    /** What comes first where a word of the line is one that others stand behind. */
    private static String behind(HelpText help) {
        var text = new StringBuilder();
        help.behind().forEach((word, words) -> text.append("if (( ${words[(I)").append(word).append("]} )); then compadd ")
                .append(String.join(" ", words)).append("; else "));
        return text.toString();
    }

    /** Of nginx's {@code -?}: a question mark is a pattern. */
    private static String name(String flag) {
        return "*" + flag.replace("?", "\\?");
    }

    private static String value(HelpText.Flag flag) {
        if (!flag.takesValue()) return "";
        var title = ':' + escaped(flag.argument()) + ':';
        if (!flag.words().isEmpty()) return title + '(' + String.join(" ", flag.words()) + ')';
        return title + switch (flag.argument()) {
            case "DIR", "prefix" -> "_files -/";
            case "FILE", "filename" -> "_files";
            default -> " ";
        };
    }

    private static String escaped(String help) {
        return help.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
    }

    private static String quoted(String text) {
        return '\'' + text.replace("'", "'\\''") + '\'';
    }
}
