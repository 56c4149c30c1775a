package owlboard.topology;

import owlboard.config.ConfigException;
import owlboard.config.Place;
import owlboard.config.language.Syntax;
import owlboard.config.language.Syntax.Node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import owlboard.config.language.Nearest;

/**
 * A topology file, read and checked: the roles in the file's order. Errors name file, line, value and the nearest known word.
 *
 * @param external roles that run elsewhere
 */
record Plan(Path file, List<Role> roles, List<Role> external) {
    private static final List<String> WORDS = List.of("type", "id", "conf", "publish", "listen", "mtls", "health", "after", "env", "life");
    private static final List<String> TYPES = Stream.of(Role.Type.values()).map(Role.Type::word).toList();

    /**
     * @param lbConf      used in place of every lb's conf, or null
     * @param gatewayConf used in place of every gateway's conf, or null
     * @param portOffset  added to each published host port but 0
     * @param externals   roles to leave out, and what takes their place
     */
    record Changes(Path lbConf, Path gatewayConf, int portOffset, Map<String, External> externals) {
        Path confOf(Role.Type type) {
            return switch (type) {
                case LB -> lbConf;
                case GATEWAY -> gatewayConf;
                default -> null;
            };
        }
    }

    static Plan read(Path file, Changes changes) throws Complaint {
        List<Node> nodes;
        try {
            nodes = Syntax.parse(file);
        } catch (ConfigException broken) {
            throw Complaint.usage(broken.errors().getFirst());
        } catch (IOException unreadable) {
            throw Complaint.file("read", file, unreadable, "name a topology file with --topology F");
        }
        var roles = new ArrayList<Role>();
        var names = new HashMap<String, Place>();
        for (var node : nodes) {
            var role = role(node, changes, file.toAbsolutePath().getParent());
            var first = names.putIfAbsent(role.name(), role.place());
            if (first != null) throw at(node, "there are two roles \"" + role.name() + "\", the first in " + first);
            roles.add(role);
        }
        if (roles.isEmpty()) {
            throw Complaint.usage("no role in " + file
                    + "; write at least one: role load_balancer { type lb; conf lb.conf; publish 8000:80; }");
        }
        refuseSharedPorts(roles);
        refuseWrongAfter(roles);
        refuseWrongExternals(file, roles, changes.externals);
        return new Plan(file, roles.stream().filter(role -> !changes.externals.containsKey(role.name())).toList(),
                roles.stream().filter(role -> changes.externals.containsKey(role.name())).toList());
    }

    private static Role role(Node node, Changes changes, Path folder) throws Complaint {
        if (!node.name().equals("role")) {
            throw at(node, "unknown word \"" + node.name() + "\"", Nearest.aside(node.name(), List.of("role")));
        }
        if (node.args().size() != 1 || node.block() == null) throw at(node, "a role is written: role NAME { ... }");
        var name = node.args().getFirst();
        if (!name.matches("[a-z][a-z0-9_-]{0,62}")) {
            throw at(node, "\"" + name + "\" is no name for a role (small letters, digits, _ and -)");
        }
        var words = words(node);
        var type = type(node, words.get("type"));
        return new Role(name, type, id(name, type, words.get("id")), conf(node, type, words.get("conf"), changes, folder),
                publish(type, words.get("publish"), changes.portOffset), listen(node, type, words.get("listen")),
                mtls(type, words.get("mtls")), health(words.get("health")),
                after(words.get("after")), environment(node), life(type, words.get("life")), node.place());
    }

    private static Map<String, Node> words(Node role) throws Complaint {
        var words = new HashMap<String, Node>();
        for (var word : role.block()) {
            if (!WORDS.contains(word.name())) throw at(word, "unknown word \"" + word.name() + "\"", Nearest.aside(word.name(), WORDS));
            if (word.block() != null || word.args().isEmpty()) throw at(word, "\"" + word.name() + "\" takes values and ends in \";\"");
            if (words.put(word.name(), word) != null && !word.name().equals("env")) {
                throw at(word, "\"" + word.name() + "\" is given twice");
            }
        }
        return words;
    }

