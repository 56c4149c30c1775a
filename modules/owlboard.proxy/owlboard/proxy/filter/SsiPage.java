package owlboard.proxy.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.filter.SsiCommand.Wrong;
import owlboard.proxy.logfile.ErrorLog.Severity;

/** A page on its way, whose commands are done where they stand. Subrequests are served one behind the other, in the order of the page. */
final class SsiPage extends Composer {
    static final Note<SsiPage> HERE = new Note<>();
    /** Of the request that a client sent: what all pages on its way have in common. */
    private static final Note<Shared> SHARED = new Note<>();

    private static final byte[] OPEN = "<!--#".getBytes(StandardCharsets.US_ASCII);
    private static final int PARAMETERS_MAX = 16;
    /** Of all blocks of a request. */
    private static final int BLOCKS_MAX_BYTES = 1 << 20;
    private static final Map<String, Set<String>> COMMANDS = Map.of(
            "include", Set.of("virtual", "file", "wait", "set", "stub"), "echo", Set.of("var", "default", "encoding"),
            "config", Set.of("timefmt", "errmsg"), "set", Set.of("var", "value"), "if", Set.of("expr"), "elif", Set.of("expr"),
            "else", Set.of(), "endif", Set.of(), "block", Set.of("name"), "endblock", Set.of());
    private static final Map<String, String> MANDATORY = Map.of("echo", "var", "set", "var value", "if", "expr", "elif", "expr",
            "block", "name");

    /** What is set, and the blocks that stand in for answers. */
    static final class Shared {
        final Map<String, String> variables = new HashMap<>();
        final Map<String, ByteArrayOutputStream> blocks = new HashMap<>();
        private int bytes;
    }

    private enum Branch { NONE, IF, ELSE }

    private final ServerSideIncludes rules;
    private final Shared shared;
    private final SsiText text;

    // Where in the page it is.
    private int matched;
    private SsiCommand command;
    private Branch branch = Branch.NONE;
    private boolean chosen;
    private boolean shows = true;
    /** The block that is being read; null outside of blocks. */
    private ByteArrayOutputStream block;

    private String timeFormat = SsiTime.USUAL;
    private String errorText = "[an error occurred while processing the directive]";
    private String encoding = "entity";

    SsiPage(Exchange exchange, ServerSideIncludes rules) {
        super(exchange);
        this.rules = rules;
        var root = exchange;
        while (root.parent != null) root = root.parent;
        if (root.note(SHARED) == null) root.note(SHARED, new Shared());
        shared = root.note(SHARED);
        text = new SsiText(exchange, shared.variables, rules.variables);
        exchange.note(HERE, this);
    }

    String timeFormat() {
        return timeFormat;
    }

    @Override
    public int headroom() {
        return next.headroom();
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        try {
            int start = bytes.position();
            int from = read(bytes, last);
            if (from == start && shows && !hasComposed() && matched == 0 && command == null) {
                next.body(bytes, last);
                return;
            }
            if (command == null) pass(bytes, from, bytes.limit() - held);
            bytes.position(bytes.limit());
            send(last);
        } finally {
            release();
        }
    }

    /** Of the bytes that are there, those at the end that may begin a command. */
    private int held;

    /** Does what is in the bytes; returns where the text behind that begins. */
    private int read(ByteBuffer bytes, boolean last) throws IOException {
        int from = bytes.position();
        int carried = matched;
        for (int at = from; at < bytes.limit(); ) {
            byte b = bytes.get(at);
            if (command != null) {
                at++;
                if (!command.take(b)) continue;
                var done = command;
                command = null;
                from = at;
                run(done);
            } else if (b == OPEN[matched]) {
                at++;
                if (++matched < OPEN.length) continue;
                pass(bytes, from, at - (matched - carried));
                matched = carried = 0;
                command = new SsiCommand(rules.valueMax);
            } else if (matched > 0) {
                if (carried > 0) pass(ByteBuffer.wrap(OPEN), 0, carried);
                matched = carried = 0;
            } else {
                at++;
            }
        }
        if (last && carried > 0) pass(ByteBuffer.wrap(OPEN), 0, carried);
        if (last) matched = carried = 0;
        held = matched - carried;
        return from;
    }

