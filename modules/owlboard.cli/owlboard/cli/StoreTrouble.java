package owlboard.cli;

import owlboard.cli.process.Trouble;
import owlboard.topology.Holder;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Why a store cannot start: one line with the remedy, and whether another start may succeed without anybody's help. */
final class StoreTrouble {
    private StoreTrouble() {}

    static String of(IOException trouble, InetSocketAddress listen, Path state) {
        if (taken(trouble) != null) {
            var message = taken(trouble).getMessage();
            var place = listen.getHostString() + ":" + listen.getPort();
            if (message != null && message.contains("in use")) {
                return "port " + listen.getPort() + " is in use by " + Holder.of(listen.getPort())
                        + "; end that, or choose another place than " + place + " with --listen HOST:PORT";
            }
            return "cannot listen on " + place + ": " + message + "; choose another place with --listen HOST:PORT";
        }
        if (isForbidden(trouble)) {
            return "cannot keep its data in " + state + ": " + Trouble.of(trouble)
                    + "; give this user that folder, or name another one with --state DIR";
        }
        return "cannot keep its data in " + state + ": " + Trouble.of(trouble);
    }

    /**
     * 2 where the same start would fail the same way until a person changes something; 1 where waiting may help: a port becomes free, a
     * disk gets room, another process ends.
     */
    static int exitCode(IOException trouble) {
        return isForbidden(trouble) ? 2 : 1;
    }

    private static boolean isForbidden(IOException trouble) {
        return trouble instanceof AccessDeniedException || trouble instanceof FileAlreadyExistsException
                || trouble instanceof NotDirectoryException;
    }

    private static BindException taken(Throwable trouble) {
        for (var cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) return bind;
        }
        return null;
    }
}
