package owlboard.config.directive;

import static owlboard.config.language.Context.EVENTS;
import static owlboard.config.directive.Directive.directive;

import java.util.Set;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_event_core_module: how nginx waits for sockets, which the JDK decides here. */
public final class Events {
    private static final String LOOPS = "loops wait for sockets as the JDK does";

    private static final Set<String> METHODS = Set.of("epoll", "poll", "select");

    public static final Directive<?> USE = directive("use").in(EVENTS).takes(1).reads(Events::method).meansNothing(LOOPS);
    public static final Directive<Boolean> MULTI_ACCEPT = directive("multi_accept").in(EVENTS).takes(1).reads(Words::flag)
            .meansNothing(LOOPS);
    public static final Directive<Boolean> ACCEPT_MUTEX = directive("accept_mutex").in(EVENTS).takes(1).reads(Words::flag)
            .meansNothing("each loop has its own listener");
    public static final Directive<Long> ACCEPT_MUTEX_DELAY = directive("accept_mutex_delay").in(EVENTS).takes(1).reads(Words::duration)
            .meansNothing("each loop has its own listener");
    public static final Directive<?> WORKER_AIO_REQUESTS = directive("worker_aio_requests").in(EVENTS).takes(1).reads(Words::number)
            .meansNothing("files are read off the loops");
    public static final Directive<?> DEBUG_CONNECTION = directive("debug_connection").in(EVENTS).takes(1).repeats()
            .meansNothing("no debug log of single connections");
    public static final Directive<?> EPOLL_EVENTS = directive("epoll_events").in(EVENTS).takes(1).meansNothing(LOOPS);

    private Events() {}

    private static String method(Words words) throws Refusal {
        if (METHODS.contains(words.text())) return words.text();
        throw words.refuse("invalid event type \"" + words.text() + '"', "on Linux nginx knows epoll, poll and select");
    }
}
