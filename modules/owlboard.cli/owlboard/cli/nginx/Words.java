package owlboard.cli.nginx;

import owlboard.cli.process.Version;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Texts that scripts read. */
final class Words {
    private Words() {}

    static String version() {
        return "nginx version: owlboard/" + Version.NUMBER + "\n";
    }

    /** What scripts look for in {@code -V}: the paths, and the modules whose directives are honoured. */
    static String configure() {
        return "built with Java " + System.getProperty("java.version") + "\n"
                + "TLS SNI support enabled\n"
                + "configure arguments: --prefix=. --conf-path=conf/nginx.conf --error-log-path=logs/error.log --pid-path=logs/nginx.pid"
                + BuiltIn.options() + "\n";
    }

    static String help() {
        return """
                Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
                             [-e filename] [-c filename] [-g directives]

                Options:
                  -?,-h         : this help
                  -v            : show version and exit
                  -V            : show version and configure options then exit
                  -t            : test configuration and exit
                  -T            : test configuration, dump it and exit
                  -q            : suppress non-error messages during configuration testing
                  -s signal     : send signal to a master process: stop, quit, reopen, reload
                  -p prefix     : set prefix path (default: ./)
                  -e filename   : set error log file (default: logs/error.log)
                  -c filename   : set configuration file (default: conf/nginx.conf)
                  -g directives : set global directives out of configuration file

                """;
    }

    /** What ends our own help, behind nginx's. */
    static String example() {
        return """
                Example: owlboard nginx -t -p /srv/edge -c nginx.conf

                Exit codes: 0 ended as asked, 1 failure.
                """;
    }

    /** {@code open() "logs/nginx.pid" failed (2: No such file or directory)}. */
    static String failed(String call, String file, IOException trouble) {
        return call + "() \"" + file + "\" failed (" + reason(trouble) + ")";
    }

    /** nginx names no line here: {@code bind() to 0.0.0.0:80 failed (13: Permission denied)}. */
    static String failed(BindException trouble) {
        var text = trouble.getMessage();
        int reason = text.indexOf(" failed (");
        if (reason < 0) return text;
        return text.substring(0, reason) + " failed (" + error(number(text)) + ")";
    }

    private static int number(String text) {
        if (text.contains("Permission denied")) return 13;
        return text.contains("Cannot assign") ? 99 : 98;
    }

    /** The same for a call that is not known: {@code "FILE" failed (13: Permission denied)}. */
    static String failed(IOException trouble) {
        if (trouble instanceof BindException bind) return failed(bind);
        return trouble instanceof FileSystemException at && at.getFile() != null ? failed("open", at.getFile(), trouble) : reason(trouble);
    }

    private static String reason(IOException trouble) {
        if (trouble instanceof NoSuchFileException) return error(2);
        if (trouble instanceof AccessDeniedException) return error(13);
        var text = trouble instanceof FileSystemException at && at.getReason() != null ? at.getReason()
                : String.valueOf(trouble.getMessage());
        if (text.contains("Is a directory")) return error(21);
        if (text.contains("Not a directory")) return error(20);
        return text;
    }

    /** An error number of Linux with its text. */
    static String error(int number) {
        return number + ": " + switch (number) {
            case 1 -> "Operation not permitted";
            case 2 -> "No such file or directory";
            case 3 -> "No such process";
            case 13 -> "Permission denied";
            case 20 -> "Not a directory";
            case 21 -> "Is a directory";
            case 22 -> "Invalid argument";
            case 98 -> "Address already in use";
            case 99 -> "Cannot assign requested address";
            default -> "error " + number;
        };
    }
}