    private static Role.Type type(Node role, Node word) throws Complaint {
        if (word == null) {
            throw at(role, "role \"" + role.args().getFirst() + "\" has no type; add one of: type " + String.join("|", TYPES) + ";");
        }
        var text = single(word);
        if (!TYPES.contains(text)) {
            throw at(word, "unknown type \"" + text + "\" (there are " + String.join(", ", TYPES) + ")", Nearest.aside(text, TYPES));
        }
        return Role.Type.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static int id(String name, Role.Type type, Node word) throws Complaint {
        if (word == null) {
            return type == Role.Type.GATEWAY && name.matches(".*_\\d{1,4}") ? Integer.parseInt(name.substring(name.lastIndexOf('_') + 1))
                    : 0;
        }
        if (type != Role.Type.GATEWAY) throw at(word, "only a gateway has an id");
        return number(word, single(word), 0, 9999);
    }

    private static Path conf(Node role, Role.Type type, Node word, Changes changes, Path folder) throws Complaint {
        if (!type.isProxy()) {
            if (word != null) throw at(word, "a " + type.word() + " service has no conf");
            return null;
        }
        var changed = changes.confOf(type);
        if (changed == null && word == null) {
            throw at(role, "role \"" + role.args().getFirst() + "\" needs its nginx configuration: conf FILE;");
        }
        var conf = changed != null ? changed.toAbsolutePath() : folder.resolve(single(word));
        if (Files.isRegularFile(conf) && Files.isReadable(conf)) return conf.normalize();
        var missing = Files.exists(conf) ? "is not a file that can be read" : "does not exist";
        if (changed != null) throw Complaint.usage(conf + " " + missing + "; --" + type.word() + "-conf must name an nginx configuration");
        throw at(word, conf + " " + missing);
    }

    private static List<Role.Publish> publish(Role.Type type, Node word, int offset) throws Complaint {
        if (word == null) return List.of();
        if (!type.isProxy()) throw at(word, "only an lb, a gateway or a front end publishes ports; use \"listen NAME:PORT\"");
        var published = new ArrayList<Role.Publish>();
        for (var text : word.args()) {
            int colon = text.indexOf(':');
            if (colon < 0) throw at(word, "\"" + text + "\" is not HOST:LISTEN, as in publish 8000:80;");
            int host = number(word, text.substring(0, colon), 0, 65535);
            int moved = host == 0 ? 0 : host + offset;
            if (moved < 0 || moved > 65535) {
                throw at(word, "port " + host + " moved by --port-offset " + offset + " is " + moved + ", not a port");
            }
            published.add(new Role.Publish(moved, number(word, text.substring(colon + 1), 1, 65535)));
        }
        return List.copyOf(published);
    }

    private static List<Role.Name> listen(Node role, Role.Type type, Node word) throws Complaint {
        if (word == null) {
            if (!type.isProxy()) {
                throw at(role, "role \"" + role.args().getFirst() + "\" needs the name that others know it by: listen NAME:PORT;");
            }
            return List.of();
        }
        if (!type.isProxy() && word.args().size() != 1) throw at(word, "a service listens once: listen NAME:PORT;");
        var listen = new ArrayList<Role.Name>();
        for (var text : word.args()) {
            int colon = text.lastIndexOf(':');
            if (colon < 1) throw at(word, "\"" + text + "\" is not NAME:PORT, as in listen api_gateway_1:80;");
            listen.add(new Role.Name(text.substring(0, colon), number(word, text.substring(colon + 1), 1, 65535)));
        }
        return List.copyOf(listen);
    }

    private static boolean mtls(Role.Type type, Node word) throws Complaint {
        if (word == null) return false;
        if (!type.isService()) throw at(word, "mtls is for services; an lb, a gateway or a front end has it in its conf");
        return switch (single(word)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw at(word, "mtls is on or off, not \"" + single(word) + "\"");
        };
    }

    private static List<String> after(Node word) {
        return word == null ? List.of() : List.copyOf(word.args());
    }

    private static Map<String, String> environment(Node role) throws Complaint {
        var environment = new TreeMap<String, String>();
        for (var word : role.block()) {
            if (!word.name().equals("env")) continue;
            if (word.args().size() != 2 || !word.args().getFirst().matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw at(word, "an environment variable is written: env NAME VALUE;");
            }
            if (environment.put(word.args().getFirst(), word.args().getLast()) != null) {
                throw at(word, "env " + word.args().getFirst() + " is given twice");
            }
        }
        return environment;
    }

    private static String life(Role.Type type, Node word) throws Complaint {
        if (word == null) return "";
        if (type != Role.Type.CERTS) throw at(word, "life is for the certs role, which issues certificates");
        if (single(word).matches("\\d{1,6}[smhd]")) return single(word);
        throw at(word, "\"" + single(word) + "\" is not how long certificates live, as in life 90d;");
    }

    private static Health health(Node word) throws Complaint {
        if (word == null) return new Health.Usual();
        var text = single(word);
        if (text.startsWith("/")) return new Health.Ok(text);
        return switch (text) {
            case "any" -> new Health.Any();
            case "tcp" -> new Health.Tcp();
            default -> throw at(word, "health is a path such as /health, or any, or tcp, not \"" + text + "\"");
        };
    }

    private static void refuseSharedPorts(List<Role> roles) throws Complaint {
        var ports = new HashMap<Integer, Role>();
        Set<Role.Name> names = new HashSet<>();
        for (var role : roles) {
            for (var publish : role.publish()) {
                var other = publish.host() == 0 ? null : ports.put(publish.host(), role);
                if (other != null) {
                    throw Complaint.usage("port " + publish.host() + " is published twice, by " + other.name() + " (" + other.place()
                            + ") and " + role.name() + " in " + role.place());
                }
            }
            for (var name : role.listen()) {
                if (!names.add(name)) throw Complaint.usage("\"" + name + "\" is the name of two roles, the second in " + role.place());
            }
        }
    }

    private static void refuseWrongAfter(List<Role> roles) throws Complaint {
        var stores = roles.stream().filter(role -> role.type().isStore()).map(Role::name).toList();
        for (var role : roles) {
            for (var name : role.after()) {
                if (!stores.contains(name)) {
                    throw Complaint.usage("\"" + name + "\" is no store that " + role.name() + " could wait for in " + role.place()
                            + Nearest.aside(name, stores));
                }
                if (role.type().isStore()) {
                    throw Complaint.usage(role.name() + " is a store, which waits for nobody: no \"after\" in " + role.place());
                }
            }
        }
    }

    private static void refuseWrongExternals(Path file, List<Role> roles, Map<String, External> externals) throws Complaint {
        var possible = roles.stream().filter(role -> role.type().isService() || role.type().isStore()).map(Role::name).toList();
        for (var name : externals.keySet()) {
            if (possible.contains(name)) continue;
            boolean there = roles.stream().anyMatch(role -> role.name().equals(name));
            throw Complaint.usage("--external " + name + (there ? ": only a store or a service can be external"
                    : ": there is no role \"" + name + "\" in " + file)
                    + Nearest.aside(name, possible) + (possible.isEmpty() ? "" : " (there are " + String.join(", ", possible) + ")"));
        }
    }

    private static String single(Node word) throws Complaint {
        if (word.args().size() != 1) throw at(word, "\"" + word.name() + "\" takes one value");
        return word.args().getFirst();
    }

    private static int number(Node word, String text, int low, int high) throws Complaint {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) >= low && Integer.parseInt(text) <= high) return Integer.parseInt(text);
        throw at(word, "\"" + text + "\" is not a number from " + low + " to " + high);
    }

    private static Complaint at(Node node, String message) {
        return at(node, message, "");
    }

    private static Complaint at(Node node, String message, String hint) {
        return Complaint.usage(message + " in " + node.place() + hint);
    }
}
