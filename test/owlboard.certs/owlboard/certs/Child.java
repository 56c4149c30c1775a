package owlboard.certs;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** {@code owlboard certs} as a process of its own, with the classes of this one. */
final class Child {
    private Child() {
    }

    public static void main(String[] arguments) {
        System.exit(Certs.run(List.of(arguments), System.out, System.err));
    }

    static List<String> command(String... arguments) throws ReflectiveOperationException {
        var places = new LinkedHashSet<String>();
        for (var name : List.of("owlboard.certs.Child", "owlboard.certs.Certs", "owlboard.tls.Pem",
                "org.bouncycastle.cert.X509CertificateHolder",
                "org.bouncycastle.asn1.ASN1Object", "org.bouncycastle.asn1.cms.ContentInfo")) {
            var place = Class.forName(name).getProtectionDomain().getCodeSource().getLocation();
            if (place.getProtocol().equals("file")) places.add(place.getPath());
        }
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Certs.class.getModule().isNamed()) command.addAll(List.of("--add-modules", "owlboard.certs"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, places), Child.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Both streams as one text; {@code code} is the exit code. */
    record Ended(int code, String text) {
    }

    static Ended run(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), text);
    }
}