    /** Text of the page. */
    private void pass(ByteBuffer bytes, int from, int to) throws IOException {
        if (from >= to) return;
        if (block == null) {
            if (shows) copy(bytes, from, to);
            return;
        }
        var copy = new byte[to - from];
        bytes.get(from, copy);
        keep(copy);
    }

    private void keep(byte[] copy) {
        shared.bytes += copy.length;
        if (shared.bytes <= BLOCKS_MAX_BYTES) block.writeBytes(copy);
    }

    private void run(SsiCommand done) throws IOException {
        try {
            if (done.problem != null) throw new Wrong(done.problem);
            perform(done);
        } catch (Wrong wrong) {
            exchange.log(Severity.ERROR, wrong.getMessage());
            if (!rules.silent) put(latin1(errorText));
        }
    }

    private void perform(SsiCommand done) throws Wrong, IOException {
        var name = done.name;
        var known = COMMANDS.get(name);
        if (known == null) {
            if (shows) throw new Wrong("invalid SSI command: \"" + name + '"');
            return;
        }
        if (!shows && !name.equals("endblock")) {
            if (block != null) {
                keep(latin1(done.text()));
                return;
            }
            if (!name.equals("elif") && !name.equals("else") && !name.equals("endif")) return;
        }
        if (switch (name) {
            case "elif", "else" -> branch != Branch.IF;
            case "endif" -> branch == Branch.NONE;
            default -> false;
        }) throw new Wrong("invalid context of SSI command: \"" + name + '"');
        act(name, parameters(done, known));
    }

    private static Map<String, String> parameters(SsiCommand done, Set<String> known) throws Wrong {
        if (done.parameters.size() > PARAMETERS_MAX) throw new Wrong("too many SSI command parameters: \"" + done.name + '"');
        var found = new HashMap<String, String>();
        for (var parameter : done.parameters) {
            if (!known.contains(parameter.name())) {
                throw new Wrong("invalid parameter name: \"" + parameter.name() + "\" in \"" + done.name + "\" SSI command");
            }
            if (found.put(parameter.name(), parameter.value()) != null) {
                throw new Wrong("duplicate \"" + parameter.name() + "\" parameter in \"" + done.name + "\" SSI command");
            }
        }
        for (var wanted : MANDATORY.getOrDefault(done.name, "").split(" ")) {
            if (!wanted.isEmpty() && !found.containsKey(wanted)) {
                throw new Wrong("mandatory \"" + wanted + "\" parameter is absent in \"" + done.name + "\" SSI command");
            }
        }
        return found;
    }

    private void act(String name, Map<String, String> parameters) throws Wrong, IOException {
        switch (name) {
            case "include" -> include(parameters);
            case "echo" -> echo(parameters);
            case "config" -> {
                timeFormat = parameters.getOrDefault("timefmt", timeFormat);
                errorText = parameters.getOrDefault("errmsg", errorText);
            }
            case "set" -> shared.variables.put(lower(parameters.get("var")), text.evaluated(parameters.get("value")));
            case "if", "elif" -> {
                if (name.equals("if") && branch != Branch.NONE) throw new Wrong("the \"if\" command inside the \"if\" command");
                shows = !chosen && text.isTrue(parameters.get("expr"));
                chosen |= shows;
                branch = Branch.IF;
            }
            case "else" -> {
                shows = !chosen;
                branch = Branch.ELSE;
            }
            case "endif" -> {
                shows = true;
                chosen = false;
                branch = Branch.NONE;
            }
            case "block" -> {
                block = new ByteArrayOutputStream();
                shared.blocks.putIfAbsent(parameters.get("name"), block);
                shows = false;
            }
            default -> { // endblock
                block = null;
                shows = true;
            }
        }
    }

    private void echo(Map<String, String> parameters) throws IOException {
        var value = text.variable(lower(parameters.get("var")));
        if (value == null) value = parameters.getOrDefault("default", "(none)");
        if (value.isEmpty()) return;
        var wanted = parameters.get("encoding");
        if (wanted != null && Set.of("none", "url", "entity").contains(wanted)) encoding = wanted;
        else if (wanted != null) exchange.log(Severity.ERROR, "unknown encoding \"" + wanted + "\" in the \"echo\" command");
        put(latin1(SsiText.encoded(value, encoding)));
    }

