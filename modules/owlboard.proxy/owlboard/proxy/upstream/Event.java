package owlboard.proxy.upstream;

import java.time.Instant;
import java.util.Locale;

/**
 * One change of a peer's state.
 *
 * @param number     counts up from 1 in an {@link Events}
 * @param atMillis   since the epoch
 * @param group      the {@code upstream}'s name
 * @param peer       as configured
 * @param address    where it was; null while its name did not resolve
 * @param from       one of {@link Peer#state}'s words but {@code busy}, and so is {@code to}; null: it was not known before
 * @param heldMillis how long it had been {@code from}
 * @param active     its requests in progress at that moment
 * @param why        what happened, in the words of the error log
 */
public record Event(long number, long atMillis, String group, String peer, String address, String from, String to, long heldMillis,
        int active, String why) {
    Event numbered(long newNumber) {
        return new Event(newNumber, atMillis, group, peer, address, from, to, heldMillis, active, why);
    }

    /** One line, without its time. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "upstream \"%s\" peer %s%s: %s -> %s after %.1f s, active %d: %s", group, peer,
                address == null || address.equals(peer) ? "" : " (" + address + ")", from, to, heldMillis / 1000.0, active, why);
    }

    /** With its time in front, RFC 3339 with milliseconds: a line of the events file. */
    String line() {
        return stamped(atMillis, toString());
    }

    static String stamped(long atMillis, String text) {
        var time = Instant.ofEpochMilli(atMillis).toString();
        var stamp = time.length() == 20 ? time.substring(0, 19) + ".000Z" : time;
        return stamp + " " + text.replace('\n', ' ').replace('\r', ' ') + "\n";
    }
}
