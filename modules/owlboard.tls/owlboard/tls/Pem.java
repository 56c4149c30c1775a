package owlboard.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Certificates, keys and revocation lists out of PEM (RFC 7468), and into it. Keys are read as PKCS#8, PKCS#1 or SEC1, and
 * written as PKCS#8. Errors name the file and the remedy, never what a key file contains.
 */
public final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String REVOKED = "X509 CRL";
    private static final String ENCRYPTED = "ENCRYPTED";
    /** Of UTF-8, as Latin-1. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final byte[] RSA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    private static final byte[] EC_PUBLIC_KEY = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    /** {@code info}: how it is encrypted, by its head ({@code DEK-Info}); null: it is not, or by itself. */
    private record Block(String label, byte[] der, String info) {}

    private Pem() {}

    /** All certificates of a file, in its order; at least one. */
    public static X509Certificate[] certificates(Path file) throws IOException {
        return certificates(PemSource.of(file));
    }

    static X509Certificate[] certificates(PemSource source) throws IOException {
        try {
            return certificates(source.read());
        } catch (BadPem bad) {
            throw new IOException("cannot load certificate \"" + source + "\": " + bad.getMessage(), bad);
        }
    }

    /** All certificates of a text, in its order; at least one. */
    public static X509Certificate[] certificates(byte[] text) throws BadPem {
        var found = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks(text)) {
                if (!block.label.endsWith(CERTIFICATE)) continue;
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
            }
        } catch (CertificateException broken) {
            throw new BadPem("its contents are no X.509 certificate: " + broken.getMessage(), false);
        }
        if (found.isEmpty()) throw new BadPem("no PEM block " + CERTIFICATE + " in it", false);
        return found.toArray(X509Certificate[]::new);
    }

    /** All lists of revoked certificates of a file, in PEM or DER; there may be none. */
    public static List<X509CRL> revocations(Path file) throws IOException {
        try {
            return revocations(PemSource.of(file).read());
        } catch (BadPem bad) {
            throw new IOException("cannot load revocation list \"" + file + "\": " + bad.getMessage(), bad);
        }
    }

    /** All lists of revoked certificates of a text, or of DER; there may be none. */
    public static List<X509CRL> revocations(byte[] text) throws BadPem {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            if (!isText(text)) return factory.generateCRLs(new ByteArrayInputStream(text)).stream().map(X509CRL.class::cast).toList();
            var lists = new ArrayList<X509CRL>();
            for (var block : blocks(text)) { // there may be a certificate beside them
                if (block.label.equals(REVOKED)) lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(block.der)));
            }
            return List.copyOf(lists);
        } catch (GeneralSecurityException broken) {
            throw new BadPem("it is no list of revoked certificates: " + broken.getMessage(), false);
        }
    }

    private static boolean isText(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    /** The first key of a file. */
    public static PrivateKey key(Path file) throws IOException {
        return key(PemSource.of(file), Passwords.NONE);
    }

    /** The first key there. */
    static PrivateKey key(PemSource source, Passwords passwords) throws IOException {
        try {
            return key(source.read(), passwords);
        } catch (BadPem bad) {
            throw new IOException("cannot load key \"" + source + "\": " + bad.getMessage(), bad);
        }
    }

    /** The first key of a text. */
    public static PrivateKey key(byte[] text) throws BadPem {
        return key(text, Passwords.NONE);
    }

    private static PrivateKey key(byte[] text, Passwords passwords) throws BadPem {
        byte[] parameters = null;
        for (var block : blocks(text)) {
            if (block.label.equals("EC PARAMETERS")) parameters = block.der;
            if (!block.label.endsWith(PRIVATE_KEY)) continue; // certificates and parameters beside the key
            if (!block.label.startsWith(ENCRYPTED) && block.info == null) return plain(block.label, block.der, parameters);
            return decrypted(block, passwords, parameters);
        }
        throw new BadPem("no PEM block " + PRIVATE_KEY + " in it", false);
    }

    private static PrivateKey plain(String label, byte[] der, byte[] parameters) throws BadPem {
        return switch (label) {
            case "RSA PRIVATE KEY" -> pkcs8(wrap(RSA, der));
            case "EC PRIVATE KEY" -> pkcs8(wrap(join(EC_PUBLIC_KEY, parameters != null ? parameters : curve(der)), der));
            case PRIVATE_KEY -> pkcs8(der);
            default -> throw new BadPem("a key of the kind " + label + " is not known here", false);
        };
    }

    private static PrivateKey decrypted(Block block, Passwords passwords, byte[] parameters) throws BadPem {
        for (var password : passwords.lines) {
            var der = block.info == null ? EncryptedKey.pkcs8(block.der, password)
                    : EncryptedKey.traditional(block.der, block.info, password);
            if (der == null) continue;
            try {
                return block.info == null ? pkcs8(der) : plain(block.label, der, parameters);
            } catch (BadPem wrongPassword) {
                // what comes out by chance is no key
            }
        }
        if (passwords.file != null) {
            throw new BadPem("it is encrypted, and none of the passwords in \"" + passwords.file + "\" opens it", true);
        }
        throw new BadPem("it is encrypted; name a file with its password (ssl_password_file, proxy_ssl_password_file),"
                + " or decrypt it with: openssl pkey -in ENCRYPTED -out KEY", true);
    }

    /** A certificate's text. */
    public static byte[] of(X509Certificate certificate) throws CertificateEncodingException {
        return text(CERTIFICATE, certificate.getEncoded());
    }

    /** A key's text: PKCS#8. */
    public static byte[] of(PrivateKey key) {
        return text(PRIVATE_KEY, key.getEncoded());
    }

    /** The text of a list of revoked certificates that is given in DER. */
    public static byte[] ofRevocations(byte[] list) {
        return text(REVOKED, list);
    }

    private static byte[] text(String label, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static PrivateKey pkcs8(byte[] der) throws BadPem {
        for (var algorithm : new String[] {"EC", "RSA", "Ed25519", "Ed448", "RSASSA-PSS"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException anotherAlgorithm) {
                // The format tells its algorithm; the JDK has no factory that reads it for us.
            }
        }
        throw new BadPem("its contents are neither an RSA nor an EC nor an EdDSA key", false);
    }

    /** The curve inside a SEC1 key: element [0]. */
    private static byte[] curve(byte[] sec1) throws BadPem {
        for (int i = 2; i + 3 < sec1.length; i++) {
            if (sec1[i] == (byte) 0xa0 && sec1[i + 2] == 0x06 && sec1[i + 1] == sec1[i + 3] + 2) {
                return Arrays.copyOfRange(sec1, i + 2, i + 2 + sec1[i + 1]);
            }
        }
        throw new BadPem("it does not name its curve; convert it with: openssl pkcs8 -topk8 -nocrypt", true);
    }

    /** PKCS#8 around a key: SEQUENCE { 0, SEQUENCE algorithm, OCTET STRING key }. */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return der(0x30, join(new byte[] {0x02, 0x01, 0x00}, der(0x30, algorithm), der(0x04, key)));
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 128) {
            out.write(length);
        } else {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) out.write(length >> 8 * i);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    private static List<Block> blocks(byte[] text) throws BadPem {
        var blocks = new ArrayList<Block>();
        String label = null;
        String info = null;
        var base64 = new StringBuilder();
        for (var line : new String(text, StandardCharsets.ISO_8859_1).lines().toList()) {
            if (line.startsWith("-----BEGIN ") || line.startsWith(BYTE_ORDER_MARK + "-----BEGIN ")) {
                if (label != null) throw endless(label);
                int from = line.indexOf(' ') + 1;
                label = line.substring(from, Math.max(from, line.lastIndexOf("-----")));
                info = null;
                base64.setLength(0);
            } else if (line.startsWith("-----END ") && label != null) {
                try {
                    blocks.add(new Block(label, Base64.getDecoder().decode(base64.toString()), info));
                } catch (IllegalArgumentException broken) {
                    throw new BadPem("its PEM block " + label + " is broken: " + broken.getMessage(), false);
                }
                label = null;
            } else if (label != null && line.startsWith("DEK-Info:")) {
                info = line.substring("DEK-Info:".length()); // RFC 1421: the block is ciphertext, whatever its label says
            } else if (label != null && line.indexOf(':') < 0) {
                base64.append(line.strip());
            }
        }
        if (label != null) throw endless(label);
        return blocks;
    }

    private static BadPem endless(String label) {
        return new BadPem("its PEM block " + label + " has no end: something of the file is missing", false);
    }
}