    private void include(Map<String, String> parameters) throws Wrong, IOException {
        var virtual = parameters.get("virtual");
        var file = parameters.get("file");
        var set = parameters.get("set");
        var stub = parameters.get("stub");
        if (virtual != null && file != null) {
            throw new Wrong("inclusion may be either virtual=\"" + virtual + "\" or file=\"" + file + '"');
        }
        if (virtual == null && file == null) throw new Wrong("no parameter in \"include\" SSI command");
        if (set != null && stub != null) {
            throw new Wrong("\"set\" and \"stub\" cannot be used together in \"include\" SSI command");
        }
        checkWait(parameters.get("wait"), file);
        var uri = text.prefixed(virtual != null ? virtual : file);
        if (!(Redirect.asked(uri, Methods.GET) instanceof Redirect at)) throw new Wrong("unsafe URI \"" + uri + "\" was detected");
        var block = stub == null ? null : shared.blocks.get(stub);
        if (stub != null && block == null) throw new Wrong("\"stub\"=\"" + stub + "\" for \"include\" not found");
        send(false);
        boolean served;
        if (set != null) served = collect(at, lower(set));
        else if (stub != null) served = orBlock(at, block.toByteArray());
        else served = Joint.include(exchange, at);
        if (!served) throw new Wrong("subrequests cycle while processing \"" + uri + '"');
    }

    private static void checkWait(String wait, String file) throws Wrong {
        if (wait == null) return;
        if (file != null) throw new Wrong("\"wait\" cannot be used with file=\"" + file + '"');
        if (!wait.equalsIgnoreCase("yes") && !wait.equalsIgnoreCase("no")) {
            throw new Wrong("invalid value \"" + wait + "\" in the \"wait\" parameter");
        }
    }

    /** {@code set}: the body becomes the value of a variable, which an error or a redirect leaves as it is. */
    private boolean collect(Redirect at, String name) throws IOException {
        var taking = new Taking(rules.answerMax);
        shared.variables.putIfAbsent(name, "");
        if (!Joint.include(exchange, at, taking::from)) return false;
        if (taking.tooBig) exchange.log(Severity.ERROR, "too big subrequest response: more than " + rules.answerMax);
        else if (taking.isGood()) shared.variables.put(name, taking.body.toString(StandardCharsets.ISO_8859_1));
        return true;
    }

    /** Keeps a body. */
    private static final class Taking extends Link {
        private final long most;
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private Exchange child;
        boolean tooBig;

        Taking(long most) {
            this.most = most;
        }

        Outgoing from(Exchange asked, Outgoing joint) {
            child = asked;
            before(joint);
            return this;
        }

        boolean isGood() {
            return child.failedWith == 0 && child.status < 300;
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) {
            tooBig |= body.size() + bytes.remaining() > most;
            if (!tooBig) {
                var copy = new byte[bytes.remaining()];
                bytes.get(copy);
                body.writeBytes(copy);
            }
            bytes.position(bytes.limit());
        }
    }

    /** {@code stub}: a block stands in for an empty body, and for an error. */
    private boolean orBlock(Redirect at, byte[] instead) throws IOException {
        var passing = new Passing();
        if (!Joint.include(exchange, at, passing::from)) return false;
        if (passing.any) return true;
        var page = new SsiPage(exchange, rules);
        page.before(next);
        page.body(ByteBuffer.wrap(instead), false);
        exchange.note(HERE, this);
        return true;
    }

    /** Passes on what is no error. */
    private static final class Passing extends Link {
        private Exchange child;
        boolean any;

        Outgoing from(Exchange asked, Outgoing joint) {
            child = asked;
            before(joint);
            return this;
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            if (child.failedWith != 0 && !any) {
                bytes.position(bytes.limit());
                return;
            }
            any |= bytes.hasRemaining();
            next.body(bytes, last);
        }
    }

    private static String lower(String name) {
        return SsiText.lower(name);
    }

    private static byte[] latin1(String value) {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }
}
