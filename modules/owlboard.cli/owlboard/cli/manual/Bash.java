package owlboard.cli.manual;

import java.util.ArrayList;
import java.util.List;

/** What bash completes behind {@code owlboard}: commands, roles, flags, words that a flag takes, files, names of roles that have run. */
public final class Bash {
    private static final String BEGINNING = """
            # bash completion for owlboard: source it, or put it where bash-completion looks for a file of this name.
            # Made from the help texts by: owlboard completion bash

            # Who has run in the state folder that the line names, or in ./run.
            _owlboard_roles() {
                local state=run i log
                for ((i = 1; i < COMP_CWORD - 1; i++)); do
                    [[ ${COMP_WORDS[i]} == --state ]] || continue
                    state=${COMP_WORDS[i + 1]}
                    [[ $state != "=" ]] || state=${COMP_WORDS[i + 2]}
                done
                for log in "$state"/logs/*.log; do
                    log=${log##*/}
                    [[ $log == "*.log" ]] || echo "${log%.log}"
                done
            }

            _owlboard() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command="" i words="" flags="" kind=""
                COMPREPLY=()
                if [[ $current == "=" ]]; then
                    current=""
                elif [[ $previous == "=" ]]; then
                    previous=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        --role) ((i++)); [[ ${COMP_WORDS[i]} != "=" ]] || ((i++)); command="role "
                            (( i >= COMP_CWORD )) || command+=${COMP_WORDS[i]}; break ;;
                        -*) ;;
                        *) command=${COMP_WORDS[i]}; break ;;
                    esac
                done
                case $command in
            """;
    private static final String END = """
                esac
                if [[ -z $kind && ( $current == -* || -z $words ) ]]; then words=$flags; fi
                case $kind in
                    names) kind=roles; [[ $current != -* ]] || { kind=; words=$flags; } ;;
                    paths) kind=files; [[ $current != -* ]] || { kind=; words=$flags; } ;;
                esac
                [[ $kind != roles ]] || words=$(_owlboard_roles)
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
                case $kind in
                    files) compopt -o filenames 2>/dev/null; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current") ;;
                    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
                esac
            }

            complete -F _owlboard owlboard
            """;

    private Bash() {}

    /** @param roles what {@code --role} takes, which are not among the commands */
    public static String of(List<HelpText> commands, List<HelpText> roles) {
        var text = new StringBuilder(BEGINNING);
        var first = commands.stream().map(HelpText::name).toList();
        text.append("        \"\") words=\"").append(String.join(" ", first)).append("\"; flags=\"--role --help --version\" ;;\n");
        text.append("        \"role \") words=\"").append(String.join(" ", roles.stream().map(role -> role.name().substring(5)).toList()))
                .append("\" ;;\n");
        for (var each : commands) of(text, each);
        for (var each : roles) of(text, each);
        return text.append(END).toString();
    }

    private static void of(StringBuilder text, HelpText help) {
        var names = help.flags().stream().flatMap(flag -> flag.names().stream()).toList();
        text.append("        \"").append(help.name().replaceFirst("^role-", "role ")).append("\")\n            flags=\"")
                .append(String.join(" ", names)).append("\"\n            case $previous in\n");
        for (var flag : help.flags()) if (flag.takesValue()) text.append("                ").append(value(flag)).append(" ;;\n");
        text.append("                *)");
        help.behind().forEach((word, words) -> text.append(" if [[ \" ${COMP_WORDS[*]:1:COMP_CWORD-1} \" == *\" ").append(word)
                .append(" \"* ]]; then words=\"").append(String.join(" ", words)).append("\"; else"));
        text.append(' ').append(operands(help)).append("; fi".repeat(help.behind().size())).append(" ;;\n            esac ;;\n");
    }

    private static String value(HelpText.Flag flag) {
        var names = String.join("|", flag.names()) + ") ";
        if (!flag.words().isEmpty()) return names + "flags= words=\"" + String.join(" ", flag.words()) + '"';
        return names + switch (flag.argument()) {
            case "DIR", "prefix" -> "kind=folders";
            case "FILE", "filename" -> "kind=files";
            default -> "return";
        };
    }

    private static String operands(HelpText help) {
        var does = new ArrayList<String>();
        if (!help.operands().isEmpty()) does.add("words=\"" + String.join(" ", help.operands()) + '"');
        else if (help.takes("NAME") || help.takes("ROLE")) does.add("kind=names");
        if (help.takes("FILE")) does.add("kind=paths");
        return does.isEmpty() ? ":" : String.join("; ", does);
    }
}
