package owlboard.bench;

import java.nio.file.Path;
import java.util.List;

/** A directory with a configuration in it, and the arguments that make a program run on it in the foreground. */
record Recipe(Path directory, List<String> arguments) {}
