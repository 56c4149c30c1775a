package owlboard.proxy.forward;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import owlboard.config.HealthCheck.Grpc;
import owlboard.proxy.upstream.HealthChecks.Result;
import owlboard.wire.http.Head;

/** The call of gRPC's health checking protocol ({@code grpc.health.v1.Health/Check}), and what is answered. Texts are bytes, Latin-1. */
final class GrpcHealth {
    static final String PATH = "/grpc.health.v1.Health/Check";
    static final byte[] TYPE = "content-type: application/grpc\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String STEP = "checking gRPC status";
    /** What is in front of a message: whether it is packed, and its length. */
    private static final int PREFIX = 5;
    /** {@code HealthCheckRequest.service}: field 1, a text. */
    private static final int SERVICE = 10;
    /** {@code HealthCheckResponse.status}: field 1, a number; and it is {@code SERVING}. */
    private static final String SERVING = "\b\1";
    private static final Pattern STATUS = Pattern.compile("(?im)^grpc-status:[ \t]*(\\d{1,9})[ \t]*\r?$");

    private GrpcHealth() {}

    /** One message, with its prefix. */
    static byte[] request(String service) {
        var name = service.getBytes(StandardCharsets.ISO_8859_1);
        var message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write(SERVICE);
            int left = name.length;
            for (; left > 0x7f; left >>>= 7) message.write(left & 0x7f | 0x80);
            message.write(left);
            message.writeBytes(name);
        }
        var out = new ByteArrayOutputStream();
        out.write(0);
        for (int shift = 24; shift >= 0; shift -= 8) out.write(message.size() >> shift);
        out.writeBytes(message.toByteArray());
        return out.toByteArray();
    }

    /** {@code trailers}: lines, null for none; an answer that is an error alone has them in its head. */
    static Result judge(Grpc asked, Head head, String body, byte[] trailers) {
        if (head.status != 200) return new Result("it answered " + head.status, "checking status code");
        int status = status(head, trailers);
        if (status < 0) return new Result("it told no grpc-status", STEP);
        if (asked.status() != 0 && status == asked.status()) return new Result(null, STEP);
        if (status != 0) return new Result("its grpc-status is " + status, STEP);
        return new Result(body.startsWith(SERVING, PREFIX) && body.charAt(0) == 0 ? null : "it does not serve", STEP);
    }

    private static int status(Head head, byte[] trailers) {
        int own = head.find("grpc-status".getBytes(StandardCharsets.US_ASCII), 0);
        if (own < 0 && trailers == null) return -1;
        var found = STATUS.matcher(own >= 0 ? "grpc-status: " + head.value(own) : new String(trailers, StandardCharsets.ISO_8859_1));
        return found.find() ? Integer.parseInt(found.group(1)) : -1;
    }
}
