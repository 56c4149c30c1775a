package owlboard.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javax.tools.ToolProvider;

/** What the house rules of style find in Java sources, as the compiler reads them: text and comments are not code. */
final class Style {
    /** What is asked for, and what to do about it. */
    enum Rule {
        LONG_LINE("lines over " + COLUMNS + " columns", "break the line, or give a part of it a name"),
        NESTED_CONDITIONAL("?: within ?:", "write if, switch, or a method with returns"),
        QUALIFIED_NAME("class names with their package in code",
                "import the class; where two have one name, import the one that is used more"),
        PARAMETERS("more than " + PARAMETERS_MAX + " parameters",
                "pass a record of what belongs together, or make it fields of an object that does the work"),
        UNIT("time and size fields that do not tell their unit",
                "end the name with Nanos, Millis, Seconds or Bytes (a number of things: Count), or use Duration");

        final String what;
        final String remedy;

        Rule(String what, String remedy) {
            this.what = what;
            this.remedy = remedy;
        }

        /** As the list of what is allowed writes it. */
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    record Offence(Path file, long line, Rule rule, String text) {
        @Override public String toString() {
            return file + ":" + line + " " + text;
        }
    }

    private static final int COLUMNS = 140;
    private static final int PARAMETERS_MAX = 6;
    private static final Set<String> PACKAGE_ROOTS = Set.of("java", "javax", "jdk", "com", "org", "sun", "owlboard");
    private static final Set<String> NUMBERS = Set.of("int", "long", "Integer", "Long", "AtomicLong", "AtomicInteger");
    /** Last words of names that say what is measured and not in what. */
    private static final Set<String> MEASURED = Set.of("timeout", "time", "delay", "interval", "grace", "deadline", "age", "period", "wait",
            "pause", "expiry", "lifetime", "size", "memory", "heap");
    /** Names that RFC 9113 §6.5.2 and §7 give to numbers of settings and errors. */
    private static final Set<String> OF_STANDARDS = Set.of("HEADER_TABLE_SIZE", "INITIAL_WINDOW_SIZE", "MAX_FRAME_SIZE",
            "MAX_HEADER_LIST_SIZE", "SETTINGS_TIMEOUT");

    private Style() {}

    static List<Offence> of(List<Path> files) throws IOException {
        var offences = new ArrayList<Offence>();
        var named = new HashMap<Path, Path>();
        for (var file : files) {
            longLines(file, offences);
            named.put(file.toAbsolutePath(), file);
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var sources = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, problem -> { }, List.of("-proc:none"), null, sources);
            var positions = Trees.instance(task).getSourcePositions();
            for (var unit : task.parse()) {
                var file = named.get(Path.of(unit.getSourceFile().toUri()));
                new Scanner(file, unit, positions, offences::add).scan(unit, null);
            }
        }
        return offences;
    }

    private static void longLines(Path file, List<Offence> offences) throws IOException {
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            int columns = lines.get(i).codePointCount(0, lines.get(i).length());
            if (columns > COLUMNS) offences.add(new Offence(file, i + 1, Rule.LONG_LINE, columns + " columns"));
        }
    }

    /** Walks through one file. */
    private static final class Scanner extends TreeScanner<Void, Void> {
        private final Path file;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lines;
        private final Consumer<Offence> found;
        private boolean inConditional;

        Scanner(Path file, CompilationUnitTree unit, SourcePositions positions, Consumer<Offence> found) {
            this.file = file;
            this.unit = unit;
            this.positions = positions;
            this.found = found;
            lines = unit.getLineMap();
        }

        private void add(Tree tree, Rule rule, String text) {
            found.accept(new Offence(file, lines.getLineNumber(positions.getStartPosition(unit, tree)), rule, text));
        }

        @Override public Void visitModule(ModuleTree module, Void none) {
            return null; // names are qualified there
        }

        @Override public Void visitPackage(PackageTree name, Void none) {
            return null;
        }

        @Override public Void visitImport(ImportTree name, Void none) {
            return null;
        }

        @Override public Void visitConditionalExpression(ConditionalExpressionTree conditional, Void none) {
            if (inConditional) add(conditional, Rule.NESTED_CONDITIONAL, "a ?: within another");
            boolean outer = inConditional;
            inConditional = true;
            super.visitConditionalExpression(conditional, none);
            inConditional = outer;
            return null;
        }

        @Override public Void visitMemberSelect(MemberSelectTree select, Void none) {
            if (Character.isUpperCase(select.getIdentifier().charAt(0)) && isPackage(select.getExpression())) {
                add(select, Rule.QUALIFIED_NAME, select.toString());
            }
            return super.visitMemberSelect(select, none);
        }

        private static boolean isPackage(Tree tree) {
            if (tree instanceof IdentifierTree root) return PACKAGE_ROOTS.contains(root.getName().toString());
            if (!(tree instanceof MemberSelectTree select)) return false;
            return Character.isLowerCase(select.getIdentifier().charAt(0)) && isPackage(select.getExpression());
        }

        @Override public Void visitMethod(MethodTree method, Void none) {
            int count = method.getParameters().size();
            if (count > PARAMETERS_MAX) add(method, Rule.PARAMETERS, method.getName() + " has " + count + " parameters");
            boolean outer = inConditional;
            inConditional = false; // of a class within an expression
            super.visitMethod(method, none);
            inConditional = outer;
            return null;
        }

        @Override public Void visitClass(ClassTree type, Void none) {
            for (var member : type.getMembers()) {
                if (member instanceof VariableTree field && isNumber(field) && saysNoUnit(field.getName().toString())) {
                    add(field, Rule.UNIT, field.getType() + " " + field.getName());
                }
            }
            return super.visitClass(type, none);
        }

        private static boolean saysNoUnit(String name) {
            return MEASURED.contains(lastWord(name)) && !OF_STANDARDS.contains(name);
        }

        private static boolean isNumber(VariableTree field) {
            return field.getType() != null && NUMBERS.contains(field.getType().toString());
        }

        /** {@code size} of {@code batchSize} and of {@code BATCH_SIZE}. */
        private static String lastWord(String name) {
            var words = name.split("_|(?<=[a-z0-9])(?=[A-Z])");
            return words[words.length - 1].toLowerCase(Locale.ROOT);
        }
    }
}
